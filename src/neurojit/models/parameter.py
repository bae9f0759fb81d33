"""A parameter of a model: its name, default, unit and valid range."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from neurojit.equations.expr import Place
from neurojit.equations.lines import check_new_name
from neurojit.errors import ParameterError
from neurojit.units import parse_unit, to_float

POSITIVE = sys.float_info.min
"""Use as `low` for what must be greater than zero, such as time constants."""

Declared = Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter.

    Parameters
    ----------
    name : str
    default : float or tuple of float
        In `unit`; a tuple for a parameter that is a list, such as spike_times.
    unit : str
        "1" for a plain number.
    low, high : float
        Valid range, both ends included.

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.models.iaf_psc_exp.parameters["t_ref"]
    Parameter(name='t_ref', default=2.0, unit='ms', low=0.0, high=inf)
    """

    name: str
    default: float | tuple[float, ...]
    unit: str
    low: float = -math.inf
    high: float = math.inf

    @property
    def is_list(self) -> bool:
        """Whether each value of the parameter is a list."""
        return isinstance(self.default, tuple)

    def check(self, value: Any) -> Any:
        """Return a value as float or array in `unit`.

        Parameters
        ----------
        value : float, array_like or quantity

        Raises
        ------
        ParameterError
            Outside the valid range.
        """
        number = to_float(value, self.unit, self.name)
        array = np.asarray(number, dtype=np.float64)
        bad = array[~((array >= self.low) & (array <= self.high))]  # nan is bad too
        if bad.size:
            many = f" for {bad.size} of {array.size} values" if array.ndim else ""
            raise ParameterError(f"{self.name} must be {self.range_text()}, got {bad.flat[0]:g}{many}")
        return number

    def range_text(self) -> str:
        """Return the valid range in words, such as "greater than 0 ms"."""
        unit = "" if self.unit == "1" else f" {self.unit}"
        low = f"greater than 0{unit}" if self.low == POSITIVE else f"at least {self.low:g}{unit}"
        has_low, has_high = self.low > -math.inf, self.high < math.inf
        if has_low and has_high:
            return f"{low} and at most {self.high:g}{unit}"
        if has_high:
            return f"at most {self.high:g}{unit}"
        return low if has_low else "a number"

    def __str__(self) -> str:
        default = list(self.default) if isinstance(self.default, tuple) else f"{self.default:g}"
        return f"{default} {self.unit}".removesuffix(" 1")


def read_parameters(declared: Declared, check: Callable[[str, Place], None] = check_new_name) -> dict[str, Parameter]:
    """Turn {"tau_m": (10.0, "ms")} or (default, unit, low, high) into checked parameters.

    `check` refuses names; without equations, those that equations reserve may be used.
    """
    for name in declared:
        check(name, Place(str(name), 0, len(str(name))))
    return {name: _read(name, entry) for name, entry in declared.items()}


def read_numbers(declared: Declared) -> dict[str, Parameter]:
    """The same where each parameter is one number, as in models of neurons and synapses."""
    found = read_parameters(declared)
    for one in found.values():
        if one.is_list:
            raise ParameterError(f"the default of parameter {one.name!r} must be one number, got {one.default}; values "
                                 "for each neuron or synapse are given where they are made")
    return found


def refuse_names_of_create(names: Iterable[str]) -> None:
    """Refuse parameters and variables that nobody could give to a population."""
    for one in names:
        if one in ("name", "positions"):
            raise ParameterError(f"{one!r} cannot name a parameter or variable: create() takes its own {one}= of a "
                                 "population")


def _read(name: str, entry: tuple[Any, ...]) -> Parameter:
    if not isinstance(entry, tuple | list) or len(entry) not in (2, 4) or not isinstance(entry[1], str):
        raise ParameterError(f"parameter {name!r} must be declared as (default, unit) or "
                             f"(default, unit, low, high), got {entry!r}")
    default, unit, low, high = (*entry, -math.inf, math.inf)[:4]
    text = str(parse_unit(unit))
    low, high = (to_float(one, text, f"limit of {name}") for one in (low, high))
    if not low <= high:
        raise ParameterError(f"parameter {name!r}: the range from {low} to {high} is empty")
    parameter = Parameter(name, 0.0, text, low, high)
    value = parameter.check(default)
    kept = tuple(float(one) for one in value) if np.ndim(value) else float(value)
    return Parameter(name, kept, text, low, high)
