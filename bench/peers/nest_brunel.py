"""Brunel's network in NEST: ``python -m bench.peers.nest_brunel --threads 2``.

The drive's connections carry the network's delay, as in NEST's own example: a shorter one would change
nothing in the statistics, but NEST would have to communicate every step instead of every 15 (20 %
slower when tried). ``static_synapse_hom_w`` (one shared weight) was tried too and gained 2 %.
"""

import nest

from bench import report
from bench.parameters import BRUNEL
from bench.peers import nest_common

# In NEST a delta synapse's weight is in mV whatever C_m; C_m only scales currents, of which there are none.
NEURON = ("E_L", "V_reset", "V_th", "tau_m", "t_ref")


def populate(parameters, seed):
    """Make neurons, synapses and drive; return the neurons and the number of synapses."""
    neuron = {name: getattr(parameters, name) for name in NEURON}
    neuron["V_m"] = parameters.V_init
    exc = nest.Create("iaf_psc_delta", parameters.n_exc, neuron)
    inh = nest.Create("iaf_psc_delta", parameters.n_inh, neuron)
    neurons = exc + inh
    _connect(exc, neurons, parameters.indegree_exc, parameters.J, parameters.delay)
    _connect(inh, neurons, parameters.indegree_inh, parameters.J_inh, parameters.delay)
    synapses = nest.num_connections
    drive = nest.Create("poisson_generator", params={"rate": parameters.drive_rate})
    nest.Connect(drive, neurons, syn_spec={"weight": parameters.J, "delay": parameters.delay})
    return neurons, synapses


def _connect(sources, targets, indegree, weight, delay):
    rule = {"rule": "fixed_indegree", "indegree": indegree}
    synapse = {"synapse_model": "static_synapse", "weight": weight, "delay": delay}
    nest.Connect(sources, targets, rule, synapse)


if __name__ == "__main__":
    nest_common.run("brunel", populate, BRUNEL, report.arguments(__doc__))
