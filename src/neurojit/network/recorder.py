"""What is recorded of whom; made by `Network.record`."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import NetworkError
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

    @property
    def keys(self) -> set[str]:
        """Under which it is in results."""
        return {self.name or population.name for population in self.target.populations}


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


def variable_names(variables: Any) -> tuple[str, ...]:
    """What is to be recorded as names, each once; a single name stands for itself."""
    given = (variables,) if isinstance(variables, str) else variables
    if not isinstance(given, Iterable) or isinstance(given, Mapping):
        raise NetworkError(f"variables must be a name such as 'V_m', 'spikes', or a list of names, got {variables!r}")
    wanted = tuple(given)
    if not wanted:
        raise NetworkError("record needs the name of at least one variable, or 'spikes'")
    for place, one in enumerate(wanted):
        if not isinstance(one, str):
            raise NetworkError(f"variables to record are named by texts such as 'V_m', got {one!r}")
        if one in wanted[:place]:
            raise NetworkError(f"{one!r} is named twice; name every variable to record once")
    return wanted


def variable_of_mean(variable: str) -> str | None:
    """The x of mean(x), or None."""
    text = variable.replace(" ", "")
    return text[5:-1] if text.startswith("mean(") and text.endswith(")") else None
