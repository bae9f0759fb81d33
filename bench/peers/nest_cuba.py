"""The CUBA network in NEST: ``python -m bench.peers.nest_cuba --threads 2``; ``iaf_psc_exp``, solved exactly."""

import nest
import numpy as np

from bench import report
from bench.parameters import CUBA
from bench.peers import nest_common

NEURON = ("C_m", "tau_m", "E_L", "V_reset", "V_th", "tau_syn_ex", "tau_syn_in", "t_ref")


def populate(parameters, seed):
    """Make neurons in their initial state and synapses; return the neurons and the number of synapses."""
    neuron = {name: getattr(parameters, name) for name in NEURON}
    exc = nest.Create("iaf_psc_exp", parameters.n_exc, neuron)
    inh = nest.Create("iaf_psc_exp", parameters.n_inh, neuron)
    neurons = exc + inh
    neurons.set({"V_m": np.random.default_rng(seed).uniform(*parameters.V_init, parameters.n)})
    nest_common.connect_two_populations(exc, inh, parameters)
    return neurons, nest.num_connections


if __name__ == "__main__":
    nest_common.run("cuba", populate, CUBA, report.arguments(__doc__))
