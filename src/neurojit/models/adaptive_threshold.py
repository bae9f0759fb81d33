"""Neurons whose threshold moves."""

from __future__ import annotations

from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE

INF = float("inf")

_MEMBRANE = "dV_m/dt = (E_L - V_m)/tau_m + (I_syn_ex + I_syn_in + I_e + I_stim)/C_m : mV"
_OTHERS = """
        dI_syn_ex/dt = -I_syn_ex/tau_syn_ex : pA
        dI_syn_in/dt = -I_syn_in/tau_syn_in : pA
        dV_th_alpha_1/dt = -V_th_alpha_1/tau_1 : mV
        dV_th_alpha_2/dt = -V_th_alpha_2/tau_2 : mV"""
_RESET = "V_th_alpha_1 += alpha_1; V_th_alpha_2 += alpha_2"
_RECEPTORS = {"excitatory": "I_syn_ex += w", "inhibitory": "I_syn_in += w"}
_TIMES = {
    "tau_syn_ex": (1.0, "ms", POSITIVE, INF),
    "tau_syn_in": (3.0, "ms", POSITIVE, INF),
    "t_ref": (2.0, "ms", 0.0, INF),
    "tau_1": (10.0, "ms", POSITIVE, INF),
    "tau_2": (200.0, "ms", POSITIVE, INF),
    "E_L": (-70.0, "mV"),
    "I_e": (0.0, "pA"),
}

mat2_psc_exp = NeuronModel(
    name="mat2_psc_exp",
    doc="""Neuron whose threshold jumps at a spike and decays with two time constants; V_m is not reset.

    t_ref only forbids further spikes.

    References: Kobayashi, Tsubo & Shinomoto (2009) Front Comput Neurosci 3:9, doi:10.3389/neuro.10.009.2009.""",
    equations=_MEMBRANE + _OTHERS,
    parameters=_TIMES | {
        "C_m": (100.0, "pF", POSITIVE, INF),
        "tau_m": (5.0, "ms", POSITIVE, INF),
        "alpha_1": (37.0, "mV"),
        "alpha_2": (2.0, "mV"),
        "omega": (-51.0, "mV"),
    },
    threshold="V_m >= omega + V_th_alpha_1 + V_th_alpha_2", reset=_RESET, refractory="t_ref", receptors=_RECEPTORS,
)

amat2_psc_exp = NeuronModel(
    name="amat2_psc_exp",
    doc="""Neuron whose threshold follows its spikes and its membrane potential; V_m is not reset.

    t_ref only forbids further spikes.

    References: Yamauchi, Kim & Shinomoto (2011) Front Comput Neurosci 5:42, doi:10.3389/fncom.2011.00042.""",
    equations=_MEMBRANE + _OTHERS + """
        dV_th_v/dt = V_th_dv - V_th_v/tau_v : mV
        dV_th_dv/dt = beta*((E_L - V_m)/tau_m + (I_syn_ex + I_syn_in + I_e + I_stim)/C_m) - V_th_dv/tau_v : mV/ms""",
    parameters=_TIMES | {
        "C_m": (200.0, "pF", POSITIVE, INF),
        "tau_m": (10.0, "ms", POSITIVE, INF),
        "alpha_1": (10.0, "mV"),
        "alpha_2": (0.0, "mV"),
        "beta": (0.0, "1/ms"),
        "tau_v": (5.0, "ms", POSITIVE, INF),
        "omega": (-65.0, "mV"),
    },
    threshold="V_m >= omega + V_th_alpha_1 + V_th_alpha_2 + V_th_v", reset=_RESET, refractory="t_ref",
    receptors=_RECEPTORS,
)
