"""Correlations between units and between populations."""
from __future__ import annotations

import numpy as np

from ...errors import ParameterError
from ...random import checked_seed
from ...units import to_float
from ..spikes import SpikeTrain, check_train
from ..window import reach_of
from .counts import binned, population_rate


def correlation(train: SpikeTrain, width: float = 2.0) -> np.ndarray:
    """Return Pearson's correlation of the binned spike counts of all pairs of units.

    Parameters
    ----------
    train : SpikeTrain
        `train.select(units)` of at most some hundreds: the result has one number a pair.
    width : float
        Of the bins, ms.

    Returns
    -------
    ndarray, shape (unit, unit)
        NaN for units whose count never changes.

    Examples
    --------
    >>> import numpy as np
    >>> from neurojit.record import SpikeTrain
    >>> train = SpikeTrain(np.array([10, 10, 30, 30]), np.array([0, 1, 0, 1]), 0.1, np.arange(2), 0.0, 4.0)
    >>> correlation(train, 1.0).round(6)
    array([[1., 1.],
           [1., 1.]])
    """
    counts = binned(train, width).astype(np.float64)
    counts -= counts.mean(axis=1, keepdims=True)
    norm = np.sqrt((counts**2).sum(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return (counts @ counts.T) / np.outer(norm, norm)


def mean_correlation(train: SpikeTrain, width: float = 2.0, most: int = 200, seed: int = 0) -> float:
    """Return the mean correlation of pairs of units that fired.

    Parameters
    ----------
    train : SpikeTrain
    width : float
        Of the bins, ms.
    most : int
        Of more units that many are chosen.
    seed : int
        Of the choice.

    Returns
    -------
    float
        NaN with fewer than two such units.

    Examples
    --------
    >>> import numpy as np
    >>> from neurojit.record import SpikeTrain
    >>> train = SpikeTrain(np.array([10, 10, 30, 30]), np.array([0, 1, 0, 1]), 0.1, np.arange(3), 0.0, 4.0)
    >>> round(mean_correlation(train, 1.0), 6)
    1.0
    """
    check_train(train)
    if isinstance(most, bool) or not isinstance(most, int | np.integer) or most < 2:
        raise ParameterError(f"most must be an integer >= 2, got {most!r}")
    chosen = np.random.default_rng(checked_seed("seed", seed)).permutation(np.unique(train.senders))[:most]
    if chosen.size < 2:
        return float("nan")
    pairs = correlation(train.select(chosen), width)[np.triu_indices(chosen.size, 1)]
    defined = pairs[~np.isnan(pairs)]
    return float(defined.mean()) if defined.size else float("nan")


def correlogram(first: SpikeTrain, second: SpikeTrain, reach: float = 50.0,
                width: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Return the covariance of two population rates against the lag; of one with itself the autocovariance.

    Parameters
    ----------
    first, second : SpikeTrain
        Recorded over the same time.
    reach : float
        ms; lags are all multiples of the width up to it.
    width : float
        Of the bins, ms.

    Returns
    -------
    lags : ndarray, shape (lag,)
        ms; positive where `second` fires later.
    covariance : ndarray, shape (lag,)
        Hz^2.

    Raises
    ------
    ParameterError
        For trains of different times, or a reach longer than they are.

    Examples
    --------
    >>> import numpy as np
    >>> from neurojit.record import SpikeTrain
    >>> a = SpikeTrain(np.arange(100, 1000, 100), np.zeros(9, int), 0.1, np.arange(1), 0.0, 100.0)
    >>> b = SpikeTrain(a.steps + 20, a.senders, 0.1, a.units, 0.0, 100.0)
    >>> lags, covariance = correlogram(a, b, reach=4.0)
    >>> float(lags[covariance.argmax()])
    2.0
    """
    check_train(first)
    check_train(second)
    if (first.start, first.stop) != (second.start, second.stop):
        raise ParameterError(f"both trains must cover the same time, got {first.start:g} to {first.stop:g} and "
                             f"{second.start:g} to {second.stop:g} ms")
    reach, width = reach_of("reach", reach), to_float(width, "ms", "width")
    x, y = (population_rate(train, width)[1] for train in (first, second))
    far = int(reach / width + 1e-9)  # lags are multiples of the width
    if far >= x.size:
        raise ParameterError(f"reach must be below the {first.stop - first.start:g} ms that were recorded, "
                             f"got {reach!r}")
    x, y = x - x.mean(), y - y.mean()
    lags = np.arange(-far, far + 1)
    found = [x[: x.size - k] @ y[k:] if k >= 0 else x[-k:] @ y[: y.size + k] for k in lags]
    return lags * width, np.array(found) / (x.size - np.abs(lags))
