"""Checks of what users of the facade hand in; errors name the thing, its value and what would be right."""
from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from ..errors import NetworkError, ParameterError
from ..units import to_float
from .neuron_type import NeuronType

MOST_STEPS = 1 << 20
"""Longest delay in steps."""


class UnknownNameError(NetworkError, KeyError):
    """There is no neuron, region or ion of this name."""

    __str__ = Exception.__str__  # KeyError would show the message in quotes


def number(name: str, value: Any, unit: str = "1", low: float = -math.inf) -> float:
    """A finite float, at least `low`; quantities are converted to `unit`."""
    if type(value) is not float:
        value = to_float(value, unit, name)
        if np.ndim(value):
            raise ParameterError(f"{name} must be one number, got {value!r}")
    if not math.isfinite(value) or value < low:
        raise ParameterError(f"{name} must be a finite number{_wanted(unit, low)}, got {value}")
    return float(value)


def numbers(name: str, values: Any, count: int, unit: str = "1", low: float = -math.inf) -> np.ndarray:
    """One finite float or an array of `count`, at least `low`; quantities are converted to `unit`."""
    array = np.asarray(to_float(values, unit, name), dtype=np.float64)
    if array.ndim and array.shape != (count,):
        raise ParameterError(f"{name} must be one number or {count} of them, got shape {array.shape}")
    bad = ~(np.isfinite(array) & (array >= low))
    if bad.any():
        where = f" at index {int(np.argmax(bad))}" if array.ndim else ""
        raise ParameterError(f"{name} must be finite{_wanted(unit, low)}, got {array[bad].flat[0]}{where}")
    return array


def time_step(value: Any) -> float:
    """A time step (ms), greater than zero."""
    dt = number("dt_ms", value, "ms")
    if dt <= 0.0:
        raise ParameterError(f"dt_ms must be greater than 0 ms, got {dt}")
    return dt


def delays(values: Any, count: int, dt: float) -> np.ndarray:
    """Delays (ms), not negative and not beyond all reason."""
    array = numbers("delay_ms", values, count, "ms", low=0.0)
    longest = float(np.max(array, initial=0.0))
    if longest > MOST_STEPS * dt:
        limit = f"{MOST_STEPS} steps ({MOST_STEPS * dt:g} ms)"
        raise ParameterError(f"delay_ms must be at most {limit}, got {longest:g}")
    return array


def one_delay(value: Any, dt: float) -> float:
    """One delay (ms), as of `delays`."""
    delay = delays(value, 1, dt)
    if delay.ndim:
        raise ParameterError(f"delay_ms must be one number, got {value!r}")
    return float(delay)


def neuron_id(value: Any) -> int:
    """A neuron's id as a plain int."""
    try:
        number = operator.index(value)
    except TypeError:
        raise ParameterError(f"a neuron id must be an integer, got {value!r}") from None
    if not -(2**63) <= number < 2**63:
        raise ParameterError(f"a neuron id must be an integer of 64 bits, got {value!r}")
    return number


def size(name: str, value: Any) -> int:
    """A number of things, at least 0."""
    try:
        count = operator.index(value)
    except TypeError:
        raise ParameterError(f"{name} must be an integer >= 0, got {value!r}") from None
    if count < 0:
        raise ParameterError(f"{name} must be an integer >= 0, got {count}")
    return count


def neuron_type(value: Any) -> NeuronType:
    """A NeuronType, also given as its value."""
    try:
        return NeuronType(value)
    except ValueError:
        names = ", ".join(str(kind) for kind in NeuronType)
        raise ParameterError(f"neuron_type must be one of {names}, got {value!r}") from None


def region(value: Any) -> str:
    """The name of a region."""
    if not isinstance(value, str) or not value:
        raise ParameterError(f"region must be a name, got {value!r}")
    return value


def step_count(duration: Any, dt: float) -> int:
    """Number of steps in a duration (ms), which must be whole."""
    time = number("duration_ms", duration, "ms", low=0.0)
    wanted = min(time / dt, 1e300)  # infinite where a long time meets a short step
    steps = round(wanted)
    if abs(steps - time / dt) > 1e-6 * max(1.0, steps):
        raise ParameterError(f"duration_ms must be a whole number of steps of {dt:g} ms, got {time:g}; "
                             f"nearest are {math.floor(wanted) * dt:g} and {math.ceil(wanted) * dt:g}")
    return steps


def _wanted(unit: str, low: float) -> str:
    unit = "" if unit == "1" else f" {unit}"
    return f", at least {low:g}{unit}" if low > -math.inf else f" of{unit}" if unit else ""
