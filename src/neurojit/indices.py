"""Numbers of things, as users give them."""
from __future__ import annotations

from typing import Any

import numpy as np

from .errors import ParameterError


def as_indices(name: str, value: Any) -> np.ndarray:
    """Whole numbers as a 1-D array of int64; NumPy would make some of a mask, of fractions and of texts too.

    Raises
    ------
    ParameterError
        For anything else.

    Examples
    --------
    >>> as_indices("units", range(3)), as_indices("units", 7)
    (array([0, 1, 2]), array([7]))
    """
    try:
        array = np.atleast_1d(np.asarray(value))
    except ValueError:  # a ragged list
        array = np.zeros((0, 0))
    if array.dtype == bool:
        raise ParameterError(f"{name} must be numbers, got a mask of {array.size}; use numpy.flatnonzero(mask)")
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise ParameterError(f"{name} must be a number or a list of whole numbers, got {value!r}")
    return array.astype(np.int64)
