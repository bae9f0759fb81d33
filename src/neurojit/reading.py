"""Arrays that are handed out to be read."""
from __future__ import annotations

from typing import Any

import numpy as np

from .errors import ParameterError


class _Copy(np.ndarray):
    """An array that refuses what is written into its places; copies and results of arithmetic are plain."""

    hint: str | None = None

    def __setitem__(self, key: Any, value: Any) -> None:
        if self.hint is not None:
            raise ParameterError(self.hint)
        super().__setitem__(key, value)

    def __repr__(self) -> str:
        return repr(self.view(np.ndarray))


def copy_for_reading(array: np.ndarray, hint: str) -> np.ndarray:
    """The array itself, which says `hint` when something is written into single places, where it would reach nobody.

    Examples
    --------
    >>> import numpy as np
    >>> weights = copy_for_reading(np.array([0.1, 0.2]), "assign all of them")
    >>> weights *= 10.0
    >>> weights
    array([1., 2.])
    >>> weights[0] = 3.0
    Traceback (most recent call last):
    ...
    neurojit.errors.ParameterError: assign all of them
    """
    found = array.view(_Copy)
    found.hint = hint
    return found
