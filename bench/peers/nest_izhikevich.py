"""Izhikevich's network in NEST: ``python -m bench.peers.nest_izhikevich --threads 2``; forward Euler."""

import nest
import numpy as np

from bench import report
from bench.parameters_rich import IZHIKEVICH
from bench.peers import nest_common


def populate(parameters, seed):
    """Make neurons, synapses and drive; return the neurons and the number of synapses."""
    populations = []
    for values in parameters.neurons(np.random.default_rng(seed)):
        count = parameters.n_inh if populations else parameters.n_exc
        state = {"V_th": parameters.V_th, "V_m": parameters.V_init, "U_m": values["b"] * parameters.V_init}
        populations.append(nest.Create("izhikevich", count, values | state))
    neurons = populations[0] + populations[1]
    for sources, low, high in zip(populations, (0.0, -parameters.w_inh), (parameters.w_exc, 0.0)):
        rule = {"rule": "pairwise_bernoulli", "p": parameters.p}
        synapse = {"weight": nest.random.uniform(low, high), "delay": parameters.delay}
        nest.Connect(sources, neurons, rule, synapse)
    synapses = nest.num_connections
    for targets, size in zip(populations, (parameters.drive_exc, parameters.drive_inh)):
        for weight in (size, -size):
            drive = nest.Create("poisson_generator", params={"rate": parameters.drive_rate})
            nest.Connect(drive, targets, syn_spec={"weight": weight, "delay": parameters.delay})
    return neurons, synapses


if __name__ == "__main__":
    nest_common.run("izhikevich", populate, IZHIKEVICH, report.arguments(__doc__))
