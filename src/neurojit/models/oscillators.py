"""Models of excitability that are small systems of equations, and two neurons of a single variable."""

from __future__ import annotations

from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE

INF = float("inf")

fitzhugh_nagumo = NeuronModel(
    name="fitzhugh_nagumo",
    doc="""FitzHugh-Nagumo model in its own units: time in units of tau, v about -2 to 2.

    It fires where v crosses v_th upwards. I_stim of I_0 adds 1 to the current I.

    References: FitzHugh (1961) Biophys J 1:445-466, doi:10.1016/S0006-3495(61)86902-6; Nagumo, Arimoto & Yoshizawa
    (1962) Proc IRE 50:2061-2070, doi:10.1109/JRPROC.1962.288235.""",
    equations="""
        dv/dt = (v - v**3/3 - u + I + I_stim/I_0)/tau : 1
        du/dt = (v + a - b*u)/(tau_u*tau) : 1""",
    parameters={
        "a": (0.7, "1"),
        "b": (0.8, "1"),
        "tau_u": (12.5, "1", POSITIVE, INF),
        "tau": (1.0, "ms", POSITIVE, INF),
        "I": (0.0, "1"),
        "I_0": (100.0, "pA", POSITIVE, INF),
        "v_th": (1.0, "1"),
    },
    threshold="v >= v_th and previous(v) < v_th", receptors={"all": "v += w"},
    initial={"v": -1.1994, "u": -0.6243}, method="rk4",
)

morris_lecar = NeuronModel(
    name="morris_lecar",
    doc="""Morris-Lecar model of the barnacle muscle fibre, scaled to a cell of 20 pF.

    Parameters of the Hopf regime (Rinzel & Ermentrout); it fires where V_m crosses V_th upwards.

    References: Morris & Lecar (1981) Biophys J 35:193-213, doi:10.1016/S0006-3495(81)84782-0; Rinzel & Ermentrout
    (1998) Analysis of neural excitability and oscillations, in Methods in Neuronal Modeling.""",
    equations="""
        m = (1 + tanh((V_m - V_1)/V_2))/2 : 1
        n_inf = (1 + tanh((V_m - V_3)/V_4))/2 : 1
        dV_m/dt = (g_L*(E_L - V_m) + g_Ca*m*(E_Ca - V_m) + g_K*n*(E_K - V_m) + I_e + I_stim)/C_m : mV
        dn/dt = phi*cosh((V_m - V_3)/(2*V_4))*(n_inf - n) : 1""",
    parameters={
        "C_m": (20.0, "pF", POSITIVE, INF),
        "g_L": (2.0, "nS", 0.0, INF),
        "g_Ca": (4.4, "nS", 0.0, INF),
        "g_K": (8.0, "nS", 0.0, INF),
        "E_L": (-60.0, "mV"),
        "E_Ca": (120.0, "mV"),
        "E_K": (-84.0, "mV"),
        "V_1": (-1.2, "mV"),
        "V_2": (18.0, "mV"),
        "V_3": (2.0, "mV"),
        "V_4": (30.0, "mV"),
        "phi": (0.04, "1/ms", 0.0, INF),
        "V_th": (0.0, "mV"),
        "I_e": (0.0, "pA"),
    },
    threshold="V_m >= V_th and previous(V_m) < V_th", receptors={"all": "V_m += w"},
    initial={"V_m": -60.855, "n": 0.014915},
)

hindmarsh_rose = NeuronModel(
    name="hindmarsh_rose",
    doc="""Hindmarsh-Rose model of bursting, in its own units: time in units of tau.

    It fires where x crosses x_th upwards. I_stim of I_0 adds 1 to the current I.

    References: Hindmarsh & Rose (1984) Proc R Soc Lond B 221:87-102, doi:10.1098/rspb.1984.0024.""",
    equations="""
        dx/dt = (y - a*x**3 + b*x**2 - z + I + I_stim/I_0)/tau : 1
        dy/dt = (c - d*x**2 - y)/tau : 1
        dz/dt = r*(s*(x - x_r) - z)/tau : 1""",
    parameters={
        "a": (1.0, "1"),
        "b": (3.0, "1"),
        "c": (1.0, "1"),
        "d": (5.0, "1"),
        "r": (0.006, "1", 0.0, INF),
        "s": (4.0, "1"),
        "x_r": (-1.6, "1"),
        "I": (2.0, "1"),
        "I_0": (100.0, "pA", POSITIVE, INF),
        "tau": (1.0, "ms", POSITIVE, INF),
        "x_th": (1.0, "1"),
    },
    threshold="x >= x_th and previous(x) < x_th", receptors={"all": "x += w"},
    initial={"x": -1.6, "y": -11.8, "z": 0.0}, method="rk4",
)

intfire1 = NeuronModel(
    name="intfire1",
    doc="""Leaky integrator without units: m jumps by w at each input spike and decays; it fires above 1.

    Input during t_ref is lost.

    References: Carnevale & Hines (2006) The NEURON Book, chapter 10, doi:10.1017/CBO9780511541612.""",
    equations="dm/dt = -m/tau : 1",
    parameters={"tau": (10.0, "ms", POSITIVE, INF), "t_ref": (5.0, "ms", 0.0, INF)},
    threshold="m > 1", reset="m = 0", refractory="t_ref", clamped=("m",),
    receptors={"all": "m += w"},
)

parrot_neuron = NeuronModel(
    name="parrot_neuron",
    doc="""Repeats the spikes it receives: one in every step in which the sum of the arriving weights is positive.""",
    update="heard = 0",
    states={"heard": "1"},
    threshold="heard > 0", reset="heard = 0",
    receptors={"all": "heard += w"},
)
