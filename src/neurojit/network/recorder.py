"""What is recorded of whom; made by `Network.record`."""
from __future__ import annotations

from dataclasses import dataclass

from .population import View


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


def variable_of_mean(variable: str) -> str | None:
    """The x of mean(x), or None."""
    text = variable.replace(" ", "")
    return text[5:-1] if text.startswith("mean(") and text.endswith(")") else None
