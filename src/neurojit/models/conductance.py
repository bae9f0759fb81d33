"""Integrate-and-fire neurons with conductance-based synapses."""

from __future__ import annotations

from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE

INF = float("inf")

MEMBRANE = {
    "V_th": (-55.0, "mV"),
    "V_reset": (-60.0, "mV"),
    "t_ref": (2.0, "ms", 0.0, INF),
    "g_L": (16.6667, "nS", 0.0, INF),
    "C_m": (250.0, "pF", POSITIVE, INF),
    "E_ex": (0.0, "mV"),
    "E_in": (-85.0, "mV"),
    "E_L": (-70.0, "mV"),
    "I_e": (0.0, "pA"),
}
SYNAPSES = {"tau_syn_ex": (0.2, "ms", POSITIVE, INF), "tau_syn_in": (2.0, "ms", POSITIVE, INF)}
SYNAPTIC = "g_ex*(E_ex - V_m) + g_in*(E_in - V_m)"

EXPONENTIAL = """
        dg_ex/dt = -g_ex/tau_syn_ex : nS
        dg_in/dt = -g_in/tau_syn_in : nS"""
EXPONENTIAL_RECEPTORS = {"excitatory": "g_ex += w", "inhibitory": "g_in -= w"}

ALPHA = """
        dg_ex/dt = dg_ex - g_ex/tau_syn_ex : nS
        dg_in/dt = dg_in - g_in/tau_syn_in : nS
        ddg_ex/dt = -dg_ex/tau_syn_ex : nS/ms
        ddg_in/dt = -dg_in/tau_syn_in : nS/ms"""
ALPHA_RECEPTORS = {"excitatory": "dg_ex += exp(1)/tau_syn_ex*w", "inhibitory": "dg_in -= exp(1)/tau_syn_in*w"}

BETA_PARAMETERS = {
    "tau_rise_ex": (0.2, "ms", POSITIVE, INF),
    "tau_decay_ex": (0.2, "ms", POSITIVE, INF),
    "tau_rise_in": (2.0, "ms", POSITIVE, INF),
    "tau_decay_in": (2.0, "ms", POSITIVE, INF),
}
BETA = """
        dg_ex/dt = dg_ex - g_ex/tau_rise_ex : nS
        dg_in/dt = dg_in - g_in/tau_rise_in : nS
        ddg_ex/dt = -dg_ex/tau_decay_ex : nS/ms
        ddg_in/dt = -dg_in/tau_decay_in : nS/ms"""


def jump_to_peak(rise: str, decay: str) -> str:
    """The jump in the slope of a difference of two exponentials that gives it a peak of 1, as text of time constants.

    exp(t/rise)/decay, where t is the time of the peak: nothing cancels where both are nearly alike, and in the limit it
    is that of an alpha function.
    """
    ratio = f"({decay}/{rise})"
    return f"where({ratio} == 1, exp(1)/{decay}, exp({ratio}*log({ratio})/({ratio} - 1))/{decay})"


BETA_RECEPTORS = {
    "excitatory": f"dg_ex += {jump_to_peak('tau_rise_ex', 'tau_decay_ex')}*w",
    "inhibitory": f"dg_in -= {jump_to_peak('tau_rise_in', 'tau_decay_in')}*w"}

_MEMBRANE_EQUATION = f"dV_m/dt = (g_L*(E_L - V_m) + {SYNAPTIC} + I_e + I_stim)/C_m : mV"
_SIGN = "An inhibitory weight is negative and raises the inhibitory conductance."

iaf_cond_exp = NeuronModel(
    name="iaf_cond_exp",
    doc=f"""Leaky integrate-and-fire neuron with exponentially decaying synaptic conductances.

    {_SIGN}

    References: Meffin, Burkitt & Grayden (2004) J Comput Neurosci 16:159-175,
    doi:10.1023/B:JCNS.0000014108.03012.81.""",
    equations=_MEMBRANE_EQUATION + EXPONENTIAL,
    parameters=MEMBRANE | SYNAPSES,
    threshold="V_m >= V_th", reset="V_m = V_reset", refractory="t_ref", clamped=("V_m",),
    receptors=EXPONENTIAL_RECEPTORS,
)

iaf_cond_alpha = NeuronModel(
    name="iaf_cond_alpha",
    doc=f"""Leaky integrate-and-fire neuron with alpha-shaped synaptic conductances of peak w.

    {_SIGN}

    References: Meffin, Burkitt & Grayden (2004) J Comput Neurosci 16:159-175,
    doi:10.1023/B:JCNS.0000014108.03012.81; Kuhn, Aertsen & Rotter (2004) J Neurosci 24:2345-2356,
    doi:10.1523/JNEUROSCI.3349-03.2004.""",
    equations=_MEMBRANE_EQUATION + ALPHA,
    parameters=MEMBRANE | SYNAPSES,
    threshold="V_m >= V_th", reset="V_m = V_reset", refractory="t_ref", clamped=("V_m",),
    receptors=ALPHA_RECEPTORS,
)

iaf_cond_beta = NeuronModel(
    name="iaf_cond_beta",
    doc=f"""Leaky integrate-and-fire neuron with synaptic conductances that rise and decay, of peak w.

    {_SIGN}

    References: Meffin, Burkitt & Grayden (2004) J Comput Neurosci 16:159-175,
    doi:10.1023/B:JCNS.0000014108.03012.81; Roth & van Rossum (2009) Modeling synapses, in Computational Modeling
    Methods for Neuroscientists, doi:10.7551/mitpress/9780262013277.003.0007.""",
    equations=_MEMBRANE_EQUATION + BETA,
    parameters=MEMBRANE | BETA_PARAMETERS,
    threshold="V_m >= V_th", reset="V_m = V_reset", refractory="t_ref", clamped=("V_m",),
    receptors=BETA_RECEPTORS,
)

iaf_cond_exp_sfa_rr = NeuronModel(
    name="iaf_cond_exp_sfa_rr",
    doc=f"""Conductance-based integrate-and-fire neuron with spike-frequency adaptation and a relative refractory time.

    Both are conductances that jump by q_sfa and q_rr at a spike. {_SIGN}

    References: Muller, Buesing, Schemmel & Meier (2007) Neural Comput 19:2958-3010,
    doi:10.1162/neco.2007.19.11.2958.""",
    equations=f"""
        dV_m/dt = (g_L*(E_L - V_m) + {SYNAPTIC} + g_sfa*(E_sfa - V_m) + g_rr*(E_rr - V_m) + I_e + I_stim)/C_m : mV
        dg_sfa/dt = -g_sfa/tau_sfa : nS
        dg_rr/dt = -g_rr/tau_rr : nS""" + EXPONENTIAL,
    parameters=MEMBRANE | SYNAPSES | {
        "V_th": (-57.0, "mV"),
        "V_reset": (-70.0, "mV"),
        "t_ref": (0.5, "ms", 0.0, INF),
        "g_L": (28.95, "nS", 0.0, INF),
        "C_m": (289.5, "pF", POSITIVE, INF),
        "E_in": (-75.0, "mV"),
        "tau_syn_ex": (1.5, "ms", POSITIVE, INF),
        "tau_syn_in": (10.0, "ms", POSITIVE, INF),
        "q_sfa": (14.48, "nS"),
        "q_rr": (3214.0, "nS"),
        "tau_sfa": (110.0, "ms", POSITIVE, INF),
        "tau_rr": (1.97, "ms", POSITIVE, INF),
        "E_sfa": (-70.0, "mV"),
        "E_rr": (-70.0, "mV"),
    },
    threshold="V_m >= V_th", reset="V_m = V_reset; g_sfa += q_sfa; g_rr += q_rr",
    refractory="t_ref", clamped=("V_m",),
    receptors=EXPONENTIAL_RECEPTORS,
)

iaf_chxk_2008 = NeuronModel(
    name="iaf_chxk_2008",
    doc=f"""Neuron of the lateral geniculate nucleus: no reset, but an after-hyperpolarising conductance.

    It fires where V_m crosses V_th upwards; from the end of that step g_ahp grows as an alpha function of peak
    g_ahp_peak. {_SIGN}

    References: Casti, Hayot, Xiao & Kaplan (2008) J Comput Neurosci 24:235-252, doi:10.1007/s10827-007-0053-7.""",
    equations=f"""
        dV_m/dt = (g_L*(E_L - V_m) + {SYNAPTIC} + g_ahp*(E_ahp - V_m) + I_e + I_stim)/C_m : mV
        dg_ahp/dt = dg_ahp - g_ahp/tau_ahp : nS
        ddg_ahp/dt = -dg_ahp/tau_ahp : nS/ms""" + ALPHA,
    parameters={
        "V_th": (-45.0, "mV"),
        "g_L": (100.0, "nS", 0.0, INF),
        "C_m": (1000.0, "pF", POSITIVE, INF),
        "E_ex": (20.0, "mV"),
        "E_in": (-90.0, "mV"),
        "E_L": (-60.0, "mV"),
        "tau_syn_ex": (1.0, "ms", POSITIVE, INF),
        "tau_syn_in": (1.0, "ms", POSITIVE, INF),
        "tau_ahp": (0.5, "ms", POSITIVE, INF),
        "g_ahp_peak": (443.8, "nS", 0.0, INF),
        "E_ahp": (-95.0, "mV"),
        "I_e": (0.0, "pA"),
    },
    threshold="V_m >= V_th and previous(V_m) < V_th", reset="dg_ahp += exp(1)/tau_ahp*g_ahp_peak",
    receptors=ALPHA_RECEPTORS,
)
