"""Izhikevich's two-variable neuron."""

from __future__ import annotations

from neurojit.models.base import NeuronModel

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
