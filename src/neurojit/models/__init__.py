"""Neuron and source models; the built-in ones are declarations like a user's own."""

from neurojit.models.base import NeuronModel
from neurojit.models.conductance import iaf_cond_exp
from neurojit.models.integrate_and_fire import iaf_psc_alpha, iaf_psc_delta, iaf_psc_exp
from neurojit.models.izhikevich import izhikevich
from neurojit.models.parameter import POSITIVE, Parameter
from neurojit.models.registry import all_models, get
from neurojit.models.seed import seed
from neurojit.models.source_model import SourceModel
from neurojit.models.sources import (
    dc_generator,
    poisson_generator,
    poisson_source,
    spike_generator,
    step_current_generator,
)

__all__ = [
    "POSITIVE", "NeuronModel", "Parameter", "SourceModel", "all_models", "dc_generator", "get",
    "iaf_cond_exp", "iaf_psc_alpha", "iaf_psc_delta", "iaf_psc_exp", "izhikevich", "poisson_generator",
    "poisson_source", "seed", "spike_generator", "step_current_generator",
]
