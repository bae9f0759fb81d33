"""Functions that a user registers for equations: plain Python of one number or several, compiled with the model."""

from __future__ import annotations

import ast
import hashlib
import inspect
import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from neurojit.equations.expr import FUNCTIONS, Place
from neurojit.equations.parse import RESERVED, USER_FUNCTIONS, check_name
from neurojit.errors import EquationError
from neurojit.units import Unit, parse_unit

_MODULES = {"math": math, "np": np, "numpy": np}
_PLAIN = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_BUILTINS = {"abs", "min", "max", "float", "int", "round", "range", "bool"}
_MAY_FAIL: dict[Any, str] = {
    ast.Assert: "assert", ast.Raise: "raise", ast.Try: "try", ast.With: "with", ast.Lambda: "lambda",
    (ast.Yield, ast.YieldFrom): "yield", (ast.List, ast.Dict, ast.Set): "a list, dict or set",
    (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp): "a comprehension"}


@dataclass(frozen=True)
class UserFunction:
    """A registered function.

    Parameters
    ----------
    op : str
        The operator that stands for this version of it in expressions.
    name : str
    python : callable
    source : str
        Its definition, under the name of `op`, as it is compiled with a model.
    arguments : tuple of Unit
    unit : Unit
    """

    op: str
    name: str
    python: Callable[..., float]
    source: str
    arguments: tuple[Unit, ...]
    unit: Unit


def function(python: Callable[..., float] | None = None, *, arguments: Sequence[str] = ("1",), unit: str = "1") -> Any:
    """Register a function for use in equations, as a decorator or by a call.

    The function is compiled together with the models that use it, so it must be complete in itself: arithmetic, `if`,
    loops, and what numba knows of the module `math` and of numbers in `np`. It must give a number whatever its
    arguments are, since nothing stops a step halfway.

    Parameters
    ----------
    python : callable
        Takes numbers, returns a number; also one that numba has compiled.
    arguments : sequence of str
        Unit of every argument, "1" for a plain number.
    unit : str
        Unit of the result.

    Returns
    -------
    callable
        `python` itself.

    Raises
    ------
    EquationError
        When its name is taken, its text cannot be found, it uses something from outside, or might fail or give
        anything but one number.

    Notes
    -----
    Models keep the version that was registered when they were declared.

    Examples
    --------
    >>> import neurojit as nj
    >>> @nj.function(arguments=("mV",), unit="1")
    ... def hill(v):
    ...     return 1.0 / (1.0 + (v / -40.0) ** 4)
    >>> cell = nj.NeuronModel("cell", "dx/dt = (hill(V_0) - x)/tau : 1", {"V_0": (-50.0, "mV"), "tau": (5.0, "ms")})
    >>> cell.integration.method
    'exact'
    """
    if python is None:
        return lambda given: function(given, arguments=arguments, unit=unit)
    plain = getattr(python, "py_func", python)
    name = getattr(plain, "__name__", "")
    if not callable(plain) or not inspect.isfunction(plain):
        raise EquationError(f"nj.function takes a Python function, got {python!r}")
    check_name(name, Place(name, 0, len(name)))
    if name in FUNCTIONS or name in RESERVED:
        raise EquationError(f"{name!r} is already a function, unit or reserved name; give yours another name")
    taken = inspect.signature(plain).parameters.values()
    if any(one.default is not one.empty or one.kind not in _PLAIN for one in taken):
        raise EquationError(f"{name} may have plain arguments only, without defaults, * and **")
    wanted = len(taken)
    if not isinstance(arguments, list | tuple) or len(arguments) != wanted:
        raise EquationError(f"{name} takes {wanted} argument(s), but arguments={arguments!r} gives their units; "
                            "write one unit an argument, such as arguments=('mV', '1')")
    tree = _definition(plain, name)
    _refuse_what_may_fail(tree, name)
    _refuse_outside(plain, name)
    _refuse_what_is_no_number(plain, name, wanted)
    digest = hashlib.blake2b(ast.dump(tree).encode(), digest_size=4).hexdigest()
    tree.name = f"_{name}_{digest}"
    for one in (*arguments, unit):
        if not isinstance(one, str):
            raise EquationError(f"{name}: a unit is text such as 'mV' or '1', got {one!r}")
    made = UserFunction(f"{name}@{digest}", name, plain, ast.unparse(tree),
                        tuple(parse_unit(one) for one in arguments), parse_unit(unit))
    USER_FUNCTIONS[name] = made
    USER_FUNCTIONS[made.op] = made
    return python


def _definition(plain: Callable[..., float], name: str) -> ast.FunctionDef:
    try:
        text = textwrap.dedent(inspect.getsource(plain))
    except (OSError, TypeError):
        raise EquationError(f"the text of {name} cannot be found; define it in a file or a notebook cell") from None
    tree = ast.parse(text).body[0]
    if not isinstance(tree, ast.FunctionDef):
        raise EquationError(f"{name} must be defined with 'def'")
    tree.decorator_list, tree.returns = [], None
    for one in (*tree.args.args, *tree.args.posonlyargs, *tree.args.kwonlyargs):
        one.annotation = None
    return tree


def _refuse_outside(plain: Any, name: str) -> None:
    outside = [one for one in inspect.getclosurevars(plain).globals if plain.__globals__[one] is not _MODULES.get(one)]
    outside += list(inspect.getclosurevars(plain).nonlocals)
    outside += [one for one in inspect.getclosurevars(plain).builtins if one not in _BUILTINS]
    outside += [one for one in inspect.getclosurevars(plain).unbound if not hasattr(math, one) and not hasattr(np, one)]
    if outside:
        raise EquationError(f"{name} uses {', '.join(sorted(outside))} from outside; give it as an argument or write "
                            "it into the function (math and np may be used)")


def _refuse_what_may_fail(tree: ast.FunctionDef, name: str) -> None:
    """Errors do not get out of kernels: who calls them would go on with what was there before."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Return) and node.value is None:
            raise EquationError(f"{name} must return a number wherever it returns (line {node.lineno})")
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Constant):
            raise EquationError(f"{name} looks up {ast.unparse(node)!r} (line {node.lineno}), which fails where there "
                                "is no such element; write conditions instead")
        for kind, what in _MAY_FAIL.items():
            if isinstance(node, kind):
                raise EquationError(f"{name} has {what} (line {node.lineno}), but must give a number whatever its "
                                    "arguments are; use arithmetic, functions, if, for and while")
    if not _returns(tree.body):
        raise EquationError(f"{name} must end with return of a number, in all branches")


def _returns(body: list[ast.stmt]) -> bool:
    """Whether statements always end with a return."""
    last = body[-1]
    if isinstance(last, ast.If):
        return _returns(last.body) and bool(last.orelse) and _returns(last.orelse)
    return isinstance(last, ast.Return)


def _refuse_what_is_no_number(plain: Callable[..., float], name: str, wanted: int) -> None:
    """Let numba infer what numbers become of numbers."""
    import numba

    tried = numba.njit(plain)
    try:
        tried.compile((numba.float64,) * wanted)
        result = tried.nopython_signatures[0].return_type
    except numba.core.errors.NumbaError as error:
        told = [line for line in str(error).splitlines() if line.strip()]
        raise EquationError(f"{name} cannot be compiled by numba:\n" + "\n".join(told[:12])) from None
    if not isinstance(result, numba.types.Number | numba.types.Boolean) or isinstance(result, numba.types.Complex):
        raise EquationError(f"{name} must return a real number, but numba finds {result}")
