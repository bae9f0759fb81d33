"""Integrate-and-fire neurons with conductance-based synapses."""

from __future__ import annotations

from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE

INF = float("inf")

iaf_cond_exp = NeuronModel(
    name="iaf_cond_exp",
    doc="""Leaky integrate-and-fire neuron with exponentially decaying synaptic conductances.

    An inhibitory weight is negative and raises the inhibitory conductance.

    References: Meffin, Burkitt & Grayden (2004) J Comput Neurosci 16:159-175,
    doi:10.1023/B:JCNS.0000014108.03012.81.""",
    equations="""
        dV_m/dt  = (g_L*(E_L - V_m) + g_ex*(E_ex - V_m) + g_in*(E_in - V_m) + I_e + I_stim)/C_m : mV
        dg_ex/dt = -g_ex/tau_syn_ex : nS
        dg_in/dt = -g_in/tau_syn_in : nS""",
    parameters={
        "V_th": (-55.0, "mV"),
        "V_reset": (-60.0, "mV"),
        "t_ref": (2.0, "ms", 0.0, INF),
        "g_L": (16.6667, "nS", 0.0, INF),
        "C_m": (250.0, "pF", POSITIVE, INF),
        "E_ex": (0.0, "mV"),
        "E_in": (-85.0, "mV"),
        "E_L": (-70.0, "mV"),
        "tau_syn_ex": (0.2, "ms", POSITIVE, INF),
        "tau_syn_in": (2.0, "ms", POSITIVE, INF),
        "I_e": (0.0, "pA"),
    },
    threshold="V_m >= V_th", reset="V_m = V_reset", refractory="t_ref", clamped=("V_m",),
    receptors={"excitatory": "g_ex += w", "inhibitory": "g_in -= w"},
)
