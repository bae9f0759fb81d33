"""The window of time that a piece of a recording covers."""
from __future__ import annotations

import math

from ..errors import ParameterError


def window(start: float | None, stop: float | None, own_start: float, own_stop: float) -> tuple[float, float]:
    """A window within what was recorded; None stands for its end.

    Raises
    ------
    ParameterError
        For a window that is empty or reaches beyond.
    """
    begin = own_start if start is None else float(start)
    end = own_stop if stop is None else float(stop)
    slack = 1e-9 * max(1.0, abs(own_stop))
    if not begin < end or begin < own_start - slack or end > own_stop + slack:
        raise ParameterError(f"a window must lie within the recorded {own_start:g} to {own_stop:g} ms, "
                             f"start before stop, got {begin:g} to {end:g}")
    return begin, end


def step_at(time: float, dt: float) -> int:
    """The last step that is not after `time`."""
    return math.floor(time / dt + 1e-6)
