"""The plastic network in Brian2: ``python -m bench.peers.brian2_plastic --threads 2 [--static]``.

Written for speed. All delays are equal, so the traces belong to neurons and not to synapses: K_plus and K_minus are
what a synapse sees, late by the delay (pre) and twice that (post), the same relative times as with a dendritic delay.
Where spikes coincide, potentiation comes first, then depression and transmission, then traces.
"""

import brian2 as b2
import numpy as np
from brian2 import ms, mV, pA, pF

from bench import report
from bench.parameters_rich import PLASTIC
from bench.peers import brian2_common
from bench.peers.brian2_brunel import fixed_indegree

EQUATIONS = """
    dv/dt = (E_L - v)/tau_m + current/C_m : volt (unless refractory)
    dcurrent/dt = (rise - current)/tau_syn : amp
    drise/dt = -rise/tau_syn : amp"""
TRACES = """
    dK_plus/dt = -K_plus/tau_plus : 1
    dK_minus/dt = -K_minus/tau_minus : 1"""
UNITS = {
    "C_m": pF, "E_L": mV, "V_reset": mV, "V_th": mV, "tau_m": ms, "tau_syn": ms, "tau_plus": ms, "tau_minus": ms,
}  # fmt: skip
TRANSMIT = "rise_post += e*w"
DEPRESS = "w = w - depression*w*K_minus_post"
POTENTIATE = "w = w + potentiation*(W_max - w)*K_plus_pre"
N_SOURCES = 1_000  # of the PoissonInput


def populate(parameters, seed):
    """Make neurons, synapses and drive; return the neurons and all that acts on them."""
    rng = np.random.default_rng(seed)
    neurons = b2.NeuronGroup(
        parameters.n,
        EQUATIONS + TRACES * parameters.learns,
        threshold="v >= V_th",
        reset="v = V_reset",
        refractory=parameters.t_ref * ms,
        method="exact",
        namespace={name: getattr(parameters, name) * unit for name, unit in UNITS.items()},
    )
    neurons.v = rng.normal(*parameters.V_init, parameters.n) * mV
    exc, inh = neurons[: parameters.n_exc], neurons[parameters.n_exc :]
    made = [
        _connect(exc, inh, parameters.indegree_exc, parameters.J, parameters, rng),
        _connect(inh, neurons, parameters.indegree_inh, parameters.J_inh, parameters, rng),
    ]
    if parameters.learns:
        made += [_connect_plastic(exc, parameters, rng), *_traces(exc, parameters)]
    else:
        made.append(_connect(exc, exc, parameters.indegree_exc, parameters.J, parameters, rng))
    rate, weight = parameters.drive_rate / N_SOURCES * b2.Hz, np.e * parameters.J * pA
    return neurons, [*made, b2.PoissonInput(neurons, "rise", N=N_SOURCES, rate=rate, weight=weight)]


def _connect(sources, targets, indegree, weight, parameters, rng):
    namespace = {"w": weight * pA}
    synapses = b2.Synapses(sources, targets, on_pre=TRANSMIT, delay=parameters.delay * ms, namespace=namespace)
    synapses.connect(**fixed_indegree(len(sources), len(targets), indegree, rng))
    return synapses


def _connect_plastic(exc, parameters, rng):
    late = parameters.delay * ms
    synapses = b2.Synapses(
        exc,
        exc,
        "w : amp",
        on_pre=f"{DEPRESS}; {TRANSMIT}",
        on_post=POTENTIATE,
        delay={"pre": late, "post": 2 * late},
        namespace={
            "W_max": parameters.W_max * pA, "potentiation": parameters.lambda_,
            "depression": parameters.lambda_ * parameters.alpha,
        },
    )  # fmt: skip
    synapses.pre.order, synapses.post.order = 1, 0
    synapses.connect(**fixed_indegree(len(exc), len(exc), parameters.indegree_exc, rng))
    synapses.w = np.maximum(rng.normal(parameters.J, parameters.J_std, len(exc) * parameters.indegree_exc), 0.0) * pA
    return synapses


def _traces(exc, parameters):
    made = []
    for name, delays in (("K_plus", 1), ("K_minus", 2)):
        trace = b2.Synapses(exc, exc, on_pre=f"{name}_post += 1", delay=delays * parameters.delay * ms,
                             name=f"trace_{name}")  # fmt: skip
        trace.connect(j="i")
        trace.pre.order = 2
        made.append(trace)
    return made


if __name__ == "__main__":
    parameters, options = report.plastic(__doc__, PLASTIC)
    brian2_common.run(parameters.name, populate, parameters, options)
