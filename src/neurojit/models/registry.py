"""All built-in models by name, each declared when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from neurojit.errors import ParameterError, suggest
from neurojit.models.base import NeuronModel
from neurojit.models.source_model import SourceModel

FAMILIES = {
    "integrate_and_fire": ("iaf_psc_delta", "iaf_psc_exp", "iaf_psc_alpha", "iaf_psc_exp_multisynapse"),
    "conductance": ("iaf_cond_exp", "iaf_cond_alpha", "iaf_cond_beta", "iaf_cond_exp_sfa_rr", "iaf_chxk_2008"),
    "adaptive_exponential": ("aeif_psc_delta", "aeif_psc_exp", "aeif_psc_alpha", "aeif_cond_exp", "aeif_cond_alpha"),
    "clopath": ("aeif_psc_delta_clopath",),
    "adaptive_threshold": ("mat2_psc_exp", "amat2_psc_exp"),
    "glif": ("glif_psc_1", "glif_psc_2", "glif_psc_3", "glif_psc_4", "glif_psc_5"),
    "escape": ("gif_psc_exp", "gif_cond_exp", "pp_psc_delta"),
    "quadratic": ("izhikevich", "izhikevich_2007", "qif", "theta"),
    "hodgkin_huxley": ("hh_psc_alpha", "hh_cond_exp_traub", "hh_cond_beta_gap_traub"),
    "cortical": ("pospischil_rs", "pospischil_fs", "pospischil_ib", "pospischil_lts", "wang_buzsaki", "connor_stevens"),
    "oscillators": ("fitzhugh_nagumo", "morris_lecar", "hindmarsh_rose", "intfire1", "parrot_neuron"),
    "teaching": ("seed",),
    "sources": (
        "poisson_generator", "poisson_source", "inhomogeneous_poisson_generator",
        "inhomogeneous_poisson_source", "sinusoidal_poisson_generator", "sinusoidal_poisson_source",
        "gamma_sup_generator", "gamma_sup_source", "ppd_sup_generator",
        "ppd_sup_source", "spike_generator", "pulsepacket_generator",
        "dc_generator", "ac_generator", "step_current_generator",
        "noise_generator", "timed_array",
    ),
}
"""Names of the built-in models by the module that declares them."""

_MODULES = {name: module for module, names in FAMILIES.items() for name in names}


def declared(name: str) -> Any:
    """Return what `neurojit.models` calls by that name: a model, or the function that makes a family of them."""
    return getattr(import_module(f"neurojit.models.{_MODULES[name]}"), name)


def all_models() -> dict[str, NeuronModel | SourceModel]:
    """Return every built-in model by name, neurons first.

    Examples
    --------
    >>> import neurojit as nj
    >>> "iaf_psc_exp" in nj.models.all_models()
    True
    """
    return {name: get(name) for name in _MODULES}


def get(name: str) -> NeuronModel | SourceModel:
    """Return the built-in model of that name, or raise ParameterError with the closest one.

    A family of models, such as iaf_psc_exp_multisynapse, gives its default member.

    Parameters
    ----------
    name : str

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.models.get("iaf_psc_exp") is nj.models.iaf_psc_exp
    True
    """
    if name not in list(_MODULES):
        raise ParameterError(f"unknown model {name!r};{suggest(name, _MODULES)}")
    found = declared(name)
    return found if isinstance(found, NeuronModel | SourceModel) else _default_of(name)


_defaults: dict[str, NeuronModel] = {}


def _default_of(name: str) -> NeuronModel:
    return _defaults.setdefault(name, declared(name)())
