"""Expressions: three kinds of frozen node, and the few things one does with a tree of them."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from neurojit.errors import EquationError


@dataclass(frozen=True, slots=True)
class Place:
    """Characters `start` to `end` of a line of a model, so that an error can underline them."""

    text: str
    start: int
    end: int

    def error(self, problem: str, kind: type[EquationError] = EquationError) -> EquationError:
        """Return (not raise) an error of `kind` that underlines this place."""
        return kind.at(self.text, self.start, self.end, problem)


@dataclass(frozen=True, slots=True)
class Number:
    """A literal. With a `unit` name it stands for one of that unit, its value in coherent units."""

    value: float
    unit: str = ""
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, parameter, input, or `dt` or `t`."""

    id: str
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Apply:
    """An operator or function applied to arguments."""

    op: str
    args: tuple[Expr, ...]
    place: Place | None = field(default=None, compare=False, repr=False)


Expr = Number | Name | Apply

COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
CONDITIONS = (*COMPARISONS, "and", "or", "not")
FUNCTIONS: dict[str, int] = {
    "exp": 1, "log": 1, "sqrt": 1, "sin": 1, "cos": 1, "tan": 1, "tanh": 1, "sinh": 1, "cosh": 1, "abs": 1,
    "sign": 1, "floor": 1, "ceil": 1, "min": 2, "max": 2, "clip": 3, "exprel": 1, "where": 3, "int": 1,
    "expm1": 1, "erf": 1, "sigmoid": 1, "previous": 1, "binomial": 2,
}
"""Function names and their number of arguments.

exprel(x) is (exp(x) - 1)/x, and 1 at x = 0; sigmoid(x) is 1/(1 + exp(-x)); previous(x), in threshold, reset and events,
is the value of a variable before the step; binomial(n, p), in the statements of synapses, draws how many of n succeed.
"""

ZERO, ONE = Number(0.0), Number(1.0)


def is_condition(expr: Expr) -> bool:
    """Whether the expression is true or false rather than a number."""
    return isinstance(expr, Apply) and expr.op in CONDITIONS


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield the expression and all its parts, outermost first."""
    stack = [expr]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, Apply):
            stack.extend(reversed(node.args))


def names(expr: Expr) -> frozenset[str]:
    """Return the names an expression uses."""
    return frozenset(node.id for node in walk(expr) if isinstance(node, Name))


def substitute(expr: Expr, mapping: Mapping[str, Expr]) -> Expr:
    """Replace names by expressions; nothing is folded or rearranged."""
    if isinstance(expr, Name):
        return mapping.get(expr.id, expr)
    if isinstance(expr, Apply):
        args = tuple(substitute(one, mapping) for one in expr.args)
        return expr if args == expr.args else Apply(expr.op, args, expr.place)
    return expr


def bare(expr: Expr) -> Expr:
    """Replace unit literals by their numbers; nothing is folded or rearranged."""
    if isinstance(expr, Number):
        return Number(expr.value, "", expr.place) if expr.unit else expr
    if isinstance(expr, Apply):
        return Apply(expr.op, tuple(bare(one) for one in expr.args), expr.place)
    return expr


def fold(expr: Expr) -> Expr:
    """Fold trivial constants everywhere: 0 + x, 1*x, 0*x, x/1, number with number."""
    if not isinstance(expr, Apply):
        return expr
    args = tuple(fold(one) for one in expr.args)
    match expr.op:
        case "+":
            return add(*args)
        case "-":
            return sub(*args)
        case "*":
            return mul(*args)
        case "/":
            return div(*args)
        case "neg":
            return neg(*args)
    return Apply(expr.op, args, expr.place)


_ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def _is(expr: Expr, value: float) -> bool:
    return isinstance(expr, Number) and not expr.unit and expr.value == value


def _result(op: str, left: Expr, right: Expr) -> Number | None:
    """Number with number; None where one is not, or where the result has no literal because it overflows."""
    if not isinstance(left, Number) or not isinstance(right, Number) or left.unit or right.unit:
        return None
    if op == "/" and right.value == 0.0:
        return None
    value = _ARITHMETIC[op](left.value, right.value)
    return Number(value) if math.isfinite(value) else None


def simplify(expr: Expr) -> Expr:
    """Drop unit literals, keeping their numbers, and fold trivial constants."""
    return fold(bare(expr))


def add(left: Expr, right: Expr) -> Expr:
    """Return left + right, folding 0 + x, number + number, x + -y and -x + y."""
    if known := _result("+", left, right):
        return known
    if _is(left, 0.0):
        return right
    if _is(right, 0.0):
        return left
    if isinstance(right, Apply) and right.op == "neg":
        return sub(left, right.args[0])
    if isinstance(left, Apply) and left.op == "neg":
        return sub(right, left.args[0])
    return Apply("+", (left, right))


def sub(left: Expr, right: Expr) -> Expr:
    """Return left - right, folding x - 0, 0 - x, x - x, number - number and x - -y."""
    if known := _result("-", left, right):
        return known
    if _is(right, 0.0):
        return left
    if _is(left, 0.0):
        return neg(right)
    if left == right:
        return ZERO
    if isinstance(right, Apply) and right.op == "neg":
        return add(left, right.args[0])
    return Apply("-", (left, right))


def mul(left: Expr, right: Expr) -> Expr:
    """Return left * right, folding 0, 1 and -1 times x, number * number, and moving signs outside."""
    if known := _result("*", left, right):
        return known
    for one, other in ((left, right), (right, left)):
        if _is(one, 0.0):
            return ZERO
        if _is(one, 1.0):
            return other
        if _is(one, -1.0):
            return neg(other)
        if isinstance(one, Apply) and one.op == "neg":
            return neg(mul(one.args[0], other) if one is left else mul(other, one.args[0]))
        if isinstance(one, Number) and one.value < 0 and not one.unit:
            return neg(mul(Number(-one.value), other))
    return Apply("*", (left, right))


def div(left: Expr, right: Expr) -> Expr:
    """Return left / right, folding 0/x, x/1, number / nonzero number, and moving a sign outside."""
    if known := _result("/", left, right):
        return known
    if _is(left, 0.0) and not _is(right, 0.0):
        return ZERO
    if isinstance(left, Apply) and left.op == "neg":
        return neg(div(left.args[0], right))
    if isinstance(left, Number) and left.value < 0 and not left.unit:
        return neg(div(Number(-left.value), right))
    return left if _is(right, 1.0) else Apply("/", (left, right))


def neg(expr: Expr) -> Expr:
    """Return -expr, folding numbers and double signs."""
    if isinstance(expr, Number) and not expr.unit:
        return Number(-expr.value)
    if isinstance(expr, Apply) and expr.op == "neg":
        return expr.args[0]
    return Apply("neg", (expr,))


_PRECEDENCE = {"or": 1, "and": 2, "not": 3, **dict.fromkeys(COMPARISONS, 4), "+": 5, "-": 5, "*": 6, "/": 6,
               "neg": 7, "**": 8}
_ATOM = 9


def to_text(expr: Expr) -> str:
    """Write the expression as infix text with few parentheses; `parse_expression` reads it back."""
    return _text(expr)[0]


def _text(expr: Expr) -> tuple[str, int]:
    if isinstance(expr, Name):
        return expr.id, _ATOM
    if isinstance(expr, Number):
        if expr.unit:
            return expr.unit, _ATOM
        whole = expr.value == int(expr.value) if abs(expr.value) < 1e15 else False
        return str(int(expr.value)) if whole else repr(expr.value), 7 if expr.value < 0 else _ATOM
    if expr.op not in _PRECEDENCE:
        return f"{expr.op.partition('@')[0]}({', '.join(to_text(one) for one in expr.args)})", _ATOM
    level = _PRECEDENCE[expr.op]
    if expr.op == "neg":
        return f"-{_inside(expr.args[0], level)}", level
    if expr.op == "not":
        return f"not {_inside(expr.args[0], level)}", level
    left, right = expr.args
    if expr.op == "**":
        return f"{_inside(left, _ATOM)}**{_inside(right, 7)}", level
    tight = level + 1 if expr.op in COMPARISONS else level
    gap = "" if level == 6 else " "
    return f"{_inside(left, tight)}{gap}{expr.op}{gap}{_inside(right, level + 1)}", level


def _inside(expr: Expr, level: int) -> str:
    text, own = _text(expr)
    return text if own >= level else f"({text})"
