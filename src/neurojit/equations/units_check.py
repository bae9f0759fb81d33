"""Check that the units of an expression fit together, before anything is folded or rearranged."""

from __future__ import annotations

from collections.abc import Mapping

from neurojit.equations.expr import COMPARISONS, Apply, Expr, Name, Number, to_text, walk
from neurojit.equations.parse import USER_FUNCTIONS
from neurojit.errors import EquationError, UnitError, suggest
from neurojit.units import DIMENSIONLESS, Unit, describe, parse_unit

_ALIKE = ("+", "-", "min", "max", "clip", *COMPARISONS)
_SAME_AS_ARGUMENT = ("neg", "abs", "previous")
_NO_UNIT = ("and", "or", "not", "int", "sign")


def check(expr: Expr, units: Mapping[str, Unit]) -> Unit:
    """Return the unit of an expression.

    Parameters
    ----------
    expr : Expr
        As parsed: unit literals such as 140*mV are still in it.
    units : mapping of str to Unit
        Unit of each name.

    Returns
    -------
    Unit
        Its dimension and scale. A literal 0 fits anything and is reported as dimensionless.

    Raises
    ------
    UnitError
        For sums and comparisons of unlike terms, and functions of what is not a plain number.
    """
    if isinstance(expr, Number):
        return Unit(parse_unit(expr.unit).dimension) if expr.unit else DIMENSIONLESS
    if isinstance(expr, Name):
        if expr.id not in units:
            raise error_at(expr, f"unknown name {expr.id!r};{suggest(expr.id, units)}")
        return units[expr.id]
    if expr.op in _ALIKE:
        unit = _alike(expr.args, units)
        return DIMENSIONLESS if expr.op in COMPARISONS else unit
    if expr.op == "where":
        check(expr.args[0], units)
        return _alike(expr.args[1:], units)
    if expr.op in USER_FUNCTIONS:
        function = USER_FUNCTIONS[expr.op]
        for one, wanted in zip(expr.args, function.arguments, strict=True):
            expect(one, units, wanted, f"this argument of {function.name}")
        return Unit(function.unit.dimension, function.unit.scale)
    found = [check(one, units) for one in expr.args]
    if expr.op in _SAME_AS_ARGUMENT:
        return found[0]
    if expr.op in _NO_UNIT:
        return DIMENSIONLESS
    match expr.op:
        case "*":
            return found[0] * found[1]
        case "/":
            return found[0] / found[1]
        case "**":
            return _power(expr, found[0], found[1], units)
        case "sqrt":
            return found[0] ** 0.5
    if not found[0].same(DIMENSIONLESS):
        raise error_at(expr.args[0], f"the argument of {expr.op} must be a plain number, but {to_text(expr.args[0])} "
                                     f"is in {describe(found[0])}{_scaled(expr.args[0], units, found[0])}", UnitError)
    return DIMENSIONLESS


def expect(expr: Expr, units: Mapping[str, Unit], wanted: Unit, what: str) -> None:
    """Raise UnitError unless the expression is in the unit `wanted`; a literal 0 always is."""
    found = check(expr, units)
    if not _is_zero(expr) and not found.same(wanted):
        raise error_at(expr, f"{what} must be in {wanted}, but {to_text(expr)} is in "
                             f"{describe(found)}{_hint(expr, wanted, found)}", UnitError)


def error_at(expr: Expr, problem: str, kind: type[EquationError] = EquationError) -> EquationError:
    """Return an error that underlines the expression where its place is known."""
    place = expr.place
    return place.error(problem, kind) if place else kind(problem)


def _alike(args: tuple[Expr, ...], units: Mapping[str, Unit]) -> Unit:
    pairs = [(one, check(one, units)) for one in args]
    real = [(one, unit) for one, unit in pairs if not _is_zero(one)]
    if not real:
        return DIMENSIONLESS
    # A literal is the likelier slip, so the reference is the first term that is not one.
    reference, wanted = next((pair for pair in real if not isinstance(pair[0], Number)), real[0])
    for one, unit in real:
        if not unit.same(wanted):
            problem = (f"{to_text(one)} is in {describe(unit)}, but {to_text(reference)} is in "
                       f"{describe(wanted)}{_hint(one, wanted, unit)}")
            raise error_at(one, problem, UnitError)
    return wanted


def _hint(expr: Expr, wanted: Unit, found: Unit) -> str:
    if isinstance(expr, Number) and not expr.unit:
        return f"; write {to_text(expr)}*{describe(wanted)} if that is meant"
    if found.dimension == wanted.dimension:
        return f"; they differ by the factor {found.scale / wanted.scale:g}: declare both in the same unit"
    return ""


def _scaled(expr: Expr, units: Mapping[str, Unit], found: Unit) -> str:
    """What to declare otherwise where only the scale is not that of a plain number, such as of Hz*ms."""
    if found.dimension != DIMENSIONLESS.dimension:
        return ""
    odd = dict.fromkeys(part.id for part in walk(expr) if isinstance(part, Name) and units[part.id].scale != 1.0)
    return "; declare " + " and ".join(
        f"{name}, which is in {units[name]}, in {describe(Unit(units[name].dimension))}" for name in odd)


def _is_zero(expr: Expr) -> bool:
    if isinstance(expr, Apply) and expr.op == "neg":
        return _is_zero(expr.args[0])
    return isinstance(expr, Number) and expr.value == 0.0


def _power(expr: Apply, base: Unit, exponent: Unit, units: Mapping[str, Unit]) -> Unit:
    power = expr.args[1]
    if not exponent.same(DIMENSIONLESS):
        raise error_at(power, f"an exponent must be a plain number, but {to_text(power)} is in "
                              f"{describe(exponent)}{_scaled(power, units, exponent)}", UnitError)
    if base.same(DIMENSIONLESS):
        return DIMENSIONLESS
    if not isinstance(power, Number):
        raise error_at(power, f"the exponent of {to_text(expr.args[0])}, which is in {describe(base)}, must "
                              "be a literal number", UnitError)
    return base ** power.value
