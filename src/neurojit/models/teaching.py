"""The neuron of the teaching facade."""

from __future__ import annotations

from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE

INF = float("inf")

seed = NeuronModel(
    name="seed",
    doc="""Leaky integrator for teaching: Euler steps, a visible spike at V_peak, then t_ref at V_ahp.

    Input lasts one step and acts only outside the refractory time; a weight of 1 is 8 uA/cm**2.

    References: Lapicque (1907) J Physiol Pathol Gen 9:620-635; Brunel & van Rossum (2007) Biol Cybern
    97:337-339, doi:10.1007/s00422-007-0190-0.""",
    # This arithmetic in this order is a promise: the facade's spikes are compared bit by bit.
    update="""
        elapsed = elapsed + dt
        V_m = where(elapsed < t_ref, V_ahp, V_m + dt*(-g_L*(V_m - E_L) + I_in)/C_m)
        I_in = where(elapsed < t_ref, I_in, 0)""",
    states={"V_m": "mV", "elapsed": "ms", "I_in": "uA/cm**2"},
    parameters={
        "g_L": (0.3, "mS/cm**2", 0.0, INF),
        "E_L": (-70.0, "mV"),
        "V_th": (-55.0, "mV"),
        "V_peak": (30.0, "mV"),
        "V_ahp": (-80.0, "mV"),
        "t_ref": (2.0, "ms", 0.0, INF),
        "C_m": (1.0, "uF/cm**2", POSITIVE, INF),
    },
    threshold="elapsed >= t_ref and V_m >= V_th", reset="V_m = V_peak; elapsed = 0",
    receptors={"excitatory": "I_in += 8*w", "inhibitory": "I_in += 8*w"},
    initial={"elapsed": 1000.0},
)
