"""Parameters that depend on external inputs, such as modulators, or on variables: put in wherever they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from neurojit.equations.expr import Expr, names, substitute
from neurojit.equations.lines import Equation, Equations
from neurojit.equations.parse import parse_expression
from neurojit.errors import EquationError, suggest
from neurojit.models.parameter import Parameter
from neurojit.models.scope import Scope


@dataclass(frozen=True, slots=True)
class Modulation:
    """What some parameters effectively are; on the right their names mean the values that were given.

    Parameters
    ----------
    effective : dict of str to Expr
    read : tuple of str
        The external inputs that this takes.
    """

    effective: Mapping[str, Expr] = field(default_factory=dict)
    read: tuple[str, ...] = ()

    def inserted(self, equations: Equations) -> Equations:
        """The same equations with effective parameters."""
        def changed(one: Equation) -> Equation:
            rhs, written = (substitute(expr, self.effective) for expr in (one.rhs, one.written))
            return replace(one, rhs=rhs, written=written)

        if not self.effective:
            return equations
        return Equations(tuple(map(changed, equations.odes)), tuple(map(changed, equations.subexpressions)))

    def scope(self, plain: Scope) -> Scope:
        """What conditions and statements mean by the names of parameters."""
        return replace(plain, definitions={**plain.definitions, **self.effective}) if self.effective else plain


def read_modulation(given: Mapping[str, str], parameters: Mapping[str, Parameter], inputs: Mapping[str, str],
                    variables: Mapping[str, str], scope: Scope) -> Modulation:
    """Read {"V_th": "V_th - 2*mV*noradrenaline"}."""
    effective: dict[str, Expr] = {}
    for name, text in given.items():
        if name not in parameters:
            raise EquationError(f"modulation: {name!r} is no parameter;{suggest(name, parameters)}")
        what = f"the modulation of {name}"
        expr = parse_expression(text)
        scope.require(expr, {*parameters, *inputs, *variables}, what)
        scope.expect(expr, scope.units[name], what)
        effective[name] = expr
    used = frozenset[str]().union(*(names(one) for one in effective.values()))
    return Modulation(effective, tuple(one for one in inputs if one in used))


def those_read(modulators: tuple[str, ...], effective: Mapping[str, str], known: set[str]) -> tuple[str, ...]:
    """The modulators that expressions read; all where they read something unknown, so that its error lists them."""
    used = frozenset[str]().union(*(names(parse_expression(text)) for text in effective.values()))
    return tuple(one for one in modulators if one in used or not used <= known | {*modulators})
