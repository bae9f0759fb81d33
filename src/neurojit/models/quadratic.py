"""Quadratic integrate-and-fire neurons: Izhikevich's two forms, the plain one, and it as a phase."""

from __future__ import annotations

from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE

INF = float("inf")

izhikevich = NeuronModel(
    name="izhikevich",
    doc="""Quadratic integrate-and-fire neuron with recovery variable.

    As published, an Euler step of V_m with the old U_m comes first, then one of U_m with the new V_m.

    The published equations leave units out; here 1 pA of input changes V_m by 1 mV/ms.

    References: Izhikevich (2003) IEEE Trans Neural Netw 14:1569-1572, doi:10.1109/TNN.2003.820440.""",
    equations="""
        dV_m/dt = 0.04/(ms*mV)*V_m**2 + 5/ms*V_m + 140*mV/ms - U_m + (I_e + I_stim)*mV/(ms*pA) : mV
        dU_m/dt = a*(b*V_m - U_m) : mV/ms""",
    parameters={
        "a": (0.02, "1/ms"),
        "b": (0.2, "1/ms"),
        "c": (-65.0, "mV"),
        "d": (8.0, "mV/ms"),
        "V_th": (30.0, "mV"),
        "I_e": (0.0, "pA"),
    },
    threshold="V_m > V_th", reset="V_m = c; U_m = U_m + d",
    receptors={"all": "V_m += w"},
    initial={"V_m": -65.0, "U_m": "b*(-65*mV)"},
    method="sequential_euler",
)

izhikevich_2007 = NeuronModel(
    name="izhikevich_2007",
    doc="""Quadratic integrate-and-fire neuron with recovery variable, in the form with physical units.

    References: Izhikevich (2007) Dynamical Systems in Neuroscience, chapter 8, doi:10.7551/mitpress/2526.001.0001.""",
    equations="""
        dV_m/dt = (k*(V_m - V_r)*(V_m - V_t) - U_m + I_e + I_stim)/C_m : mV
        dU_m/dt = a*(b*(V_m - V_r) - U_m) : pA""",
    parameters={
        "C_m": (100.0, "pF", POSITIVE, INF),
        "k": (0.7, "nS/mV"),
        "V_r": (-60.0, "mV"),
        "V_t": (-40.0, "mV"),
        "V_peak": (35.0, "mV"),
        "a": (0.03, "1/ms"),
        "b": (-2.0, "nS"),
        "c": (-50.0, "mV"),
        "d": (100.0, "pA"),
        "I_e": (0.0, "pA"),
    },
    threshold="V_m >= V_peak", reset="V_m = c; U_m += d",
    receptors={"all": "V_m += w"},
    initial={"V_m": "V_r"}, method="rk4",
)

qif = NeuronModel(
    name="qif",
    doc="""Quadratic integrate-and-fire neuron, the normal form of a saddle-node on a circle.

    References: Latham, Richmond, Nelson & Nirenberg (2000) J Neurophysiol 83:808-827, doi:10.1152/jn.2000.83.2.808.""",
    equations="dV_m/dt = (k*(V_m - V_r)*(V_m - V_t) + I_e + I_stim)/C_m : mV",
    parameters={
        "C_m": (100.0, "pF", POSITIVE, INF),
        "k": (0.5, "nS/mV"),
        "V_r": (-65.0, "mV"),
        "V_t": (-50.0, "mV"),
        "V_peak": (30.0, "mV"),
        "V_reset": (-70.0, "mV"),
        "t_ref": (0.0, "ms", 0.0, INF),
        "I_e": (0.0, "pA"),
    },
    threshold="V_m >= V_peak", reset="V_m = V_reset", refractory="t_ref", clamped=("V_m",),
    receptors={"all": "V_m += w"},
    initial={"V_m": "V_r"}, method="rk4",
)

theta = NeuronModel(
    name="theta",
    doc="""Theta neuron: the quadratic integrate-and-fire neuron as a phase on a circle; it fires at pi.

    drive = 0 is the bifurcation; I_stim of I_0 adds 1 to it.

    References: Ermentrout & Kopell (1986) SIAM J Appl Math 46:233-253, doi:10.1137/0146017.""",
    equations="dtheta/dt = (1 - cos(theta) + (1 + cos(theta))*(drive + I_stim/I_0))/tau : 1",
    parameters={"tau": (10.0, "ms", POSITIVE, INF), "drive": (-0.1, "1"), "I_0": (100.0, "pA", POSITIVE, INF)},
    threshold="theta >= 3.141592653589793", reset="theta = theta - 6.283185307179586",
    receptors={"all": "theta += w"},
    method="rk4",
)
