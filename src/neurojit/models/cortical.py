"""Cortical and thalamic cells with their channels, in one compartment."""

from __future__ import annotations

import math

from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE

INF = float("inf")

_CROSSING = "V_m >= V_th and previous(V_m) < V_th"
_COMMON = {"V_th": (-20.0, "mV"), "I_e": (0.0, "pA")}

wang_buzsaki = NeuronModel(
    name="wang_buzsaki",
    doc="""Fast-spiking hippocampal interneuron, here a cell of 100 pF (1e-4 cm**2).

    The sodium channel activates at once. It fires where V_m crosses V_th upwards; input spikes move V_m by w.

    References: Wang & Buzsaki (1996) J Neurosci 16:6402-6413, doi:10.1523/JNEUROSCI.16-20-06402.1996.""",
    equations="""
        alpha_m = 1/exprel(-(V_m + 35*mV)/(10*mV))/ms : 1/ms
        beta_m = 4*exp(-(V_m + 60*mV)/(18*mV))/ms : 1/ms
        m = alpha_m/(alpha_m + beta_m) : 1
        alpha_h = 0.07*exp(-(V_m + 58*mV)/(20*mV))/ms : 1/ms
        beta_h = 1/(1 + exp(-(V_m + 28*mV)/(10*mV)))/ms : 1/ms
        alpha_n = 0.1/exprel(-(V_m + 34*mV)/(10*mV))/ms : 1/ms
        beta_n = 0.125*exp(-(V_m + 44*mV)/(80*mV))/ms : 1/ms
        dV_m/dt = (g_L*(E_L - V_m) + g_Na*m**3*h*(E_Na - V_m) + g_K*n**4*(E_K - V_m) + I_e + I_stim)/C_m : mV
        dh/dt = phi*(alpha_h*(1 - h) - beta_h*h) : 1
        dn/dt = phi*(alpha_n*(1 - n) - beta_n*n) : 1""",
    parameters=_COMMON | {
        "C_m": (100.0, "pF", POSITIVE, INF),
        "g_L": (10.0, "nS", 0.0, INF),
        "g_Na": (3500.0, "nS", 0.0, INF),
        "g_K": (900.0, "nS", 0.0, INF),
        "E_L": (-65.0, "mV"),
        "E_Na": (55.0, "mV"),
        "E_K": (-90.0, "mV"),
        "phi": (5.0, "1", POSITIVE, INF),
    },
    threshold=_CROSSING, receptors={"all": "V_m += w"},
    initial={"V_m": -64.0, "h": 0.78, "n": 0.09},
)

connor_stevens = NeuronModel(
    name="connor_stevens",
    doc="""Neuron with a transient potassium current (A), which lets it fire slowly; here 0.01 mm**2 of membrane.

    It fires where V_m crosses V_th upwards; input spikes move V_m by w.

    References: Connor, Walter & McKown (1977) Biophys J 18:81-102, doi:10.1016/S0006-3495(77)85598-7; Dayan & Abbott
    (2001) Theoretical Neuroscience, section 6.6.""",
    equations="""
        alpha_m = 3.8/exprel(-(V_m + 29.7*mV)/(10*mV))/ms : 1/ms
        beta_m = 15.2*exp(-0.0556/mV*(V_m + 54.7*mV))/ms : 1/ms
        alpha_h = 0.266*exp(-0.05/mV*(V_m + 48*mV))/ms : 1/ms
        beta_h = 3.8/(1 + exp(-0.1/mV*(V_m + 18*mV)))/ms : 1/ms
        alpha_n = 0.2/exprel(-(V_m + 45.7*mV)/(10*mV))/ms : 1/ms
        beta_n = 0.25*exp(-0.0125/mV*(V_m + 55.7*mV))/ms : 1/ms
        a_inf = exp(log(0.0761*exp(0.0314/mV*(V_m + 94.22*mV))/(1 + exp(0.0346/mV*(V_m + 1.17*mV))))/3) : 1
        tau_a = 0.3632*ms + 1.158*ms/(1 + exp(0.0497/mV*(V_m + 55.96*mV))) : ms
        b_inf = 1/(1 + exp(0.0688/mV*(V_m + 53.3*mV)))**4 : 1
        tau_b = 1.24*ms + 2.678*ms/(1 + exp(0.0624/mV*(V_m + 50*mV))) : ms
        I_ion = g_Na*m**3*h*(E_Na - V_m) + g_K*n**4*(E_K - V_m) + g_A*a**3*b*(E_A - V_m) : pA
        dV_m/dt = (g_L*(E_L - V_m) + I_ion + I_e + I_stim)/C_m : mV
        dm/dt = alpha_m*(1 - m) - beta_m*m : 1
        dh/dt = alpha_h*(1 - h) - beta_h*h : 1
        dn/dt = alpha_n*(1 - n) - beta_n*n : 1
        da/dt = (a_inf - a)/tau_a : 1
        db/dt = (b_inf - b)/tau_b : 1""",
    parameters=_COMMON | {
        "C_m": (100.0, "pF", POSITIVE, INF),
        "g_L": (30.0, "nS", 0.0, INF),
        "g_Na": (12000.0, "nS", 0.0, INF),
        "g_K": (2000.0, "nS", 0.0, INF),
        "g_A": (4770.0, "nS", 0.0, INF),
        "E_L": (-17.0, "mV"),
        "E_Na": (55.0, "mV"),
        "E_K": (-72.0, "mV"),
        "E_A": (-75.0, "mV"),
    },
    threshold=_CROSSING, receptors={"all": "V_m += w"},
    initial={"V_m": -68.0, "m": 0.0101, "h": 0.9659, "n": 0.1559, "a": 0.5404, "b": 0.2885},
)

_POSPISCHIL = """
        dV_m/dt = (g_L*(E_L - V_m) + I_Na + I_K + I_Ca + I_e + I_stim)/C_m : mV
        u = V_m - V_T : mV
        alpha_m = 1.28/exprel((13*mV - u)/(4*mV))/ms : 1/ms
        beta_m = 1.4/exprel((u - 40*mV)/(5*mV))/ms : 1/ms
        alpha_h = 0.128*exp((17*mV - u)/(18*mV))/ms : 1/ms
        beta_h = 4/(1 + exp((40*mV - u)/(5*mV)))/ms : 1/ms
        alpha_n = 0.16/exprel((15*mV - u)/(5*mV))/ms : 1/ms
        beta_n = 0.5*exp((10*mV - u)/(40*mV))/ms : 1/ms
        p_inf = sigmoid((V_m + 35*mV)/(10*mV)) : 1
        rate_p = (3.3*exp((V_m + 35*mV)/(20*mV)) + exp(-(V_m + 35*mV)/(20*mV)))/tau_max : 1/ms
        I_Na = g_Na*m**3*h*(E_Na - V_m) : pA
        I_K = (g_K*n**4 + g_M*p)*(E_K - V_m) : pA
        dm/dt = alpha_m*(1 - m) - beta_m*m : 1
        dh/dt = alpha_h*(1 - h) - beta_h*h : 1
        dn/dt = alpha_n*(1 - n) - beta_n*n : 1
        dp/dt = (p_inf - p)*rate_p : 1
"""
_NO_CALCIUM = "I_Ca = 0*pA : pA"
_HIGH_THRESHOLD = """
        alpha_q = 0.209/exprel(-(27*mV + V_m)/(3.8*mV))/ms : 1/ms
        beta_q = 0.94*exp(-(75*mV + V_m)/(17*mV))/ms : 1/ms
        alpha_r = 0.000457*exp(-(13*mV + V_m)/(50*mV))/ms : 1/ms
        beta_r = 0.0065/(1 + exp(-(15*mV + V_m)/(28*mV)))/ms : 1/ms
        dq/dt = alpha_q*(1 - q) - beta_q*q : 1
        dr/dt = alpha_r*(1 - r) - beta_r*r : 1
        I_Ca = g_Ca*q**2*r*(E_Ca - V_m) : pA"""
_LOW_THRESHOLD = """
        s_inf = sigmoid((V_m + V_x + 57*mV)/(6.2*mV)) : 1
        z_inf = sigmoid(-(V_m + V_x + 81*mV)/(4*mV)) : 1
        slow = (211.4 + exp((V_m + V_x + 113.2*mV)/(5*mV)))/(3.7*(1 + exp((V_m + V_x + 84*mV)/(3.2*mV)))) : 1
        dz/dt = (z_inf - z)/((30.8 + slow)*ms) : 1
        I_Ca = g_Ca*s_inf**2*z*(E_Ca - V_m) : pA"""
_CALCIUM = {"E_Ca": (120.0, "mV")}


def _cell(name: str, kind: str, length: float, densities: dict[str, float], tau_max: float, E_L: float, V_T: float,
          calcium: str = _NO_CALCIUM, more: dict | None = None, initial: dict | None = None) -> NeuronModel:
    """A cylinder as long as wide (um), with conductances in mS/cm**2 and 1 uF/cm**2."""
    area = math.pi * length**2 * 1e-8  # cm**2
    conductances = {key: (round(value * area * 1e6, 4), "nS", 0.0, INF) for key, value in densities.items()}
    return NeuronModel(
        name=name,
        doc=f"""{kind} cell of the cortex or thalamus: minimal Hodgkin-Huxley model.

        Absolute values for a cylinder of {length:g} um length and diameter. It fires where V_m crosses V_th
        upwards; input spikes move V_m by w.

        References: Pospischil et al. (2008) Biol Cybern 99:427-441, doi:10.1007/s00422-008-0263-8.""",
        equations=_POSPISCHIL + calcium,
        parameters=_COMMON | {
            "C_m": (round(area * 1e6, 4), "pF", POSITIVE, INF), **conductances,
            "E_L": (E_L, "mV"), "E_Na": (50.0, "mV"), "E_K": (-90.0, "mV"), "V_T": (V_T, "mV"),
            "tau_max": (tau_max, "ms", POSITIVE, INF), **(more or {}),
        },
        threshold=_CROSSING, receptors={"all": "V_m += w"},
        initial={"V_m": "E_L", "h": 1.0, **(initial or {})},
    )


pospischil_rs = _cell("pospischil_rs", "Regular-spiking", 61.4,
                      {"g_L": 0.0205, "g_Na": 56.0, "g_K": 6.0, "g_M": 0.075}, 608.0, -70.3, -56.2)
pospischil_fs = _cell("pospischil_fs", "Fast-spiking", 56.9,
                      {"g_L": 0.038, "g_Na": 58.0, "g_K": 3.9, "g_M": 0.0787}, 502.0, -70.4, -57.9)
pospischil_ib = _cell("pospischil_ib", "Intrinsically bursting", 96.0,
                      {"g_L": 0.01, "g_Na": 50.0, "g_K": 5.0, "g_M": 0.03, "g_Ca": 0.2}, 1000.0, -85.0, -55.0,
                      _HIGH_THRESHOLD, _CALCIUM, {"r": 0.6})
pospischil_lts = _cell("pospischil_lts", "Low-threshold spiking", 89.2,
                       {"g_L": 0.019, "g_Na": 50.0, "g_K": 4.0, "g_M": 0.028, "g_Ca": 0.4}, 4000.0, -50.0, -50.0,
                       _LOW_THRESHOLD, _CALCIUM | {"V_x": (-7.0, "mV")}, {"z": 0.05})
