"""Parameters of populations as numbers: drawn at the beginning, edited between runs."""
from __future__ import annotations

from operator import is_not
from typing import Any

import numpy as np

from ..engine.rng import SAMPLERS, draw
from ..errors import ParameterError
from ..network import Population
from ..network.values import own_lists
from ..random import Distribution, stream_key


def differ(now: dict[str, Any], then: dict[str, Any]) -> bool:
    """Whether parameters were edited, in place too."""
    return any(map(is_not, now.values(), then.values())) and any(not _same(now[k], then[k]) for k in now)


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(np.array_equal(x, y) for x, y in zip(a, b))
    return np.shape(a) == np.shape(b) and bool(np.all(a == b))


def copied(values: dict[str, Any]) -> dict[str, Any]:
    """Parameters as they are now, whatever is written into their arrays later."""
    return {name: _copy(value) for name, value in values.items()}


def _copy(value: Any) -> Any:
    if isinstance(value, list):
        return own_lists(value)
    return np.copy(value) if np.ndim(value) else value


def drawn(population: Population, name: str, value: Any, seed: int) -> Any:
    """A given value as a float or an array of its own; distributions are drawn from the stream of their name."""
    if not isinstance(value, Distribution):
        return _copy(value)
    out = np.empty(population.size)
    parameters = np.array([value.first, value.second, value.low, value.high, float(value.clip)])
    key = np.uint64(stream_key(seed, "create", population.name, name))
    draw(SAMPLERS[value.kind].address, key, parameters, out)
    return out


def first_parameters(population: Population, seed: int) -> dict[str, Any]:
    """The parameters that a simulation begins with."""
    found: dict[str, Any] = {}
    for name, parameter in population.model.parameters.items():
        default: Any = [np.asarray(parameter.default, np.float64)] * population.size if isinstance(
            parameter.default, tuple) else float(parameter.default)
        given = population.values.get(name, default)
        found[name] = drawn(population, name, given, seed)
        if isinstance(given, Distribution):
            _check_drawn(population, name, given, found[name])
    return found


def _check_drawn(population: Population, name: str, given: Distribution, values: np.ndarray) -> None:
    try:
        population.model.parameters[name].check(values)
    except ParameterError as error:
        raise ParameterError(
            f"{population.name!r}: {error}, drawn from {given!r}; bound it with low= "
            "and high=") from None


def check_edited(population: Population, values: dict[str, Any]) -> None:
    """Refuse numbers out of range that were written into an array of parameters."""
    for name, parameter in population.model.parameters.items():
        try:
            for value in values[name] if isinstance(values[name], list) else [values[name]]:
                parameter.check(value)
        except ParameterError as error:
            raise ParameterError(f"{population.name!r}: {error}") from None
