"""Give names to what several expressions share, so that it is computed once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from neurojit.equations.expr import Apply, Expr, Name, is_condition


def share(exprs: Sequence[Expr], prefix: str) -> list[tuple[list[tuple[str, Expr]], Expr]]:
    """Name repeated parts of expressions that are computed one after the other.

    Returns for every expression the (name, part) pairs to compute before it, and what is left of it. Names are prefix0,
    prefix1, ... Values of names in the expressions must not change in between.

    Examples
    --------
    >>> from neurojit.equations.expr import to_text
    >>> from neurojit.equations.parse import parse_expression
    >>> for parts, rest in share([parse_expression("exp(a + b)*c"), parse_expression("1 - exp(a + b)")], "_s"):
    ...     print([(name, to_text(part)) for name, part in parts], to_text(rest))
    [('_s0', 'exp(a + b)')] _s0*c
    [] 1 - _s0
    """
    work = _Share(prefix)
    for expr in exprs:
        work.count(expr)
    found = []
    for expr in exprs:
        rest = work.rewrite(expr)
        found.append((work.pending, rest))
        work.pending = []
    return found


@dataclass
class _Share:
    prefix: str
    uses: dict[Expr, int] = field(default_factory=dict)
    names: dict[Expr, str] = field(default_factory=dict)
    pending: list[tuple[str, Expr]] = field(default_factory=list)

    def count(self, expr: Expr) -> None:
        """Count in how many places each part stands, not looking into what was seen before."""
        if not isinstance(expr, Apply):
            return
        self.uses[expr] = self.uses.get(expr, 0) + 1
        if self.uses[expr] == 1:
            for one in expr.args:
                self.count(one)

    def rewrite(self, expr: Expr) -> Expr:
        """The expression with shared parts replaced by names."""
        if not isinstance(expr, Apply):
            return expr
        if expr in self.names:
            return Name(self.names[expr])
        rest = Apply(expr.op, tuple(self.rewrite(one) for one in expr.args), expr.place)
        if self.uses[expr] < 2 or is_condition(expr) or expr.op == "neg":
            return rest
        name = f"{self.prefix}{len(self.names)}"
        self.names[expr] = name
        self.pending.append((name, rest))
        return Name(name)
