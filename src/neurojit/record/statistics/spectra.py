"""Power spectra."""
from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import ParameterError
from ...network.values import positive_time


def spectrum(values: Any, interval: float, segment: float | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the power spectral density of a rate or a trace, by Welch's method.

    Parameters
    ----------
    values : array_like, shape (time,) or (time, unit)
        Such as of `population_rate`, or `traces["V_m"]`.
    interval : float
        ms between values.
    segment : float, optional
        Length of the averaged segments, ms: its inverse is the resolution. By default an eighth of the whole.

    Returns
    -------
    frequencies : ndarray, shape (frequency,)
        Hz.
    power : ndarray, shape (frequency,) or (frequency, unit)
        Squared unit of the values per Hz.

    Raises
    ------
    ParameterError
        For fewer than 8 values, times that are not > 0, or a segment that is longer than they are.

    Examples
    --------
    >>> import numpy as np
    >>> from neurojit import statistics
    >>> wave = np.sin(2 * np.pi * 0.04 * np.arange(2000.0))
    >>> frequencies, power = statistics.spectrum(wave, interval=1.0, segment=500.0)
    >>> float(frequencies[power.argmax()])
    40.0
    """
    import scipy.signal

    interval = positive_time("interval", interval)
    segment = None if segment is None else positive_time("segment", segment)
    try:
        given = np.asarray(values)
    except ValueError:  # lists of several lengths
        given = np.zeros(0)
    if given.dtype.kind not in "biuf" or given.ndim == 0 or given.shape[0] < 8:
        raise ParameterError("values must be at least 8 numbers over time, such as traces['V_m'], got "
                             f"{type(values).__name__} of shape {given.shape}")
    per = max(8, given.shape[0] // 8) if segment is None else round(segment / interval)
    if not 8 <= per <= given.shape[0]:
        raise ParameterError(f"a segment must have 8 to {given.shape[0]} values, got {per}")
    return scipy.signal.welch(given, fs=1000.0 / interval, nperseg=per, axis=0)
