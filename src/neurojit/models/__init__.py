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
    ac_generator,
    dc_generator,
    gamma_sup_generator,
    gamma_sup_source,
    inhomogeneous_poisson_generator,
    inhomogeneous_poisson_source,
    noise_generator,
    poisson_generator,
    poisson_source,
    ppd_sup_generator,
    ppd_sup_source,
    pulsepacket_generator,
    sinusoidal_poisson_generator,
    sinusoidal_poisson_source,
    spike_generator,
    step_current_generator,
    timed_array,
)

__all__ = [
    "NeuronModel", "POSITIVE", "Parameter", "SourceModel", "ac_generator", "all_models", "dc_generator",
    "gamma_sup_generator", "gamma_sup_source", "get", "iaf_cond_exp", "iaf_psc_alpha", "iaf_psc_delta",
    "iaf_psc_exp", "inhomogeneous_poisson_generator", "inhomogeneous_poisson_source", "izhikevich",
    "noise_generator", "poisson_generator", "poisson_source", "ppd_sup_generator", "ppd_sup_source",
    "pulsepacket_generator", "seed", "sinusoidal_poisson_generator", "sinusoidal_poisson_source", "spike_generator",
    "step_current_generator", "timed_array",
]
