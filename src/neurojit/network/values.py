"""Check the values a user gives: scalar, array of one length, distribution or callable."""
from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from ..errors import ParameterError
from ..models.parameter import POSITIVE
from ..random import Distribution
from ..units import to_float


def checked_value(name: str, value: Any, unit: str, size: int, bounds: tuple[float, float] = (-np.inf, np.inf),
                  infinite: bool = False) -> Any:
    """A float, a float64 array of `size` elements or a Distribution; anything else is refused.

    Parameters
    ----------
    name : str
        For messages.
    value : number, array, quantity or Distribution
    unit : str
        The unit bare numbers are in and quantities are converted to.
    size : int
        Length an array must have.
    bounds : (float, float)
        Smallest and largest valid value.
    infinite : bool
        Whether infinity is valid, as for the time at which a source stops.
    """
    if isinstance(value, Distribution):
        least, most = value.support
        if (least < bounds[0] and np.isfinite(least)) or (most > bounds[1] and np.isfinite(most)):
            raise ParameterError(
                f"{name}: {value!r} can give values outside {_range(bounds)}; bound "
                "it with low= and high=")
        return value
    if callable(value):
        raise ParameterError(
            f"{name} must be a number, an array or a distribution of nj.random, got "
            f"the callable {value!r}")
    number = np.asarray(to_float(value, unit, name), dtype=object)
    try:
        number = number.astype(np.float64)
    except (TypeError, ValueError):
        raise ParameterError(
            f"{name} must be a number, an array or a distribution of nj.random, got "
            f"{value!r}") from None
    if number.ndim and number.shape != (size,):
        raise ParameterError(f"{name} must be a scalar or an array of length {size}, got shape {number.shape}")
    _check_numbers(name, number, unit, bounds, infinite)
    return float(number) if number.ndim == 0 else number.copy()


def _check_numbers(name: str, number: np.ndarray, unit: str, bounds: tuple[float, float], infinite: bool) -> None:
    bad = np.isnan(number) if infinite else ~np.isfinite(number)
    if bad.any():
        where = f" at index {int(np.argmax(bad))}" if number.ndim else ""
        raise ParameterError(f"{name} must be finite, got {number[bad].ravel()[0]}{where}")
    bad = (number < bounds[0]) | (number > bounds[1])
    if bad.any():
        where = f" at index {int(np.argmax(bad))}" if number.ndim else ""
        raise ParameterError(f"{name} must be {_range(bounds)}{'' if unit == '1' else ' ' + unit}, "
                             f"got {number[bad].ravel()[0]:g}{where}")


def _range(bounds: tuple[float, float]) -> str:
    low, high = bounds
    if np.isinf(high):
        return "> 0" if low == POSITIVE else f">= {low:g}"
    return f"<= {high:g}" if np.isinf(low) else f"between {low:g} and {high:g}"


def window_of(start: Any, stop: Any) -> tuple[float, float]:
    """Two times in ms, the first of which is before the second, which may be infinite."""
    times = to_float(start, "ms", "start"), to_float(stop, "ms", "stop")
    for name, time in zip(("start", "stop"), times):
        if np.ndim(time):
            raise ParameterError(f"{name} must be a time in ms, got {time!r}")
    if not times[0] < times[1]:
        raise ParameterError(f"start must be before stop, got start={times[0]}, stop={times[1]}")
    return float(times[0]), float(times[1])


def checked_precision(precision: Any) -> str:
    """Of weights: "mixed" or "double"."""
    if not isinstance(precision, str) or precision not in ("mixed", "double"):
        raise ParameterError(f"precision must be 'mixed' or 'double', got {precision!r}")
    return precision


def positive_time(name: str, value: Any, dt: float | None = None) -> float:
    """A finite time in ms > 0; with dt also a whole number of steps."""
    time = to_float(value, "ms", name)
    if not isinstance(time, (int, float, np.floating, np.integer)) or isinstance(value, bool):
        raise ParameterError(f"{name} must be a time in ms, got {value!r}")
    time = float(time)
    if not np.isfinite(time) or time <= 0:
        raise ParameterError(f"{name} must be a finite time > 0 ms, got {time}")
    if dt is not None:
        whole_steps(name, time, dt)
    return time


def whole_steps(name: str, time: float, dt: float, least: int = 1) -> int:
    """The number of steps of `time`, which must lie on the grid of dt; `least` is the smallest that is valid."""
    steps = round(min(time / dt, 1e300))  # infinite where a long time meets a short step
    if abs(steps * dt - time) > 1e-6 * dt + 1e-12 * abs(time):
        raise ParameterError(f"{name} must be a multiple of the time step (dt = {dt:g} ms), got {time:.15g} ms; "
                             f"the nearest is {max(steps, least) * dt:.12g}")
    if steps < least:
        raise ParameterError(f"{name} must be at least one time step (dt = {dt:g} ms), got {time:g} ms")
    return steps


def number_lists(key: str, value: Any, unit: str, n: int,
                 bounds: tuple[float, float] = (-np.inf, np.inf)) -> list[np.ndarray]:
    """One list of finite numbers in `unit`, within bounds, for every unit of a population."""
    if not isinstance(value, list | tuple):
        value = to_float(value, unit, key)
    given = list(value) if np.iterable(value) else None
    if given is None:
        raise ParameterError(f"{key} must be a list of numbers, or one list for each of {n} units, got {value!r}")
    nested = bool(given) and np.iterable(given[0])
    lists = given if nested else [given] * n
    if len(lists) != n:
        raise ParameterError(f"{key} must hold one list for each of {n} units, got {len(lists)}")
    arrays = {id(one): np.asarray(to_float(one, unit, key), np.float64) for one in lists}
    for array in arrays.values():
        if array.ndim != 1:
            raise ParameterError(f"{key} must hold numbers, got an array of shape {array.shape}")
        _check_numbers(key, array, unit, bounds, False)
    return own_lists([arrays[id(one)] for one in lists])


def own_lists(lists: list[np.ndarray]) -> list[np.ndarray]:
    """Copies; what several units share they go on sharing, and nobody can write to it."""
    times = Counter(map(id, lists))
    copies = {id(one): one.copy() for one in lists}
    for key, copy in copies.items():
        copy.flags.writeable = times[key] == 1
    return [copies[id(one)] for one in lists]


def timed_values(name: str, values: Any, unit: str, n: int) -> list[np.ndarray]:
    """Values over time, shape (times,) or (times, n), as one array for all units or one for each.

    Parameters
    ----------
    name : str
        For messages.
    values : array_like or quantity
    unit : str
        The unit bare numbers are in and quantities are converted to.
    n : int
        Units the values are for.
    """
    array = np.asarray(to_float(values, unit, name), np.float64)
    if array.ndim not in (1, 2) or array.shape[0] == 0 or array.shape[1:] not in ((), (n,)):
        raise ParameterError(
            f"{name} must be values over time of shape (times,) or (times, {n}), got shape {array.shape}")
    _check_numbers(name, array, unit, (-np.inf, np.inf), False)
    return [array.copy()] if array.ndim == 1 else list(np.ascontiguousarray(array.T))
