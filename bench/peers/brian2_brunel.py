"""Brunel's network in Brian2: ``python -m bench.peers.brian2_brunel --threads 2``.

Written for speed: weight and delay are constants, not arrays; synapses are given sorted by source, so that a
spike walks through memory in order; the drive is a PoissonInput: one binomial number per neuron and step.
"""

import brian2 as b2
import numpy as np
from brian2 import ms

from bench import report
from bench.parameters import BRUNEL
from bench.peers import brian2_common


def populate(parameters, seed):
    """Make neurons, synapses and drive; return the neurons and all that acts on them."""
    rng = np.random.default_rng(seed)
    neurons = _neurons(parameters)
    exc, inh = neurons[: parameters.n_exc], neurons[parameters.n_exc :]
    excitation = _synapses(exc, neurons, parameters.indegree_exc, parameters.J, parameters, rng)
    inhibition = _synapses(inh, neurons, parameters.indegree_inh, parameters.J_inh, parameters, rng)
    n_sources, rate = parameters.indegree_exc, parameters.source_rate * b2.Hz
    drive = b2.PoissonInput(neurons, "v", N=n_sources, rate=rate, weight=parameters.J)
    return neurons, [excitation, inhibition, drive]


def _neurons(parameters):
    neurons = b2.NeuronGroup(
        parameters.n,
        "dv/dt = (E_L - v)/tau_m : 1 (unless refractory)",
        threshold="v >= V_th",
        reset="v = V_reset",
        refractory=parameters.t_ref * ms,
        method="exact",
        namespace={
            "E_L": parameters.E_L, "tau_m": parameters.tau_m * ms,
            "V_th": parameters.V_th, "V_reset": parameters.V_reset,
        },
    )  # fmt: skip
    neurons.v = parameters.V_init
    return neurons


def _synapses(sources, targets, indegree, weight, parameters, rng):
    synapses = b2.Synapses(
        sources, targets, on_pre="v_post += w", delay=parameters.delay * ms, namespace={"w": weight}
    )
    synapses.connect(**fixed_indegree(len(sources), len(targets), indegree, rng))
    return synapses


def fixed_indegree(n_pre, n_post, indegree, rng):
    """Sources drawn with replacement for every target, sorted by source."""
    pre = rng.integers(0, n_pre, n_post * indegree, dtype=np.int32)
    order = np.argsort(pre, kind="stable")
    return {"i": pre[order], "j": (order // indegree).astype(np.int32)}


if __name__ == "__main__":
    brian2_common.run("brunel", populate, BRUNEL, report.arguments(__doc__))
