"""The names and units a model's text may use, and the checks made when it is defined."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from neurojit.equations.expr import Apply, Expr, Place, bare, is_condition, substitute, walk
from neurojit.equations.lines import Statement
from neurojit.equations.parse import parse_expression, used_names, user_functions
from neurojit.equations.units_check import check, error_at, expect
from neurojit.errors import EquationError, ParameterError, suggest
from neurojit.random import Distribution
from neurojit.units import DIMENSIONLESS, Unit, parse_unit, to_float

CLOCK = {"dt": "ms", "t": "ms"}
MS = parse_unit("ms")
PER_ROOT_MS = MS ** -0.5


@dataclass(frozen=True)
class Scope:
    """What is known by name inside a model.

    A model whose declared units are all "1" is not checked for units. Statements may draw where `draws`.
    """

    units: Mapping[str, Unit]
    checked: bool
    definitions: Mapping[str, Expr]
    draws: bool = False

    @classmethod
    def of(cls, declared: Iterable[Mapping[str, str]], given: Mapping[str, str],
           definitions: Mapping[str, Expr]) -> Scope:
        """Join name -> unit tables; `given` holds what needs no declaration."""
        units: dict[str, Unit] = {}
        for table in declared:
            for name, unit in table.items():
                if name in units:
                    raise EquationError(f"{name!r} is declared twice; variables, parameters, inputs and "
                                        "subexpressions share their names")
                units[name] = parse_unit(unit)
        checked = any(not unit.same(DIMENSIONLESS) for unit in units.values())
        known = {name: parse_unit(unit) for name, unit in given.items()}
        return cls({**known, **units}, checked, definitions)

    def with_units(self, units: Mapping[str, Unit]) -> Scope:
        """The same with further names."""
        return replace(self, units={**self.units, **units})

    def require(self, expr: Expr, allowed: Collection[str], what: str) -> None:
        """Refuse names that are unknown, or known but out of place here, and draws where nothing is drawn."""
        for part in walk(expr):
            if isinstance(part, Apply) and part.op == "binomial" and not self.draws:
                raise error_at(part, f"binomial(n, p) cannot be used in {what}, but in on_pre and on_post of a synapse")
        for node in used_names(expr):
            if node.id in allowed or (node.id in self.definitions and node.id in self.units):
                continue
            problem = f"unknown name {node.id!r} in {what};"
            if node.id in self.units:
                problem = f"{node.id!r} cannot be used in {what};"
            if node.id in user_functions():
                raise error_at(node, f"{node.id} is a function; write {node.id}(...)")
            raise error_at(node, problem + suggest(node.id, allowed))

    def unit(self, expr: Expr) -> Unit:
        """Return the unit of an expression, plain where units are not checked."""
        return check(expr, self.units) if self.checked else DIMENSIONLESS

    def expect(self, expr: Expr, wanted: Unit, what: str) -> None:
        """Refuse an expression in another unit."""
        if self.checked:
            expect(expr, self.units, wanted, what)

    def close(self, expr: Expr, allowed: Collection[str], what: str) -> Expr:
        """Insert subexpressions, drop unit literals, and check the names again."""
        closed = substitute(expr, self.definitions)
        self.require(closed, allowed, what)
        return bare(closed)

    def value(self, text: str | float, unit: Unit, allowed: Collection[str], what: str) -> Expr:
        """Read a number in `unit`, or an expression that must be in it."""
        if not isinstance(text, str):
            return parse_expression(repr(_number(text, unit, what)))
        expr = parse_expression(text)
        if is_condition(expr):
            raise error_at(expr, f"{what} must be a number, not a condition")
        self.require(expr, allowed, what)
        self.expect(expr, unit, what)
        return self.close(expr, allowed, what)

    def condition(self, text: str, allowed: Collection[str], what: str) -> Expr:
        """Read a condition such as "V_m >= V_th"."""
        expr = parse_expression(text)
        if not is_condition(expr):
            raise error_at(expr, f"{what} must be a condition such as V_m >= V_th")
        self.require(expr, allowed, what)
        self.unit(expr)
        return self.close(expr, allowed, what)

    def statements(self, statements: Iterable[Statement], variables: Mapping[str, str],
                   allowed: Collection[str], what: str) -> tuple[Statement, ...]:
        """Check statements that set variables."""
        done = []
        for one in statements:
            if one.name not in variables:
                place = Place(f"{one.name} = ...", 0, len(one.name))
                problem = f"{what} sets {one.name!r}, which is no variable;"
                raise place.error(problem + suggest(one.name, variables))
            self.require(one.expr, allowed, what)
            self.expect(one.expr, self.units[one.name], f"{what} of {one.name}")
            done.append(Statement(one.name, self.close(one.expr, allowed, what)))
        return tuple(done)


def _number(value: Any, unit: Unit, what: str) -> float:
    """One finite number in `unit`."""
    if isinstance(value, Distribution):
        raise ParameterError(f"{what} must be a number or an expression of parameters, got {value!r}; a distribution "
                             "is of a population: net.create(n, model, V_m=nj.random.uniform(-70.0, -55.0))")
    if isinstance(value, list | tuple) or np.ndim(to_float(value, unit, what)):
        raise ParameterError(f"{what} must be one number or an expression of parameters, got {value!r}")
    number = float(to_float(value, unit, what))
    if not math.isfinite(number):
        raise EquationError(f"{what} must be finite, got {value!r}")
    return number
