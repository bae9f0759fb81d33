"""Statistics of single units: their rates, and the intervals between their spikes."""
from __future__ import annotations

import numpy as np

from ...errors import ParameterError
from ..spikes import SpikeTrain, check_train


def unit_rates(train: SpikeTrain) -> np.ndarray:
    """Return the mean rate of every recorded unit.

    Parameters
    ----------
    train : SpikeTrain

    Returns
    -------
    ndarray, shape (unit,)
        Hz, in the order of `train.units`; NaN where no time was recorded.

    Examples
    --------
    >>> import numpy as np
    >>> from neurojit.record import SpikeTrain
    >>> train = SpikeTrain(np.array([100, 200, 300]), np.array([0, 0, 1]), 0.1, np.arange(2), 0.0, 100.0)
    >>> unit_rates(train)
    array([20., 10.])
    """
    check_train(train)
    if train.stop <= train.start:
        return np.full(train.units.size, np.nan)
    return 1000.0 * train.counts() / (train.stop - train.start)


def _intervals(train: SpikeTrain) -> tuple[np.ndarray, np.ndarray]:
    """Intervals between successive spikes of one unit (in steps), and the place of that unit in `units`."""
    check_train(train)
    place = np.zeros(int(train.units.max()) + 1, np.int64)
    place[train.units] = np.arange(train.units.size)
    owner = place[train.senders]
    order = np.lexsort((train.steps, owner))
    owner, steps = owner[order], train.steps[order]
    same = owner[1:] == owner[:-1]
    return np.diff(steps)[same].astype(np.float64), owner[1:][same]


def isi(train: SpikeTrain) -> np.ndarray:
    """Return the intervals between successive spikes of every unit.

    Parameters
    ----------
    train : SpikeTrain

    Returns
    -------
    ndarray, shape (interval,)
        ms; of all units together, one after another.

    Examples
    --------
    >>> import numpy as np
    >>> from neurojit.record import SpikeTrain
    >>> isi(SpikeTrain(np.array([10, 15, 30, 35]), np.array([0, 1, 0, 1]), 0.1, np.arange(2), 0.0, 5.0))
    array([2., 2.])
    """
    return _intervals(train)[0] * train.dt


def cv(train: SpikeTrain, least: int = 3) -> np.ndarray:
    """Return the coefficient of variation of the intervals of every unit: 0 for a clock, 1 for a Poisson process.

    Parameters
    ----------
    train : SpikeTrain
    least : int
        Units with fewer spikes give NaN; at least 3.

    Returns
    -------
    ndarray, shape (unit,)

    Examples
    --------
    >>> import numpy as np
    >>> from neurojit.record import SpikeTrain
    >>> cv(SpikeTrain(np.array([10, 20, 40]), np.zeros(3, int), 0.1, np.arange(2), 0.0, 5.0)).round(3)
    array([0.333,   nan])
    """
    if isinstance(least, bool) or not isinstance(least, int | np.integer):
        raise ParameterError(f"least must be an integer, got {least!r}")
    intervals, owner = _intervals(train)
    count = np.bincount(owner, minlength=train.units.size)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(owner, intervals, train.units.size) / count
        spread = np.bincount(owner, (intervals - mean[owner]) ** 2, train.units.size) / count
        return np.where(count >= max(3, least) - 1, np.sqrt(spread) / mean, np.nan)


def cv2(train: SpikeTrain) -> np.ndarray:
    """Return the local variation of the intervals of every unit, 2 abs(a - b)/(a + b) averaged over neighbours.

    Unlike the CV it does not grow where the rate changes slowly (Holt et al. 1996, doi:10.1152/jn.1996.75.5.1806).

    Parameters
    ----------
    train : SpikeTrain

    Returns
    -------
    ndarray, shape (unit,)
        NaN for units with fewer than 3 spikes.

    Examples
    --------
    >>> import numpy as np
    >>> from neurojit.record import SpikeTrain
    >>> cv2(SpikeTrain(np.array([10, 20, 40]), np.zeros(3, int), 0.1, np.arange(1), 0.0, 5.0)).round(3)
    array([0.667])
    """
    intervals, owner = _intervals(train)
    same = owner[1:] == owner[:-1]
    first, second = intervals[:-1][same], intervals[1:][same]
    count = np.bincount(owner[1:][same], minlength=train.units.size)
    with np.errstate(invalid="ignore"):
        local = 2.0 * np.abs(second - first) / (first + second)
        return np.bincount(owner[1:][same], local, train.units.size) / count
