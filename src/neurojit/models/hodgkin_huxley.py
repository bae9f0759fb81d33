"""Neurons with the sodium and potassium channels of Hodgkin and Huxley, or of Traub and Miles."""

from __future__ import annotations

from neurojit.models import conductance
from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE

INF = float("inf")

GATES = """
        dAct_m/dt = alpha_m*(1 - Act_m) - beta_m*Act_m : 1
        dAct_n/dt = alpha_n*(1 - Act_n) - beta_n*Act_n : 1
        dInact_h/dt = alpha_h*(1 - Inact_h) - beta_h*Inact_h : 1"""
CHANNELS = "g_Na*Act_m**3*Inact_h*(E_Na - V_m) + g_K*Act_n**4*(E_K - V_m)"

SQUID_RATES = """
        alpha_m = 1/exprel(-(V_m + 40*mV)/(10*mV))/ms : 1/ms
        beta_m = 4*exp(-(V_m + 65*mV)/(18*mV))/ms : 1/ms
        alpha_h = 0.07*exp(-(V_m + 65*mV)/(20*mV))/ms : 1/ms
        beta_h = 1/(1 + exp(-(V_m + 35*mV)/(10*mV)))/ms : 1/ms
        alpha_n = 0.1/exprel(-(V_m + 55*mV)/(10*mV))/ms : 1/ms
        beta_n = 0.125*exp(-(V_m + 65*mV)/(80*mV))/ms : 1/ms"""
TRAUB_RATES = """
        u = V_m - V_T : mV
        alpha_m = 1.28/exprel((13*mV - u)/(4*mV))/ms : 1/ms
        beta_m = 1.4/exprel((u - 40*mV)/(5*mV))/ms : 1/ms
        alpha_h = 0.128*exp((17*mV - u)/(18*mV))/ms : 1/ms
        beta_h = 4/(1 + exp((40*mV - u)/(5*mV)))/ms : 1/ms
        alpha_n = 0.16/exprel((15*mV - u)/(5*mV))/ms : 1/ms
        beta_n = 0.5*exp((10*mV - u)/(40*mV))/ms : 1/ms"""
_NOTE = """

    It fires at the peak: above threshold, in the first step in which V_m falls; nothing is reset, and there is no
    other spike during t_ref. Exponential Euler, the default, needs a fine step: at dt = 0.1 ms a cell fired 28 spikes
    where the converged solution has 30. `with_method("rk4")` converges with the fourth power of dt."""

TRAUB = {
    "t_ref": (2.0, "ms", 0.0, INF),
    "g_Na": (20000.0, "nS", 0.0, INF),
    "g_K": (6000.0, "nS", 0.0, INF),
    "g_L": (10.0, "nS", 0.0, INF),
    "C_m": (200.0, "pF", POSITIVE, INF),
    "E_Na": (50.0, "mV"),
    "E_K": (-90.0, "mV"),
    "E_L": (-60.0, "mV"),
    "E_ex": (0.0, "mV"),
    "E_in": (-80.0, "mV"),
    "I_e": (0.0, "pA"),
}
TRAUB_START = {"Act_m": 9.895563096746586e-09, "Act_n": 2.551577051602551e-07, "Inact_h": 0.999999999106396}
TRAUB_EQUATION = f"dV_m/dt = (g_L*(E_L - V_m) + {CHANNELS} + {conductance.SYNAPTIC} + I_e + I_stim)/C_m : mV"
_TRAUB_REFERENCES = """

    References: Traub & Miles (1991) Neuronal Networks of the Hippocampus, doi:10.1017/CBO9780511895401; Brette et al.
    (2007) J Comput Neurosci 23:349-398, doi:10.1007/s10827-007-0038-6."""

hh_psc_alpha = NeuronModel(
    name="hh_psc_alpha",
    doc=f"""Neuron with the channels of the squid axon and alpha-shaped postsynaptic currents of peak w.{_NOTE}

    References: Hodgkin & Huxley (1952) J Physiol 117:500-544, doi:10.1113/jphysiol.1952.sp004764; Gerstner & Kistler
    (2002) Spiking Neuron Models, doi:10.1017/CBO9780511815706.""",
    equations=f"""
        dV_m/dt = (g_L*(E_L - V_m) + {CHANNELS} + I_syn_ex + I_syn_in + I_e + I_stim)/C_m : mV{GATES}{SQUID_RATES}
        dI_syn_ex/dt = dI_syn_ex - I_syn_ex/tau_syn_ex : pA
        dI_syn_in/dt = dI_syn_in - I_syn_in/tau_syn_in : pA
        ddI_syn_ex/dt = -dI_syn_ex/tau_syn_ex : pA/ms
        ddI_syn_in/dt = -dI_syn_in/tau_syn_in : pA/ms""",
    parameters={
        "t_ref": (2.0, "ms", 0.0, INF),
        "g_Na": (12000.0, "nS", 0.0, INF),
        "g_K": (3600.0, "nS", 0.0, INF),
        "g_L": (30.0, "nS", 0.0, INF),
        "C_m": (100.0, "pF", POSITIVE, INF),
        "E_Na": (50.0, "mV"),
        "E_K": (-77.0, "mV"),
        "E_L": (-54.402, "mV"),
        "tau_syn_ex": (0.2, "ms", POSITIVE, INF),
        "tau_syn_in": (2.0, "ms", POSITIVE, INF),
        "I_e": (0.0, "pA"),
    },
    threshold="V_m >= 0*mV and previous(V_m) > V_m", refractory="t_ref",
    receptors={"excitatory": "dI_syn_ex += exp(1)/tau_syn_ex*w", "inhibitory": "dI_syn_in += exp(1)/tau_syn_in*w"},
    initial={"V_m": -65.0, "Act_m": 0.05293248525724958, "Act_n": 0.3176769140606974, "Inact_h": 0.5961207535084603},
)

hh_cond_exp_traub = NeuronModel(
    name="hh_cond_exp_traub",
    doc=f"""Hippocampal pyramidal cell reduced to one compartment, with exponentially decaying conductances.{_NOTE}

    V_T shifts the kinetics along V_m. An inhibitory weight is negative.{_TRAUB_REFERENCES}""",
    equations=TRAUB_EQUATION + GATES + TRAUB_RATES + conductance.EXPONENTIAL,
    parameters=TRAUB | {
        "V_T": (-63.0, "mV"),
        "tau_syn_ex": (5.0, "ms", POSITIVE, INF),
        "tau_syn_in": (10.0, "ms", POSITIVE, INF),
    },
    threshold="V_m >= V_T + 30*mV and previous(V_m) > V_m", refractory="t_ref",
    receptors=conductance.EXPONENTIAL_RECEPTORS, initial=TRAUB_START,
)

hh_cond_beta_gap_traub = NeuronModel(
    name="hh_cond_beta_gap_traub",
    doc=f"""Hippocampal pyramidal cell with conductances that rise and decay, and room for gap junctions.{_NOTE}

    Through gap junctions flows I_gap - g_gap*V_m, see `Network.connect_gap`. An inhibitory weight is
    negative.{_TRAUB_REFERENCES}""",
    equations=TRAUB_EQUATION.replace("I_stim", "I_stim + I_gap - g_gap*V_m") + GATES + TRAUB_RATES + conductance.BETA,
    parameters=TRAUB | {
        "V_T": (-50.0, "mV"),
        "tau_rise_ex": (0.5, "ms", POSITIVE, INF),
        "tau_decay_ex": (5.0, "ms", POSITIVE, INF),
        "tau_rise_in": (0.5, "ms", POSITIVE, INF),
        "tau_decay_in": (10.0, "ms", POSITIVE, INF),
    },
    threshold="V_m >= V_T + 30*mV and previous(V_m) > V_m", refractory="t_ref",
    receptors=conductance.BETA_RECEPTORS, initial=TRAUB_START, inputs={"I_gap": "pA", "g_gap": "nS"},
)
