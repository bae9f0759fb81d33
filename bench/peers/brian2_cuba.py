"""The CUBA network in Brian2: ``python -m bench.peers.brian2_cuba --threads 2``.

Synapses in mV, as the paper and Brian2's own example write it; weights and delays are constants, not arrays.
"""

import dataclasses

import brian2 as b2
import numpy as np
from brian2 import ms, mV

from bench import report
from bench.parameters import CUBA
from bench.peers import brian2_common

EQUATIONS = """
    dv/dt = (E_L - v + g_ex + g_in)/tau_m : volt (unless refractory)
    dg_ex/dt = -g_ex/tau_syn_ex : volt
    dg_in/dt = -g_in/tau_syn_in : volt"""
UNITS = {"E_L": mV, "V_reset": mV, "V_th": mV, "tau_m": ms, "tau_syn_ex": ms, "tau_syn_in": ms}


def populate(parameters, seed):
    """Make neurons in their initial state and synapses; return the neurons and the synapses."""
    neurons = b2.NeuronGroup(
        parameters.n,
        EQUATIONS,
        threshold="v >= V_th",
        reset="v = V_reset",
        refractory=parameters.t_ref * ms,
        method="exact",
        namespace={name: getattr(parameters, name) * unit for name, unit in UNITS.items()},
    )
    neurons.v = np.random.default_rng(seed).uniform(*parameters.V_init, parameters.n) * mV
    in_mv = dataclasses.replace(parameters, C_m=parameters.tau_m)  # a weight is then as many pA as mV
    return neurons, brian2_common.connect_two_populations(neurons, in_mv, ("g_ex_post += w", "g_in_post -= w"), mV)


if __name__ == "__main__":
    brian2_common.run("cuba", populate, CUBA, report.arguments(__doc__))
