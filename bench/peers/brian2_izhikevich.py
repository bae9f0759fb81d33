"""Izhikevich's network in Brian2: ``python -m bench.peers.brian2_izhikevich --threads 2``.

Forward Euler, which is Brian2's choice for such equations. The drive is a PoissonInput for each population and sign:
a binomial number per neuron and step.
"""

import brian2 as b2
import numpy as np
from brian2 import ms

from bench import report
from bench.parameters_rich import IZHIKEVICH
from bench.peers import brian2_common

EQUATIONS = """
    dv/dt = (0.04*v**2 + 5*v + 140 - u)/ms : 1
    du/dt = a*(b*v - u)/ms : 1
    a : 1 (constant)
    b : 1 (constant)
    c : 1 (constant)
    d : 1 (constant)"""
N_SOURCES = 1_000  # of each PoissonInput


def populate(parameters, seed):
    """Make neurons, synapses and drive; return the neurons and all that acts on them."""
    rng = np.random.default_rng(seed)
    neurons = b2.NeuronGroup(
        parameters.n, EQUATIONS, threshold=f"v >= {parameters.V_th}", reset="v = c; u += d", method="euler"
    )
    exc, inh = neurons[: parameters.n_exc], neurons[parameters.n_exc :]
    made = []
    for group, values, weight, drive in zip(
        (exc, inh),
        parameters.neurons(rng),
        (parameters.w_exc, -parameters.w_inh),
        (parameters.drive_exc, parameters.drive_inh),
    ):
        for name, value in values.items():
            setattr(group, name, value)
        group.v = parameters.V_init
        group.u = values["b"] * parameters.V_init
        made += [_connect(group, neurons, weight, parameters), *_drive(group, drive, parameters)]
    return neurons, made


def _connect(sources, targets, weight, parameters):
    synapses = b2.Synapses(sources, targets, "w : 1", on_pre="v_post += w", delay=parameters.delay * ms)
    synapses.connect(p=parameters.p)
    synapses.w = f"rand()*{weight}"
    return synapses


def _drive(group, size, parameters):
    rate = parameters.drive_rate / N_SOURCES * b2.Hz
    return [b2.PoissonInput(group, "v", N=N_SOURCES, rate=rate, weight=weight) for weight in (size, -size)]


if __name__ == "__main__":
    brian2_common.run("izhikevich", populate, IZHIKEVICH, report.arguments(__doc__))
