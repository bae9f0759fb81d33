"""The AdEx network in Brian2: ``python -m bench.peers.brian2_adex --threads 2``.

Forward Euler: exponential Euler cannot be had (the equation of v is not linear in v), and a Runge-Kutta method of
second or fourth order only costs more where a threshold is tested once a step.
"""

import brian2 as b2
import numpy as np
from brian2 import ms, mV, nS, pA, pF

from bench import report
from bench.parameters_rich import ADEX
from bench.peers import brian2_common

EQUATIONS = """
    dv/dt = (g_L*(E_L - v) + g_L*Delta_T*exp((v - V_th)/Delta_T) - w
             + g_ex*(E_ex - v) + g_in*(E_in - v))/C_m : volt (unless refractory)
    dw/dt = (a*(v - E_L) - w)/tau_w : amp
    dg_ex/dt = -g_ex/tau_syn_ex : siemens
    dg_in/dt = -g_in/tau_syn_in : siemens"""
UNITS = {
    "C_m": pF, "g_L": nS, "E_L": mV, "V_reset": mV, "V_th": mV, "V_peak": mV, "Delta_T": mV, "E_ex": mV, "E_in": mV,
    "tau_syn_ex": ms, "tau_syn_in": ms, "tau_w": ms, "a": nS, "b": pA,
}  # fmt: skip


def populate(parameters, seed):
    """Make neurons in their initial state and synapses; return the neurons and the synapses."""
    neurons = b2.NeuronGroup(
        parameters.n,
        EQUATIONS,
        threshold="v >= V_peak",
        reset="v = V_reset; w += b",
        refractory=parameters.t_ref * ms,
        method="euler",
        namespace={name: getattr(parameters, name) * unit for name, unit in UNITS.items()},
    )
    rng = np.random.default_rng(seed)
    neurons.v = rng.uniform(*parameters.V_init, parameters.n) * mV
    neurons.g_ex = np.maximum(rng.normal(*parameters.g_ex_init, parameters.n), 0.0) * nS
    neurons.g_in = np.maximum(rng.normal(*parameters.g_in_init, parameters.n), 0.0) * nS
    on_pre = ("g_ex_post += weight", "g_in_post += weight")
    return neurons, brian2_common.connect_two_populations(neurons, parameters, on_pre, nS, "weight")


if __name__ == "__main__":
    brian2_common.run("adex", populate, ADEX, report.arguments(__doc__))
