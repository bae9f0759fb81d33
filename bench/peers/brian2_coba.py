"""The COBA network in Brian2: ``python -m bench.peers.brian2_coba --threads 2``.

Weights and delays are constants, not arrays; exponential Euler, as in Brian2's own examples of such neurons.
"""

import brian2 as b2
import numpy as np
from brian2 import ms, mV, nS, pF

from bench import report
from bench.parameters import COBA
from bench.peers import brian2_common

EQUATIONS = """
    dv/dt = (g_L*(E_L - v) + g_ex*(E_ex - v) + g_in*(E_in - v))/C_m : volt (unless refractory)
    dg_ex/dt = -g_ex/tau_syn_ex : siemens
    dg_in/dt = -g_in/tau_syn_in : siemens"""
UNITS = {
    "C_m": pF, "g_L": nS, "E_L": mV, "V_reset": mV, "V_th": mV, "E_ex": mV, "E_in": mV,
    "tau_syn_ex": ms, "tau_syn_in": ms,
}  # fmt: skip


def populate(parameters, seed):
    """Make neurons in their initial state and synapses; return the neurons and the synapses."""
    neurons = b2.NeuronGroup(
        parameters.n,
        EQUATIONS,
        threshold="v >= V_th",
        reset="v = V_reset",
        refractory=parameters.t_ref * ms,
        method="exponential_euler",
        namespace={name: getattr(parameters, name) * unit for name, unit in UNITS.items()},
    )
    _set_initial_state(neurons, parameters, np.random.default_rng(seed))
    return neurons, brian2_common.connect_two_populations(neurons, parameters, ("g_ex_post += w", "g_in_post += w"), nS)


def _set_initial_state(neurons, parameters, rng):
    neurons.v = rng.uniform(*parameters.V_init, parameters.n) * mV
    neurons.g_ex = np.maximum(rng.normal(*parameters.g_ex_init, parameters.n), 0.0) * nS
    neurons.g_in = np.maximum(rng.normal(*parameters.g_in_init, parameters.n), 0.0) * nS


if __name__ == "__main__":
    brian2_common.run("coba", populate, COBA, report.arguments(__doc__))
