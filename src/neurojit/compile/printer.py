"""Expressions as the text of numba source."""
from __future__ import annotations

from dataclasses import dataclass, field

from ..equations.expr import Apply, Expr, Name, Number
from ..equations.parse import USER_FUNCTIONS

# vectorising functions of engine.mathx; the others are calls or instructions of their own
_ENGINE = {"exp", "expm1", "exprel", "log", "tanh", "sinh", "cosh", "sigmoid", "sign", "sin", "cos"}
_MATHS = {"sqrt", "tan", "floor", "ceil", "erf"}
_WHOLE_POWERS = 8


@dataclass
class Printer:
    """Expressions as text; products inside sums become fma where `fused`.

    near: arguments of phi1 are known to be small.
    used : names of engine.mathx that the text needs; user: registered functions that it needs.
    draws : how many random numbers the text has asked for, so that each is another.
    """

    fused: bool
    near: bool = False
    used: set[str] = field(default_factory=set)
    user: set[str] = field(default_factory=set)
    draws: int = 0

    def __call__(self, expr: Expr) -> str:
        if isinstance(expr, Number):
            return repr(float(expr.value)) if expr.value >= 0 else f"({float(expr.value)!r})"
        if isinstance(expr, Name):
            return expr.id
        return self.apply(expr)

    def apply(self, expr: Apply) -> str:
        """Text of an operator or function."""
        if expr.op in ("+", "-") and self.fused and (text := self.fma(expr)):
            return text
        args = [self(a) for a in expr.args]
        match expr.op:
            case "/" if (growing := _one_plus_exp(expr.args[1])) is not None:
                return f"({args[0]} * {self.engine('sigmoid', [f'(-{self(growing)})'])})"
            case "/" if isinstance(expr.args[1], Apply) and expr.args[1].op == "exprel":
                return f"({args[0]} * {self.engine('inverse_exprel', [self(expr.args[1].args[0])])})"
            case "+" | "-" | "*" | "/" | "<" | "<=" | ">" | ">=" | "==" | "!=":
                return f"({args[0]} {expr.op} {args[1]})"
            case "and" | "or":
                return f"({args[0]} {'&' if expr.op == 'and' else '|'} {args[1]})"
            case "not":
                return f"(not {args[0]})"
            case "binomial":
                self.draws += 1
                which = f"_key, _number, _event, _np.uint64({self.draws << 16})"
                return f"_binomial({which}, _np.int64({args[0]}), {args[1]})"
            case "phi1":
                return self.engine("phi1_near" if self.near else "phi1", args)
            case "neg":
                return f"(-{args[0]})"
            case "**":
                return self.power(expr, args)
            case "where":
                return f"({args[1]} if {args[0]} else {args[2]})"
            case "clip":
                return f"min(max({args[0]}, {args[1]}), {args[2]})"
            case "int":
                return f"(1.0 if {args[0]} else 0.0)"
            case "abs" | "min" | "max":
                return f"{expr.op}({', '.join(args)})"
        if expr.op in _ENGINE:
            return self.engine(expr.op, args)
        if expr.op in _MATHS:
            return f"_math.{expr.op}({', '.join(args)})"
        if expr.op in USER_FUNCTIONS:
            self.user.add(expr.op)
            return f"_{expr.op.replace('@', '_')}({', '.join(args)})"
        raise AssertionError(f"no text for {expr.op}")

    def engine(self, name: str, args: list[str]) -> str:
        """Text of the call of a function of engine.mathx."""
        self.used.add(name)
        return f"_{name}({', '.join(args)})"

    def fma(self, expr: Apply) -> str:
        """Text of a sum that holds a product as one fma; empty if it holds none."""
        left, right = expr.args
        minus = expr.op == "-"
        if isinstance(left, Apply) and left.op == "*":
            tail = f"(-{self(right)})" if minus else self(right)
            return f"_fma({self(left.args[0])}, {self(left.args[1])}, {tail})"
        if isinstance(right, Apply) and right.op == "*":
            head = f"(-{self(right.args[0])})" if minus else self(right.args[0])
            return f"_fma({head}, {self(right.args[1])}, {self(left)})"
        return ""

    def power(self, expr: Apply, args: list[str]) -> str:
        """Small whole powers as products."""
        exponent = expr.args[1].value if isinstance(expr.args[1], Number) else 0.0
        if abs(exponent) in range(1, _WHOLE_POWERS + 1):
            n = int(abs(exponent))
            plain = isinstance(expr.args[0], Name)
            product = f"({'*'.join([args[0]] * n)})" if plain else self.engine("whole_power", [args[0], str(n)])
            return product if exponent > 0 else f"(1.0 / {product})"
        if exponent == 0.5:
            return f"_math.sqrt({args[0]})"
        return f"({args[0]} ** {args[1]})"


def _one_plus_exp(expr: Expr) -> Expr | None:
    """The x of 1 + exp(x)."""
    if isinstance(expr, Apply) and expr.op == "+":
        for one, other in (expr.args, expr.args[::-1]):
            if one == Number(1.0) and isinstance(other, Apply) and other.op == "exp":
                return other.args[0]
    return None
