"""The part of a recording that is asked for: a window of time, some units."""
from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..errors import ParameterError
from ..indices import as_indices
from ..units import to_float


def window(start: float | None, stop: float | None, own_start: float, own_stop: float) -> tuple[float, float]:
    """A window within what was recorded; None stands for its end.

    Raises
    ------
    ParameterError
        For a window that is empty or reaches beyond.
    """
    begin = own_start if start is None else to_float(start, "ms", "start")
    end = own_stop if stop is None else to_float(stop, "ms", "stop")
    if np.ndim(begin) or np.ndim(end):
        raise ParameterError(f"start and stop must be times in ms, got {start!r} and {stop!r}")
    slack = 1e-9 * max(1.0, abs(own_stop))
    if not begin < end or begin < own_start - slack or end > own_stop + slack:
        raise ParameterError(f"a window must lie within the recorded {own_start:g} to {own_stop:g} ms, "
                             f"start before stop, got {begin:g} to {end:g}")
    return begin, end


def reach_of(name: str, time: Any) -> float:
    """How far to look, in ms.

    Raises
    ------
    ParameterError
        For what is no time >= 0.
    """
    found = to_float(time, "ms", name)
    if np.ndim(found) or not 0.0 <= found < math.inf:
        raise ParameterError(f"{name} must be a time >= 0 ms, got {time!r}")
    return float(found)


def step_at(time: float, dt: float) -> int:
    """The last step that is not after `time`."""
    return math.floor(time / dt + 1e-6)


def recorded_units(units: Any, known: np.ndarray) -> np.ndarray:
    """Units as an array, all of which were recorded.

    Raises
    ------
    ParameterError
        For one that was not, and for none.
    """
    chosen = as_indices("units", units)
    if not chosen.size:
        raise ParameterError("units must name at least one that was recorded, got none")
    missing = np.setdiff1d(chosen, known)
    if missing.size:
        raise ParameterError(f"units {missing[:5].tolist()} were not recorded; recorded are {known.size} units "
                             f"from {known.min()} to {known.max()}")
    return chosen
