"""Neuron and source models; the built-in ones are declarations like a user's own."""

from typing import TYPE_CHECKING, Any

from neurojit.errors import suggest
from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE, Parameter
from neurojit.models.registry import FAMILIES, all_models, declared, get
from neurojit.models.source_model import SourceModel

_BUILT_IN = [name for names in FAMILIES.values() for name in names]

if TYPE_CHECKING:
    from neurojit.models.adaptive_exponential import (
        aeif_cond_alpha as aeif_cond_alpha,
        aeif_cond_exp as aeif_cond_exp,
        aeif_psc_alpha as aeif_psc_alpha,
        aeif_psc_delta as aeif_psc_delta,
        aeif_psc_exp as aeif_psc_exp,
    )
    from neurojit.models.adaptive_threshold import (
        amat2_psc_exp as amat2_psc_exp,
        mat2_psc_exp as mat2_psc_exp,
    )
    from neurojit.models.clopath import aeif_psc_delta_clopath as aeif_psc_delta_clopath
    from neurojit.models.conductance import (
        iaf_chxk_2008 as iaf_chxk_2008,
        iaf_cond_alpha as iaf_cond_alpha,
        iaf_cond_beta as iaf_cond_beta,
        iaf_cond_exp as iaf_cond_exp,
        iaf_cond_exp_sfa_rr as iaf_cond_exp_sfa_rr,
    )
    from neurojit.models.cortical import (
        connor_stevens as connor_stevens,
        pospischil_fs as pospischil_fs,
        pospischil_ib as pospischil_ib,
        pospischil_lts as pospischil_lts,
        pospischil_rs as pospischil_rs,
        wang_buzsaki as wang_buzsaki,
    )
    from neurojit.models.escape import (
        gif_cond_exp as gif_cond_exp,
        gif_psc_exp as gif_psc_exp,
        pp_psc_delta as pp_psc_delta,
    )
    from neurojit.models.glif import (
        glif_psc_1 as glif_psc_1,
        glif_psc_2 as glif_psc_2,
        glif_psc_3 as glif_psc_3,
        glif_psc_4 as glif_psc_4,
        glif_psc_5 as glif_psc_5,
    )
    from neurojit.models.hodgkin_huxley import (
        hh_cond_beta_gap_traub as hh_cond_beta_gap_traub,
        hh_cond_exp_traub as hh_cond_exp_traub,
        hh_psc_alpha as hh_psc_alpha,
    )
    from neurojit.models.integrate_and_fire import (
        iaf_psc_alpha as iaf_psc_alpha,
        iaf_psc_delta as iaf_psc_delta,
        iaf_psc_exp as iaf_psc_exp,
        iaf_psc_exp_multisynapse as iaf_psc_exp_multisynapse,
    )
    from neurojit.models.oscillators import (
        fitzhugh_nagumo as fitzhugh_nagumo,
        hindmarsh_rose as hindmarsh_rose,
        intfire1 as intfire1,
        morris_lecar as morris_lecar,
        parrot_neuron as parrot_neuron,
    )
    from neurojit.models.quadratic import (
        izhikevich as izhikevich,
        izhikevich_2007 as izhikevich_2007,
        qif as qif,
        theta as theta,
    )
    from neurojit.models.sources import (
        ac_generator as ac_generator,
        dc_generator as dc_generator,
        gamma_sup_generator as gamma_sup_generator,
        gamma_sup_source as gamma_sup_source,
        inhomogeneous_poisson_generator as inhomogeneous_poisson_generator,
        inhomogeneous_poisson_source as inhomogeneous_poisson_source,
        noise_generator as noise_generator,
        poisson_generator as poisson_generator,
        poisson_source as poisson_source,
        ppd_sup_generator as ppd_sup_generator,
        ppd_sup_source as ppd_sup_source,
        pulsepacket_generator as pulsepacket_generator,
        sinusoidal_poisson_generator as sinusoidal_poisson_generator,
        sinusoidal_poisson_source as sinusoidal_poisson_source,
        spike_generator as spike_generator,
        step_current_generator as step_current_generator,
        timed_array as timed_array,
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
    hint = "" if name.startswith("_") else f";{suggest(name, _BUILT_IN)}"
    raise AttributeError(f"module 'neurojit.models' has no attribute {name!r}{hint}")


def __dir__() -> list[str]:
    return sorted(__all__)
