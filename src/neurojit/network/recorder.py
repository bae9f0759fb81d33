"""What is recorded of whom; made by `Network.record`."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .population import View
from .projection import Projection


@dataclass(eq=False)
class Recorder:
    """What to record from which units; made by `Network.record`."""

    target: View
    variables: tuple[str, ...]
    interval: float | None
    name: str | None
    start: float
    stop: float
    dtype: str
    last: float | None
    to: str | None


@dataclass(eq=False)
class SynapseRecorder:
    """What to record of which synapses; made by `Network.record_synapses`."""

    projection: Projection
    variables: tuple[str, ...]
    interval: float
    synapses: np.ndarray | None
    key: str
    start: float
    stop: float
    dtype: str


def variable_of_mean(variable: str) -> str | None:
    """The x of mean(x), or None."""
    text = variable.replace(" ", "")
    return text[5:-1] if text.startswith("mean(") and text.endswith(")") else None
