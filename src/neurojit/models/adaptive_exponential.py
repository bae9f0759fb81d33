"""Adaptive exponential integrate-and-fire neurons."""

from __future__ import annotations

from neurojit.models import conductance
from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE

INF = float("inf")

ADAPTIVE = {
    "C_m": (281.0, "pF", POSITIVE, INF),
    "t_ref": (0.0, "ms", 0.0, INF),
    "V_reset": (-60.0, "mV"),
    "g_L": (30.0, "nS", 0.0, INF),
    "E_L": (-70.6, "mV"),
    "I_e": (0.0, "pA"),
    "a": (4.0, "nS"),
    "b": (80.5, "pA"),
    "Delta_T": (2.0, "mV", POSITIVE, INF),
    "tau_w": (144.0, "ms", POSITIVE, INF),
}
MEMBRANE = {**ADAPTIVE, "V_th": (-50.4, "mV"), "V_peak": (0.0, "mV")}
CURRENTS = {"tau_syn_ex": (0.2, "ms", POSITIVE, INF), "tau_syn_in": (2.0, "ms", POSITIVE, INF)}
CONDUCTANCES = CURRENTS | {"E_ex": (0.0, "mV"), "E_in": (-85.0, "mV")}
_DOC = """

    V_m is bounded by V_peak in the equations, so that the upstroke ends there; at V_peak it is reset to V_reset and w
    grows by b. The last of the upstroke, when V_m is driven by its exponential alone, takes less than a time step, in
    which no method follows it: a step that begins above V_last reaches V_peak, and after the time for that, which has a
    closed form, w follows V_reset.

    References: Brette & Gerstner (2005) J Neurophysiol 94:3637-3642, doi:10.1152/jn.00686.2005; Naud, Marcille, Clopath
    & Gerstner (2008) Biol Cybern 99:335-347, doi:10.1007/s00422-008-0264-7."""


# dV_m/dt = g_L*Delta_T/C_m*exp((V_m - V_th)/Delta_T) takes so long from V_m before the step to V_peak, at a mean of
# V_m + Delta_T; w then grows by b
_RISE = "clip(C_m/g_L*exp((V_th - previous(V_m))/Delta_T)*(1 - exp((previous(V_m) - V_peak)/Delta_T)), 0*ms, dt)"
_RESET = f"""
    V_m = V_reset
    w = previous(w) + b + (dt*(a*(V_reset - E_L) - previous(w) - b)
        + {_RISE}*(a*(previous(V_m) + Delta_T - V_reset) + b))/tau_w"""
_PEAK = "V_m >= V_peak or (previous(V_m) >= V_last and V_m > previous(V_m) + 2*Delta_T)"


def _equations(synaptic: str) -> str:
    return f"""
        V = min(V_m, V_peak) : mV
        V_last = min(V_th + Delta_T*log(C_m/(g_L*dt)), V_peak) : mV
        dV_m/dt = (g_L*(E_L - V) + g_L*Delta_T*exp((V - V_th)/Delta_T) - w + {synaptic} + I_e + I_stim)/C_m : mV
        dw/dt = (a*(V - E_L) - w)/tau_w : pA"""


def _model(name: str, what: str, synaptic: str, synapses: str, parameters: dict, receptors: dict) -> NeuronModel:
    return NeuronModel(
        name=name, doc=f"Adaptive exponential integrate-and-fire neuron with {what}.{_DOC}",
        equations=_equations(synaptic) + synapses, parameters=MEMBRANE | parameters,
        threshold=_PEAK, reset=_RESET, refractory="t_ref", clamped=("V_m",),
        receptors=receptors, method="rk4",
    )


_EXP_CURRENTS = """
        dI_syn_ex/dt = -I_syn_ex/tau_syn_ex : pA
        dI_syn_in/dt = -I_syn_in/tau_syn_in : pA"""
_ALPHA_CURRENTS = """
        dI_syn_ex/dt = dI_syn_ex - I_syn_ex/tau_syn_ex : pA
        dI_syn_in/dt = dI_syn_in - I_syn_in/tau_syn_in : pA
        ddI_syn_ex/dt = -dI_syn_ex/tau_syn_ex : pA/ms
        ddI_syn_in/dt = -dI_syn_in/tau_syn_in : pA/ms"""
_CURRENT = "I_syn_ex + I_syn_in"
_CONDUCTANCE = "g_ex*(E_ex - V) + g_in*(E_in - V)"

aeif_psc_delta = _model("aeif_psc_delta", "jumps of V_m by w at each input spike", "0*pA", "", {}, {"all": "V_m += w"})
aeif_psc_exp = _model(
    "aeif_psc_exp", "exponentially decaying postsynaptic currents", _CURRENT, _EXP_CURRENTS, CURRENTS,
    {"excitatory": "I_syn_ex += w", "inhibitory": "I_syn_in += w"})
aeif_psc_alpha = _model(
    "aeif_psc_alpha", "alpha-shaped postsynaptic currents of peak w", _CURRENT, _ALPHA_CURRENTS, CURRENTS,
    {"excitatory": "dI_syn_ex += exp(1)/tau_syn_ex*w", "inhibitory": "dI_syn_in += exp(1)/tau_syn_in*w"})
aeif_cond_exp = _model(
    "aeif_cond_exp", "exponentially decaying synaptic conductances", _CONDUCTANCE, conductance.EXPONENTIAL,
    CONDUCTANCES, conductance.EXPONENTIAL_RECEPTORS)
aeif_cond_alpha = _model(
    "aeif_cond_alpha", "alpha-shaped synaptic conductances of peak w", _CONDUCTANCE, conductance.ALPHA,
    CONDUCTANCES, conductance.ALPHA_RECEPTORS)
