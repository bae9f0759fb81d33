"""The COBAHH network in Brian2: ``python -m bench.peers.brian2_cobahh --threads 2``.

Exponential Euler; a rate function x/(exp(x) - 1) is Brian2's exprel, which has no hole at 0.
"""

import brian2 as b2
import numpy as np
from brian2 import ms, mV, nS, pF

from bench import report
from bench.parameters_rich import COBAHH
from bench.peers import brian2_common

EQUATIONS = """
    dv/dt = (g_L*(E_L - v) + g_ex*(E_ex - v) + g_in*(E_in - v)
             + g_Na*m**3*h*(E_Na - v) + g_K*n**4*(E_K - v))/C_m : volt
    dm/dt = alpha_m*(1 - m) - beta_m*m : 1
    dn/dt = alpha_n*(1 - n) - beta_n*n : 1
    dh/dt = alpha_h*(1 - h) - beta_h*h : 1
    dg_ex/dt = -g_ex/tau_syn_ex : siemens
    dg_in/dt = -g_in/tau_syn_in : siemens
    U = (v - V_T)/mV : 1
    alpha_m = 1.28/exprel((13 - U)/4)/ms : Hz
    beta_m = 1.4/exprel((U - 40)/5)/ms : Hz
    alpha_h = 0.128*exp((17 - U)/18)/ms : Hz
    beta_h = 4/(1 + exp((40 - U)/5))/ms : Hz
    alpha_n = 0.16/exprel((15 - U)/5)/ms : Hz
    beta_n = 0.5*exp((10 - U)/40)/ms : Hz"""
UNITS = {
    "C_m": pF, "g_L": nS, "g_Na": nS, "g_K": nS, "E_L": mV, "E_Na": mV, "E_K": mV, "E_ex": mV, "E_in": mV, "V_T": mV,
    "V_th": mV, "tau_syn_ex": ms, "tau_syn_in": ms,
}  # fmt: skip


def populate(parameters, seed):
    """Make neurons in their initial state and synapses; return the neurons and the synapses."""
    neurons = b2.NeuronGroup(
        parameters.n,
        EQUATIONS,
        threshold="v > V_th",
        refractory=parameters.t_ref * ms,
        method="exponential_euler",
        namespace={name: getattr(parameters, name) * unit for name, unit in UNITS.items()},
    )
    rng = np.random.default_rng(seed)
    neurons.v = rng.normal(*parameters.V_init, parameters.n) * mV
    neurons.g_ex = np.maximum(rng.normal(*parameters.g_ex_init, parameters.n), 0.0) * nS
    neurons.g_in = np.maximum(rng.normal(*parameters.g_in_init, parameters.n), 0.0) * nS
    return neurons, brian2_common.connect_two_populations(neurons, parameters, ("g_ex_post += w", "g_in_post += w"), nS)


if __name__ == "__main__":
    brian2_common.run("cobahh", populate, COBAHH, report.arguments(__doc__))
