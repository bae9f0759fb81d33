"""What a sweep gives back: a record a run, as a table of pandas or a grid of xarray."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import ParameterError
from ..record.extras import load


@dataclass
class Sweep:
    """Runs in the order of the points, then of the seeds.

    Attributes
    ----------
    records : list of dict
        Of each run the parameters, "seed", what run() returned, and "error": None, or the text of the exception.
    parameters : list of str
        Names of what was varied.

    Examples
    --------
    >>> done = Sweep([{"g": 4, "seed": 0, "rate": 3.5, "error": None}, {"g": 5, "seed": 0, "rate": 2.5, "error": None}],
    ...              ["g"])
    >>> done
    Sweep of g: 2 runs, rate
    >>> done["rate"]
    array([3.5, 2.5])
    """

    records: list[dict[str, Any]]
    parameters: list[str]

    @property
    def failed(self) -> list[dict[str, Any]]:
        """The records of runs that ended with an error."""
        return [one for one in self.records if one["error"] is not None]

    @property
    def only_failures(self) -> str:
        """What the first run ended with where every run failed; else an empty text."""
        if not self.records or len(self.failed) < len(self.records):
            return ""
        first = _first_line(self.records[0]["error"])
        return f"every run failed, the first with {first}; records[0]['error'] has all of it"

    @property
    def measured(self) -> list[str]:
        """Names of what run() returned."""
        names = dict.fromkeys(name for one in self.records for name in one)
        return [name for name in names if name not in (*self.parameters, "seed", "error")]

    def __getitem__(self, name: str) -> np.ndarray:
        if not any(name in one for one in self.records):
            why = f"; {self.only_failures}" if self.only_failures else ""
            raise KeyError(f"{name!r} is neither a parameter nor measured; there are "
                           f"{', '.join([*self.parameters, 'seed', *self.measured])}{why}")
        return _column(self.records, name)

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.records)

    def to_pandas(self) -> Any:
        """Return a pandas DataFrame of one row a run: parameters, seed, what was measured, error."""
        columns = [*self.parameters, "seed", *self.measured, "error"]
        return load("pandas", "to_pandas", "pandas").DataFrame(self.records, columns=columns)

    def to_xarray(self) -> Any:
        """Return an xarray Dataset with a dimension for each parameter and for the seed; NaN where a run failed.

        Raises
        ------
        ParameterError
            For a list of points that is no grid, or arrays of several shapes under one name.
        """
        xarray = load("xarray", "to_xarray", "xarray")
        names = [*self.parameters, "seed"]
        axes = {name: list(dict.fromkeys(_hashable(one[name]) for one in self.records)) for name in names}
        shape = [len(values) for values in axes.values()]
        if int(np.prod(shape)) != len(self.records):
            raise ParameterError(f"the {len(self.records)} runs are no grid of {' x '.join(map(str, shape))}; "
                                 "use to_pandas")
        places = [tuple(axes[name].index(_hashable(one[name])) for name in names) for one in self.records]
        found = {}
        for name in self.measured:
            arrays = [np.asarray(one[name]) for one in self.records if name in one]
            if len({one.shape for one in arrays}) > 1:
                raise ParameterError(f"{name!r} has arrays of several shapes; use to_pandas")
            whole = _unfilled((*shape, *arrays[0].shape), arrays, len(arrays) == len(self.records))
            for place, one in zip(places, self.records):
                if name in one:
                    whole[place] = one[name]
            found[name] = ([*names, *(f"{name}_{k}" for k in range(arrays[0].ndim))], whole)
        return xarray.Dataset(found, coords=axes)

    def __repr__(self) -> str:
        head = f"Sweep of {', '.join(self.parameters) or 'seeds'}: {len(self)} runs"
        if self.only_failures:
            return f"{head}; {self.only_failures}"
        failed = len(self.failed)
        return f"{head}{f', {failed} failed' if failed else ''}, {', '.join(self.measured) or 'nothing measured'}"


def _hashable(value: Any) -> Any:
    return str(value) if isinstance(value, list) else value


def _first_line(error: str) -> str:
    """Type and message of an exception, as far as they go on one line, of the text of its traceback."""
    lines = error.strip().splitlines()
    places = [i for i, line in enumerate(lines) if line.startswith("  File ")]
    after = lines[places[-1] + 1 :] if places else lines
    return next((line for line in after if line.strip() and not line.startswith("    ")), lines[-1])


def _unfilled(shape: tuple[int, ...], arrays: list[np.ndarray], is_complete: bool) -> np.ndarray:
    """Where nothing is known yet: of a type that takes all values, and NaN where some are missing."""
    if not all(one.dtype.kind in "biufc" for one in arrays):
        return np.full(shape, "", object)
    if is_complete:
        return np.zeros(shape, np.result_type(*arrays))
    return np.full(shape, np.nan, np.result_type(*arrays, np.float64))


def _column(records: list[dict[str, Any]], name: str) -> np.ndarray:
    """What runs have under a name, NaN where they failed; objects, or None, where they are not numbers of one shape."""
    given = [one[name] for one in records if name in one]
    try:
        known = [np.asarray(one) for one in given]
    except ValueError:  # ragged lists
        known = []
    if len({one.shape for one in known}) == 1:
        if all(one.dtype.kind in "biufc" for one in known):
            return np.array([one.get(name, np.full(known[0].shape, np.nan)) for one in records])
        if len(given) == len(records) and len({one.dtype.kind for one in known}) == 1:
            return np.array(given)
    found = np.empty(len(records), object)
    for i, one in enumerate(records):
        found[i] = one.get(name)
    return found
