"""Evaluate an expression with NumPy: for derived coefficients, and as a plain oracle of compiled code."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from neurojit.equations.expr import Expr, Name, Number, to_text
from neurojit.equations.parse import USER_FUNCTIONS
from neurojit.errors import EquationError, suggest


def exprel(x: Any) -> Any:
    """Return (exp(x) - 1)/x, and its limit 1 at x = 0."""
    x = np.asarray(x, dtype=np.float64)
    safe = np.where(x == 0.0, 1.0, x)
    return _choice(x == 0.0, 1.0, np.expm1(safe) / safe)


def _choice(condition: Any, a: Any, b: Any) -> Any:
    chosen: Any = np.where(condition, a, b)
    return chosen[()]


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.true_divide, "**": np.power, "neg": np.negative,
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal,
    "!=": np.not_equal, "and": np.logical_and, "or": np.logical_or, "not": np.logical_not,
    "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "sin": np.sin, "cos": np.cos, "tan": np.tan,
    "tanh": np.tanh, "sinh": np.sinh, "cosh": np.cosh, "abs": np.abs, "sign": np.sign, "floor": np.floor,
    "ceil": np.ceil, "min": np.minimum, "max": np.maximum, "exprel": exprel, "phi1": exprel, "expm1": np.expm1,
    "erf": np.vectorize(math.erf, otypes=[float]), "sigmoid": lambda x: 1.0 / (1.0 + np.exp(-x)),
    "clip": lambda x, low, high: np.minimum(np.maximum(x, low), high),
    "where": _choice,
    "int": lambda condition: np.asarray(condition, dtype=np.float64)[()],
}


def evaluate(expr: Expr, values: Mapping[str, Any]) -> Any:
    """Return the value of an expression.

    Parameters
    ----------
    expr : Expr
        What to compute.
    values : mapping of str to float or numpy.ndarray
        A value for each name, in coherent units; arrays are taken element by element.

    Returns
    -------
    numpy.float64, numpy.bool or numpy.ndarray
        With NumPy's rules: 1/0 is inf and 0/0 is nan, without a warning.
    """
    with np.errstate(all="ignore"):
        return _value(expr, values)


def _value(expr: Expr, values: Mapping[str, Any]) -> Any:
    if isinstance(expr, Number):
        return np.float64(expr.value)
    if isinstance(expr, Name):
        if expr.id not in values:
            raise EquationError(f"no value for {expr.id!r} in {to_text(expr)!r};{suggest(expr.id, values)}")
        return np.asarray(values[expr.id], dtype=np.float64)[()]
    operation = _OPERATIONS.get(expr.op) or np.vectorize(USER_FUNCTIONS[expr.op].python, otypes=[float])
    return operation(*(_value(one, values) for one in expr.args))
