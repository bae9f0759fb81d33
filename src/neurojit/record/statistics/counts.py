"""Spikes counted in bins of time."""
from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import ParameterError
from ...units import to_float
from ..spikes import SpikeTrain, check_train
from ..window import reach_of


def _steps_of(name: str, value: float, dt: float) -> int:
    """A length of time in steps, at least one."""
    number = to_float(value, "ms", name)
    n = round(number / dt) if np.ndim(number) == 0 and np.isfinite(number) and number < 1e300 * dt else 0
    if n < 1 or abs(n * dt - number) > 1e-6 * number:
        raise ParameterError(f"{name} must be a multiple of dt = {dt:g} ms, got {value!r}")
    return n


def binned(train: SpikeTrain, width: float) -> np.ndarray:
    """Return the number of spikes of every unit in bins of time.

    Parameters
    ----------
    train : SpikeTrain
    width : float
        ms, a multiple of dt.

    Returns
    -------
    ndarray of int64, shape (unit, bin)

    Raises
    ------
    ParameterError
        For a width off the grid, or longer than the recording.

    Examples
    --------
    >>> import numpy as np
    >>> from neurojit.record import SpikeTrain
    >>> binned(SpikeTrain(np.array([10, 11, 40]), np.array([0, 1, 0]), 0.1, np.arange(2), 0.0, 4.0), 1.0)
    array([[1, 0, 0, 1],
           [0, 1, 0, 0]])
    """
    bins, n = _bins(train, to_float(width, "ms", "width"))
    place = np.zeros(int(train.units.max()) + 1, np.int64)
    place[train.units] = np.arange(train.units.size)
    inside = bins < n
    flat = place[train.senders[inside]] * n + bins[inside]
    return np.bincount(flat, minlength=n * train.units.size).reshape(train.units.size, n)


def _bins(train: SpikeTrain, width: float) -> tuple[np.ndarray, int]:
    """The bin of every spike, and the number of whole bins."""
    check_train(train)
    steps = _steps_of("width", width, train.dt)
    first = round(train.start / train.dt)
    n = (round(train.stop / train.dt) - first) // steps
    if n < 1:
        raise ParameterError(f"width must fit into the {train.stop - train.start:g} ms that were recorded, "
                             f"got {width!r}")
    return np.maximum(train.steps - first - 1, 0) // steps, n


def population_rate(train: SpikeTrain, width: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Return the rate of the population over time.

    Parameters
    ----------
    train : SpikeTrain
    width : float
        Of the bins, ms.

    Returns
    -------
    times : ndarray, shape (bin,)
        Middles of the bins, ms.
    rate : ndarray, shape (bin,)
        Hz per unit.

    Examples
    --------
    >>> import numpy as np
    >>> from neurojit.record import SpikeTrain
    >>> population_rate(SpikeTrain(np.array([10, 11, 20]), np.array([0, 1, 0]), 0.1, np.arange(2), 0.0, 2.0), 1.0)
    (array([0.5, 1.5]), array([ 500., 1000.]))
    """
    width = to_float(width, "ms", "width")
    bins, n = _bins(train, width)
    counts = np.bincount(bins[bins < n], minlength=n)
    return train.start + width * (np.arange(n) + 0.5), 1000.0 * counts / (width * train.units.size)


def psth(train: SpikeTrain, events: Any, before: float, after: float,
         width: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Return the rate around events, such as the onsets of a stimulus: the peri-stimulus time histogram.

    Parameters
    ----------
    train : SpikeTrain
    events : array_like
        ms. Each must have its whole window within the recording.
    before, after : float
        ms before and after an event, both >= 0; together a multiple of `width`.
    width : float
        Of the bins, ms.

    Returns
    -------
    times : ndarray, shape (bin,)
        Middles of the bins relative to the event, ms.
    rate : ndarray, shape (bin,)
        Hz per unit, mean over events.

    Raises
    ------
    ParameterError
        Where there are no events or one is too near to an end.

    Examples
    --------
    >>> import numpy as np
    >>> from neurojit.record import SpikeTrain
    >>> train = SpikeTrain(np.array([105, 205, 215]), np.zeros(3, int), 0.1, np.arange(1), 0.0, 30.0)
    >>> psth(train, [10.0, 20.0], before=1.0, after=2.0)
    (array([-0.5,  0.5,  1.5]), array([   0., 1000.,  500.]))
    """
    check_train(train)
    before, after = reach_of("before", before), reach_of("after", after)
    width = to_float(width, "ms", "width")
    at = np.atleast_1d(to_float(events, "ms", "events"))
    if at.ndim != 1 or not np.isfinite(at).all():
        raise ParameterError(f"events must be times in ms, got {events!r}")
    if not at.size or at.min() - before < train.start - 1e-9 or at.max() + after > train.stop + 1e-9:
        raise ParameterError(f"events must lie {before:g} ms after {train.start:g} and {after:g} ms before "
                             f"{train.stop:g} ms, got {at.size} events"
                             + (f" from {at.min():g} to {at.max():g}" if at.size else ""))
    steps = _steps_of("width", width, train.dt)
    n, rest = divmod(_steps_of("before + after", before + after, train.dt), steps)
    if rest:
        raise ParameterError(f"before + after must be a multiple of width = {width:g} ms, got {before:g} + {after:g}")
    counts = np.zeros(n)
    for first in np.rint((at - before) / train.dt).astype(np.int64):
        low, high = np.searchsorted(train.steps, [first, first + n * steps], "right")
        counts += np.bincount((train.steps[low:high] - first - 1) // steps, minlength=n)
    return -before + width * (np.arange(n) + 0.5), 1000.0 * counts / (width * at.size * train.units.size)


def fano_factor(train: SpikeTrain, width: float = 100.0) -> np.ndarray:
    """Return variance over mean of the spike counts of every unit: 0 for a clock, 1 for a Poisson process.

    Parameters
    ----------
    train : SpikeTrain
    width : float
        Of the counting windows, ms.

    Returns
    -------
    ndarray, shape (unit,)
        NaN for silent units.

    Examples
    --------
    >>> import numpy as np
    >>> from neurojit.record import SpikeTrain
    >>> fano_factor(SpikeTrain(np.array([10, 30]), np.zeros(2, int), 0.1, np.arange(1), 0.0, 4.0), 1.0)
    array([0.5])
    """
    counts = binned(train, width)
    with np.errstate(invalid="ignore"):
        return counts.var(axis=1) / counts.mean(axis=1)
