"""All built-in models by name."""

from __future__ import annotations

from neurojit.errors import ParameterError, suggest
from neurojit.models import sources
from neurojit.models.base import NeuronModel
from neurojit.models.conductance import iaf_cond_exp
from neurojit.models.integrate_and_fire import iaf_psc_alpha, iaf_psc_delta, iaf_psc_exp
from neurojit.models.izhikevich import izhikevich
from neurojit.models.seed import seed
from neurojit.models.source_model import SourceModel

_NEURONS = (iaf_psc_delta, iaf_psc_exp, iaf_psc_alpha, iaf_cond_exp, izhikevich, seed)
_SOURCES: tuple[SourceModel, ...] = tuple(one for one in vars(sources).values() if isinstance(one, SourceModel))


def all_models() -> dict[str, NeuronModel | SourceModel]:
    """Return every built-in model by name, neurons first."""
    every: tuple[NeuronModel | SourceModel, ...] = (*_NEURONS, *_SOURCES)
    return {one.name: one for one in every}


def get(name: str) -> NeuronModel | SourceModel:
    """Return the built-in model of that name, or raise ParameterError with the closest one."""
    models = all_models()
    if name not in models:
        raise ParameterError(f"unknown model {name!r};{suggest(name, models)}")
    return models[name]
