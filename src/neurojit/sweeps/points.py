"""The points of a sweep, and how its runs are cut into tasks."""
from __future__ import annotations

import hashlib
import inspect
import itertools
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..errors import ParameterError, suggest
from ..random import checked_seed

_MOST = 5  # runs of a task: what is lost where a worker dies


class Run(NamedTuple):
    """One run: its place in the sweep, the parameters of the network, the seed."""

    place: int
    point: dict[str, Any]
    seed: int

    @property
    def key(self) -> str:
        """A name for the file of this run; the same wherever it stands in a sweep."""
        text = json.dumps([self.point, self.seed], sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def expand(points: Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """All points of a grid, the last parameter running fastest, or those of a list.

    Raises
    ------
    ParameterError
        For no points, points that differ in names, and values that are not plain.

    Examples
    --------
    >>> expand({"g": [4, 5], "eta": [1.0, 2.0]})
    [{'g': 4, 'eta': 1.0}, {'g': 4, 'eta': 2.0}, {'g': 5, 'eta': 1.0}, {'g': 5, 'eta': 2.0}]
    """
    if not isinstance(points, Mapping):
        points = list(points) if isinstance(points, Iterable) else [points]
        if not all(isinstance(one, Mapping) for one in points):
            raise ParameterError(f"points must be a dict of lists, {{'g': [4, 5]}}, or a list of dicts, got {points!r}")
    if isinstance(points, Mapping):
        axes = {name: _values(name, values) for name, values in points.items()}
        found = [dict(zip(axes, values)) for values in itertools.product(*axes.values())]
    else:
        found = [{str(name): plain(name, value) for name, value in one.items()} for one in points]
    if not found:
        raise ParameterError("points must be a dict of lists, {'g': [4, 5]}, or a list of dicts; there is no point")
    names = found[0].keys()
    for one in found:
        if one.keys() != names:
            raise ParameterError(f"all points must have the same names, got {list(names)} and {list(one)}")
    if "seed" in names:
        raise ParameterError("'seed' is given by seeds= or repeats=; name the seed of the wiring otherwise, "
                             "such as 'network_seed'")
    return found


def check_build(build: Any, names: Collection[str]) -> None:
    """Refuse points whose names `build` does not take, where it says which it takes.

    Raises
    ------
    ParameterError
        For names that are unknown, or missing.
    """
    try:
        taken = inspect.signature(build).parameters.values()
    except (TypeError, ValueError):  # of some callables written in C nothing is known
        return
    named = [one for one in taken if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)]
    known = [one.name for one in named]
    if not any(one.kind is one.VAR_KEYWORD for one in taken):
        for name in names:
            if name not in known:
                raise ParameterError(f"build takes no {name!r}, which is a name of the points;{suggest(name, known)}")
    for one in named:
        if one.default is one.empty and one.name not in names:
            raise ParameterError(f"build needs {one.name!r}, which the points do not have; they have "
                                 f"{', '.join(names) or 'no names'}")


def _values(name: str, values: Any) -> list[Any]:
    if isinstance(values, str) or not np.iterable(values):
        raise ParameterError(f"the values of {name!r} must be a list, got {values!r}")
    return [plain(name, value) for value in values]


def plain(name: str, value: Any) -> Any:
    """A value that can be written down: number, text, bool, None, or lists of them.

    Raises
    ------
    ParameterError
        For anything else.
    """
    if isinstance(value, (np.generic, np.ndarray)):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(name, one) for one in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise ParameterError(f"values of a sweep are numbers, texts, bools or lists of them, got {value!r} for {name!r}; "
                         "make objects of them in build()")


def positive_integer(name: str, value: Any) -> int:
    """An integer >= 1, of Python or NumPy.

    Raises
    ------
    ParameterError
        For anything else.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise ParameterError(f"{name} must be an integer >= 1, got {value!r}")
    return int(value)


def seeds_of(repeats: int | None, seeds: Sequence[int] | None) -> list[int]:
    """The seeds of the runs of each point.

    Raises
    ------
    ParameterError
        For both or for none of either, and for seeds that occur twice.
    """
    if repeats is not None and seeds is not None:
        raise ParameterError("give either repeats= (seeds 0, 1, ...) or seeds=")
    if seeds is None:
        return list(range(1 if repeats is None else positive_integer("repeats", repeats)))
    if isinstance(seeds, str) or not np.iterable(seeds):
        raise ParameterError(f"seeds must be a list of integers >= 0, got {seeds!r}")
    found = [checked_seed("each of seeds", seed) for seed in seeds]
    if not found or len(set(found)) < len(found):
        raise ParameterError(f"seeds must be different integers >= 0, got {list(seeds)!r}")
    return found


def runs_of(points: Sequence[dict[str, Any]], seeds: Sequence[int]) -> list[Run]:
    """A run of each point for each seed."""
    return [Run(place, point, seed) for place, (point, seed) in enumerate(itertools.product(points, seeds))]


def tasks(runs: Sequence[Run], workers: int) -> list[list[Run]]:
    """Runs in pieces that share a network, small enough to keep all workers busy to the end."""
    most = max(1, min(_MOST, len(runs) // (8 * workers)))
    found: list[list[Run]] = []
    for run in runs:
        if not found or len(found[-1]) >= most or found[-1][0].point != run.point:
            found.append([])
        found[-1].append(run)
    return found
