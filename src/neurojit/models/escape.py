"""Neurons that fire by chance, with a rate that depends on their state (escape noise)."""

from __future__ import annotations

from neurojit.models import conductance
from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE

INF = float("inf")

# two components each; a jump of 0 switches a component off
SFA = {
    "tau_sfa_1": (34.0, "ms", POSITIVE, INF),
    "q_sfa_1": (0.0, "mV"),
    "tau_sfa_2": (500.0, "ms", POSITIVE, INF),
    "q_sfa_2": (0.0, "mV"),
}
STC = {
    "tau_stc_1": (40.0, "ms", POSITIVE, INF),
    "q_stc_1": (0.0, "pA"),
    "tau_stc_2": (300.0, "ms", POSITIVE, INF),
    "q_stc_2": (0.0, "pA"),
}
_SFA_EQUATIONS = """
        dE_sfa_1/dt = -E_sfa_1/tau_sfa_1 : mV
        dE_sfa_2/dt = -E_sfa_2/tau_sfa_2 : mV"""
_STC_EQUATIONS = """
        dI_stc_1/dt = -I_stc_1/tau_stc_1 : pA
        dI_stc_2/dt = -I_stc_2/tau_stc_2 : pA"""
_SFA_RESET = "E_sfa_1 += q_sfa_1; E_sfa_2 += q_sfa_2"
_GIF_RESET = f"V_m = V_reset; I_stc_1 += q_stc_1; I_stc_2 += q_stc_2; {_SFA_RESET}"
_GIF_RATE = "lambda_0*exp((V_m - V_T_star - E_sfa_1 - E_sfa_2)/Delta_V)"
_GIF_PARAMETERS = {
    "g_L": (4.0, "nS", 0.0, INF),
    "E_L": (-70.0, "mV"),
    "C_m": (80.0, "pF", POSITIVE, INF),
    "V_reset": (-55.0, "mV"),
    "Delta_V": (0.5, "mV", POSITIVE, INF),
    "V_T_star": (-35.0, "mV"),
    "lambda_0": (1.0, "Hz", 0.0, INF),
    "t_ref": (4.0, "ms", 0.0, INF),
    "I_e": (0.0, "pA"),
    "tau_syn_ex": (2.0, "ms", POSITIVE, INF),
    "tau_syn_in": (2.0, "ms", POSITIVE, INF),
    **STC, **SFA,
}
_GIF_DOC = """

    After a spike the current I_stc is drawn and the threshold raised by E_sfa, each by two components that decay; the
    rate of firing is lambda_0*exp((V_m - V_T_star - E_sfa)/Delta_V).

    References: Mensi et al. (2012) J Neurophysiol 107:1756-1775, doi:10.1152/jn.00408.2011; Pozzorini et al. (2015)
    PLoS Comput Biol 11:e1004275, doi:10.1371/journal.pcbi.1004275."""
_GIF_OUTWARD = "I_e + I_stim - I_stc_1 - I_stc_2"

gif_psc_exp = NeuronModel(
    name="gif_psc_exp",
    doc=f"Generalised integrate-and-fire neuron with exponentially decaying postsynaptic currents.{_GIF_DOC}",
    equations=f"""
        dV_m/dt = (g_L*(E_L - V_m) + I_syn_ex + I_syn_in + {_GIF_OUTWARD})/C_m : mV
        dI_syn_ex/dt = -I_syn_ex/tau_syn_ex : pA
        dI_syn_in/dt = -I_syn_in/tau_syn_in : pA{_STC_EQUATIONS}{_SFA_EQUATIONS}""",
    parameters=_GIF_PARAMETERS,
    threshold_rate=_GIF_RATE, reset=_GIF_RESET, refractory="t_ref", clamped=("V_m",),
    receptors={"excitatory": "I_syn_ex += w", "inhibitory": "I_syn_in += w"},
)

gif_cond_exp = NeuronModel(
    name="gif_cond_exp",
    doc=f"""Generalised integrate-and-fire neuron with exponentially decaying synaptic conductances.{_GIF_DOC}""",
    equations=f"""
        dV_m/dt = (g_L*(E_L - V_m) + {conductance.SYNAPTIC} + {_GIF_OUTWARD})/C_m : mV
        {conductance.EXPONENTIAL}{_STC_EQUATIONS}{_SFA_EQUATIONS}""",
    parameters=_GIF_PARAMETERS | {"E_ex": (0.0, "mV"), "E_in": (-85.0, "mV")},
    threshold_rate=_GIF_RATE, reset=_GIF_RESET, refractory="t_ref", clamped=("V_m",),
    receptors=conductance.EXPONENTIAL_RECEPTORS,
)

pp_psc_delta = NeuronModel(
    name="pp_psc_delta",
    doc="""Point process whose rate follows a leaky membrane: c_1*V + c_2*exp(c_3*V) with V = V_m - E_sfa, at least 0.

    V_m is relative to rest and jumps by w at each input spike. With with_reset = 1 a spike sets it to 0; during
    dead_time there is no spike.

    References: Jolivet, Rauch, Luescher & Gerstner (2006) J Comput Neurosci 21:35-49,
    doi:10.1007/s10827-006-7074-5.""",
    equations=f"dV_m/dt = -V_m/tau_m + (I_e + I_stim)/C_m : mV{_SFA_EQUATIONS}",
    parameters={
        "tau_m": (10.0, "ms", POSITIVE, INF),
        "C_m": (250.0, "pF", POSITIVE, INF),
        "dead_time": (1.0, "ms", 0.0, INF),
        "with_reset": (1.0, "1", 0.0, 1.0),
        "c_1": (0.0, "Hz/mV"),
        "c_2": (1.238, "Hz"),
        "c_3": (0.25, "1/mV"),
        "I_e": (0.0, "pA"),
        **SFA,
    },
    threshold_rate="max(0, c_1*(V_m - E_sfa_1 - E_sfa_2) + c_2*exp(c_3*(V_m - E_sfa_1 - E_sfa_2)))",
    reset=f"V_m = where(with_reset > 0.5, 0*mV, V_m); {_SFA_RESET}", refractory="dead_time",
    receptors={"all": "V_m += w"},
)
