"""The microcircuit, a tenth of it, in Brian2: ``python -m bench.peers.brian2_microcircuit --threads 2``.

Written for speed: one NeuronGroup and one Synapses object for all 62 projections, which Brian2 compiles in a
fraction of the time; synapses sorted by source; one current, because both time constants are equal; the drive is a
PoissonInput a population. The full network does not fit: Brian2 needs some 100 bytes a synapse while it builds.
"""

import dataclasses

import brian2 as b2
import numpy as np
from brian2 import ms, mV, pA, pF

from bench import report
from bench.parameters import MICROCIRCUIT
from bench.peers import brian2_common

EQUATIONS = """
    dv/dt = (E_L - v)/tau_m + current/C_m : volt (unless refractory)
    dcurrent/dt = -current/tau_syn : amp"""
UNITS = {"E_L": mV, "V_th": mV, "V_reset": mV, "tau_m": ms, "C_m": pF, "tau_syn": ms}


def populate(parameters, seed):
    """Make neurons in their initial state, synapses and drive; return the neurons and all that acts on them."""
    rng = np.random.default_rng(seed)
    neurons = make_neurons(parameters, rng)
    return neurons, [_synapses(neurons, parameters, rng), *make_drive(neurons, parameters)]


def make_neurons(parameters, rng):
    """All neurons in one group."""
    neurons = b2.NeuronGroup(
        parameters.n,
        EQUATIONS,
        threshold="v >= V_th",
        reset="v = V_reset",
        refractory=parameters.t_ref * ms,
        method="exact",
        namespace={name: getattr(parameters, name) * unit for name, unit in UNITS.items()},
    )
    mean, std = (np.repeat(values, parameters.sizes) for values in (parameters.V_mean, parameters.V_std))
    neurons.v = rng.normal(mean, std) * mV
    return neurons


def _synapses(neurons, parameters, rng):
    pre, post, weight, delay = (np.concatenate(column) for column in zip(*draw(parameters, rng)))
    return connect(neurons, neurons, pre, post, weight, delay)


def connect(source, target, pre, post, weight, delay):
    """A Synapses object of these synapses, sorted by source."""
    order = np.argsort(pre, kind="stable")
    synapses = b2.Synapses(source, target, "w : amp", on_pre="current_post += w")
    synapses.connect(i=pre[order], j=post[order])
    synapses.w = weight[order] * pA
    synapses.delay = delay[order] * ms
    return synapses


def draw(parameters, rng):
    """Sources, targets, weights (pA) and delays (ms) of every projection, numbered within all neurons."""
    first = np.cumsum([0, *parameters.sizes])
    for j, source in enumerate(parameters.populations):
        for i, target in enumerate(parameters.populations):
            count = parameters.synapses[i][j]
            mean, delay = parameters.weight(source, target), parameters.delay(source)
            size = abs(_redrawn(rng, abs(mean), parameters.w_std * abs(mean), 0.0, count))
            yield (
                rng.integers(first[j], first[j + 1], count, dtype=np.int32),
                rng.integers(first[i], first[i + 1], count, dtype=np.int32),
                np.copysign(size, mean),
                _redrawn(rng, delay, parameters.delay_std * delay, 0.5 * parameters.dt, count),
            )


def _redrawn(rng, mean, std, low, count):
    """Normal numbers, drawn again while below `low`."""
    values = rng.normal(mean, std, count)
    while (below := np.flatnonzero(values < low)).size:
        values[below] = rng.normal(mean, std, below.size)
    return values


def make_drive(neurons, parameters):
    """A PoissonInput a population."""
    first = np.cumsum([0, *parameters.sizes])
    rate, weight = parameters.external_rate * b2.Hz, parameters.w * pA
    return [
        b2.PoissonInput(neurons[first[i] : first[i + 1]], "current", N=indegree, rate=rate, weight=weight)
        for i, indegree in enumerate(parameters.external_indegree)
    ]


def main(populate, doc):
    """Measure the network that a function makes."""
    options = report.microcircuit_parser(doc, scale=0.1).parse_args()
    scaled = dataclasses.replace(MICROCIRCUIT, scale=options.scale)
    brian2_common.run(f"microcircuit-{options.scale:g}", populate, scaled, options)


if __name__ == "__main__":
    main(populate, __doc__)
