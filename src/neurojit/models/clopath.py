"""Neurons that keep low-pass filtered voltages, for synapses that learn from the voltage."""

from __future__ import annotations

from neurojit.models.adaptive_exponential import ADAPTIVE
from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE

INF = float("inf")

FILTERS = {
    "tau_u_bar_plus": (7.0, "ms", POSITIVE, INF),
    "tau_u_bar_minus": (10.0, "ms", POSITIVE, INF),
    "tau_u_bar_bar": (500.0, "ms", POSITIVE, INF),
}
FILTERED = """
        du_bar_plus/dt = (V - u_bar_plus)/tau_u_bar_plus : mV
        du_bar_minus/dt = (V - u_bar_minus)/tau_u_bar_minus : mV
        du_bar_bar/dt = (u_bar_minus - u_bar_bar)/tau_u_bar_bar : mV"""

aeif_psc_delta_clopath = NeuronModel(
    name="aeif_psc_delta_clopath",
    doc="""Adaptive exponential integrate-and-fire neuron with the voltages that the synapse clopath reads.

    A spike holds V_m at V_clamp for t_clamp, the width of an action potential, and then brings it to V_reset; with it
    come a depolarising afterpotential, the current z, and a threshold that begins at V_th_max. u_bar_plus and
    u_bar_minus are low-pass filters of V_m, u_bar_bar is one of u_bar_minus. Jumps of V_m by w at each input spike.

    References: Clopath, Buesing, Vasilaki & Gerstner (2010) Nat Neurosci 13:344-352, doi:10.1038/nn.2479; Badel et al.
    (2008) J Neurophysiol 99:656-666, doi:10.1152/jn.01107.2007.""",
    equations="""
        V = where(in_spike > 0.5, V_clamp, min(V_m, V_peak)) : mV
        dV_m/dt = where(in_spike > 0.5, 0*mV/ms, (g_L*(E_L - V) + g_L*Delta_T*exp((V - V_th)/Delta_T) - w + z + I_e
            + I_stim)/C_m) : mV
        dw/dt = where(in_spike > 0.5, 0*pA/ms, (a*(V - E_L) - w)/tau_w) : pA
        dz/dt = -z/tau_z : pA
        dV_th/dt = (V_th_rest - V_th)/tau_V_th : mV""" + FILTERED + """
        dsince_spike/dt = 1 : ms
        din_spike/dt = 0/ms : 1""",
    parameters={
        **ADAPTIVE,
        "I_sp": (400.0, "pA"),
        "tau_z": (40.0, "ms", POSITIVE, INF),
        "V_th_max": (30.4, "mV"),
        "V_th_rest": (-50.4, "mV"),
        "tau_V_th": (50.0, "ms", POSITIVE, INF),
        "V_peak": (33.0, "mV"),
        "V_clamp": (33.0, "mV"),
        "t_clamp": (2.0, "ms", 0.0, INF),
        **FILTERS,
    },
    threshold="V_m >= V_peak and in_spike < 0.5",
    reset="V_m = V_clamp; w += b; z = I_sp; V_th = V_th_max; since_spike = 0*ms; in_spike = 1",
    refractory="t_clamp + t_ref", clamped=("V_m",),
    events={"repolarised": ("in_spike > 0.5 and since_spike >= t_clamp - 0.5*dt", "V_m = V_reset; in_spike = 0")},
    receptors={"all": "V_m += w"},
    initial={"V_th": "V_th_rest", "u_bar_plus": "E_L", "u_bar_minus": "E_L", "u_bar_bar": "E_L"},
    method="rk4",
)
