"""Algebra on expressions: affine parts, and gathering what is constant during a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from neurojit.equations.expr import (
    ONE,
    ZERO,
    Apply,
    Expr,
    Name,
    Number,
    add,
    div,
    fold,
    is_condition,
    mul,
    names,
    neg,
    sub,
)


@dataclass(frozen=True, slots=True)
class Affine:
    """sum of coefficients[x] * x, plus constant; absent variables have coefficient zero."""

    coefficients: dict[str, Expr]
    constant: Expr

    def is_linear(self) -> bool:
        """Whether the constant part is zero."""
        return self.constant == ZERO


def affine(expr: Expr, variables: Iterable[str]) -> Affine | None:
    """Write an expression as a sum of variables with coefficients that hold none of them, or None.

    Examples
    --------
    >>> from neurojit.equations.expr import to_text
    >>> from neurojit.equations.parse import parse_expression
    >>> parts = affine(parse_expression("(E_L - V_m)/tau_m"), ["V_m"])
    >>> {name: to_text(one) for name, one in parts.coefficients.items()}, to_text(parts.constant)
    ({'V_m': '-(1/tau_m)'}, 'E_L/tau_m')
    """
    return _affine(expr, frozenset(variables))


def _affine(expr: Expr, variables: frozenset[str]) -> Affine | None:
    if not names(expr) & variables:
        return Affine({}, fold(expr))
    if isinstance(expr, Name):
        return Affine({expr.id: ONE}, ZERO)
    if not isinstance(expr, Apply) or expr.op not in ("+", "-", "*", "/", "neg"):
        return None
    parts = [_affine(one, variables) for one in expr.args]
    first, last = parts[0], parts[-1]
    if first is None or last is None:
        return None
    if expr.op == "neg":
        return _mapped(first, neg)
    if expr.op in "+-":
        return _combined(first, last, add if expr.op == "+" else sub)
    if not last.coefficients:
        scale = mul if expr.op == "*" else div
        return _mapped(first, lambda one: scale(one, last.constant))
    if expr.op == "*" and not first.coefficients:
        return _mapped(last, lambda one: mul(first.constant, one))
    return None


def _mapped(parts: Affine, change: Callable[[Expr], Expr]) -> Affine:
    return Affine({name: change(one) for name, one in parts.coefficients.items()}, change(parts.constant))


def _combined(left: Affine, right: Affine, join: Callable[[Expr, Expr], Expr]) -> Affine:
    coefficients = {
        name: join(left.coefficients.get(name, ZERO), right.coefficients.get(name, ZERO))
        for name in (*left.coefficients, *(one for one in right.coefficients if one not in left.coefficients))
    }
    kept = {name: one for name, one in coefficients.items() if one != ZERO}
    return Affine(kept, join(left.constant, right.constant))


def hoist(
    expr: Expr, is_constant: Callable[[str], bool], prefix: str
) -> tuple[Expr, dict[str, Expr]]:
    """Move what depends only on constants out of an expression.

    Parameters
    ----------
    expr : Expr
        The expression.
    is_constant : callable
        Says of a name whether its value stays the same during a run.
    prefix : str
        New names are prefix0, prefix1, ...

    Returns
    -------
    expr : Expr
        The same value with constants gathered: products and sums are regrouped, division by a constant
        becomes multiplication. The last bits of the result may differ.
    constants : dict of str to Expr
        What each new name stands for; equal expressions share a name.
    """
    (result,), constants = hoist_all([expr], is_constant, prefix)
    return result, constants


def hoist_all(
    exprs: Sequence[Expr], is_constant: Callable[[str], bool], prefix: str
) -> tuple[tuple[Expr, ...], dict[str, Expr]]:
    """`hoist` for several expressions that share their constants."""
    work = _Hoist(is_constant, prefix)
    results = tuple(work.rewrite(one) for one in exprs)
    return results, {name: one for one, name in work.known.items()}


@dataclass
class _Hoist:
    is_constant: Callable[[str], bool]
    prefix: str
    known: dict[Expr, str] = field(default_factory=dict)

    def constant(self, expr: Expr) -> bool:
        """Whether an expression stays the same during a run."""
        return all(self.is_constant(name) for name in names(expr))

    def named(self, expr: Expr) -> Expr:
        """Return a name for a constant expression, or itself where that is as simple."""
        expr = fold(expr)
        if isinstance(expr, Name | Number):
            return expr  # as short as any name for it
        if isinstance(expr, Apply) and expr.op == "neg":
            return neg(self.named(expr.args[0]))
        return Name(self.known.setdefault(expr, f"{self.prefix}{len(self.known)}"))

    def rewrite(self, expr: Expr) -> Expr:
        """The expression with its constant parts replaced by names."""
        if not isinstance(expr, Apply):
            return expr
        if self.constant(expr) and not is_condition(expr):
            return self.named(expr)
        if expr.op in ("+", "-"):
            return self.sum(expr)
        if expr.op in ("*", "/", "neg"):
            return self.product(expr)
        return Apply(expr.op, tuple(self.rewrite(one) for one in expr.args), expr.place)

    def sum(self, expr: Expr) -> Expr:
        """Rewrite a sum as its varying terms in order, then one constant."""
        constant: Expr = ZERO
        varying: Expr = ZERO
        for positive, term in _terms(expr, True):
            join = add if positive else sub
            if self.constant(term):
                constant = join(constant, term)
            else:
                varying = join(varying, self.rewrite(term))
        constant = self.named(constant)
        if isinstance(constant, Apply) and constant.op == "neg":
            return sub(varying, constant.args[0])
        return add(varying, constant)

    def product(self, expr: Expr) -> Expr:
        """Rewrite a product as one constant times its varying factors, sign outside."""
        above: Expr = ONE
        below: Expr = ONE
        varying_above: Expr = ONE
        varying_below: Expr = ONE
        negative = False
        for inverse, factor in _factors(expr, False):
            if isinstance(factor, Apply) and factor.op == "neg":
                negative, factor = not negative, factor.args[0]
            if self.constant(factor):
                above, below = (above, mul(below, factor)) if inverse else (mul(above, factor), below)
                continue
            factor = self.rewrite(factor)
            if isinstance(factor, Apply) and factor.op == "neg":
                negative, factor = not negative, factor.args[0]
            if inverse:
                varying_below = mul(varying_below, factor)
            else:
                varying_above = mul(varying_above, factor)
        constant = self.named(div(above, below))
        if isinstance(constant, Apply) and constant.op == "neg":
            negative, constant = not negative, constant.args[0]
        result = div(mul(constant, varying_above), varying_below)
        return neg(result) if negative else result


def _terms(expr: Expr, positive: bool) -> Iterable[tuple[bool, Expr]]:
    if isinstance(expr, Apply) and expr.op in ("+", "-"):
        yield from _terms(expr.args[0], positive)
        yield from _terms(expr.args[1], positive == (expr.op == "+"))
    elif isinstance(expr, Apply) and expr.op == "neg":
        yield from _terms(expr.args[0], not positive)
    else:
        yield positive, expr


def _factors(expr: Expr, inverse: bool) -> Iterable[tuple[bool, Expr]]:
    if isinstance(expr, Apply) and expr.op in ("*", "/"):
        yield from _factors(expr.args[0], inverse)
        yield from _factors(expr.args[1], inverse != (expr.op == "/"))
    elif isinstance(expr, Apply) and expr.op == "neg":
        yield False, Number(-1.0)  # 1/-1 is -1 too
        yield from _factors(expr.args[0], inverse)
    else:
        yield inverse, expr
