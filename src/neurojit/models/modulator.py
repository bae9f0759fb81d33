"""What a modulator is: a concentration that spikes raise and that returns to rest."""

from __future__ import annotations

from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE

CONCENTRATION = "concentration"

modulator = NeuronModel(
    "modulator", "dconcentration/dt = (baseline - concentration)/tau : 1",
    {"tau": (200.0, "ms", POSITIVE, float("inf")), "baseline": (0.0, "1")},
    receptors={"release": "concentration += w"}, initial={"concentration": "baseline"},
    doc="""Concentration of a neuromodulator in a volume, without unit; made by `Network.create_modulator`.""")
