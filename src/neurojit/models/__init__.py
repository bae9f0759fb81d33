"""Neuron and source models; the built-in ones are declarations like a user's own."""

from typing import TYPE_CHECKING, Any

from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE, Parameter
from neurojit.models.registry import FAMILIES, all_models, declared, get
from neurojit.models.source_model import SourceModel

_BUILT_IN = [name for names in FAMILIES.values() for name in names]

if TYPE_CHECKING:
    from neurojit.models.adaptive_exponential import (
        aeif_cond_alpha as aeif_cond_alpha,
    )
    from neurojit.models.adaptive_exponential import (
        aeif_cond_exp as aeif_cond_exp,
    )
    from neurojit.models.adaptive_exponential import (
        aeif_psc_alpha as aeif_psc_alpha,
    )
    from neurojit.models.adaptive_exponential import (
        aeif_psc_delta as aeif_psc_delta,
    )
    from neurojit.models.adaptive_exponential import (
        aeif_psc_exp as aeif_psc_exp,
    )
    from neurojit.models.adaptive_threshold import (
        amat2_psc_exp as amat2_psc_exp,
    )
    from neurojit.models.adaptive_threshold import (
        mat2_psc_exp as mat2_psc_exp,
    )
    from neurojit.models.conductance import (
        iaf_chxk_2008 as iaf_chxk_2008,
    )
    from neurojit.models.conductance import (
        iaf_cond_alpha as iaf_cond_alpha,
    )
    from neurojit.models.conductance import (
        iaf_cond_beta as iaf_cond_beta,
    )
    from neurojit.models.conductance import (
        iaf_cond_exp as iaf_cond_exp,
    )
    from neurojit.models.conductance import (
        iaf_cond_exp_sfa_rr as iaf_cond_exp_sfa_rr,
    )
    from neurojit.models.cortical import (
        connor_stevens as connor_stevens,
    )
    from neurojit.models.cortical import (
        pospischil_fs as pospischil_fs,
    )
    from neurojit.models.cortical import (
        pospischil_ib as pospischil_ib,
    )
    from neurojit.models.cortical import (
        pospischil_lts as pospischil_lts,
    )
    from neurojit.models.cortical import (
        pospischil_rs as pospischil_rs,
    )
    from neurojit.models.cortical import (
        wang_buzsaki as wang_buzsaki,
    )
    from neurojit.models.escape import (
        gif_cond_exp as gif_cond_exp,
    )
    from neurojit.models.escape import (
        gif_psc_exp as gif_psc_exp,
    )
    from neurojit.models.escape import (
        pp_psc_delta as pp_psc_delta,
    )
    from neurojit.models.glif import (
        glif_psc_1 as glif_psc_1,
    )
    from neurojit.models.glif import (
        glif_psc_2 as glif_psc_2,
    )
    from neurojit.models.glif import (
        glif_psc_3 as glif_psc_3,
    )
    from neurojit.models.glif import (
        glif_psc_4 as glif_psc_4,
    )
    from neurojit.models.glif import (
        glif_psc_5 as glif_psc_5,
    )
    from neurojit.models.hodgkin_huxley import (
        hh_cond_beta_gap_traub as hh_cond_beta_gap_traub,
    )
    from neurojit.models.hodgkin_huxley import (
        hh_cond_exp_traub as hh_cond_exp_traub,
    )
    from neurojit.models.hodgkin_huxley import (
        hh_psc_alpha as hh_psc_alpha,
    )
    from neurojit.models.integrate_and_fire import (
        iaf_psc_alpha as iaf_psc_alpha,
    )
    from neurojit.models.integrate_and_fire import (
        iaf_psc_delta as iaf_psc_delta,
    )
    from neurojit.models.integrate_and_fire import (
        iaf_psc_exp as iaf_psc_exp,
    )
    from neurojit.models.integrate_and_fire import (
        iaf_psc_exp_multisynapse as iaf_psc_exp_multisynapse,
    )
    from neurojit.models.oscillators import (
        fitzhugh_nagumo as fitzhugh_nagumo,
    )
    from neurojit.models.oscillators import (
        hindmarsh_rose as hindmarsh_rose,
    )
    from neurojit.models.oscillators import (
        intfire1 as intfire1,
    )
    from neurojit.models.oscillators import (
        morris_lecar as morris_lecar,
    )
    from neurojit.models.oscillators import (
        parrot_neuron as parrot_neuron,
    )
    from neurojit.models.quadratic import (
        izhikevich as izhikevich,
    )
    from neurojit.models.quadratic import (
        izhikevich_2007 as izhikevich_2007,
    )
    from neurojit.models.quadratic import (
        qif as qif,
    )
    from neurojit.models.quadratic import (
        theta as theta,
    )
    from neurojit.models.sources import (
        dc_generator as dc_generator,
    )
    from neurojit.models.sources import (
        poisson_generator as poisson_generator,
    )
    from neurojit.models.sources import (
        poisson_source as poisson_source,
    )
    from neurojit.models.sources import (
        spike_generator as spike_generator,
    )
    from neurojit.models.sources import (
        step_current_generator as step_current_generator,
    )
    from neurojit.models.teaching import (
        seed as seed,
    )

__all__ = ["POSITIVE", "NeuronModel", "Parameter", "SourceModel", "all_models", "get", *_BUILT_IN]


def __getattr__(name: str) -> Any:
    """Declare a built-in model when it is first used: parsing all of them would slow every import."""
    if name in _BUILT_IN:
        globals()[name] = declared(name)
        return globals()[name]
    raise AttributeError(f"module 'neurojit.models' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
