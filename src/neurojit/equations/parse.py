"""Read expressions, equations and statements: Python's grammar, a strict whitelist, nothing is ever run."""

from __future__ import annotations

import ast
import keyword
import math
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from neurojit.equations.expr import (
    FUNCTIONS,
    Apply,
    Expr,
    Name,
    Number,
    Place,
    is_condition,
    walk,
)
from neurojit.errors import EquationError, suggest
from neurojit.units import LITERALS, UNITS

MAX_TEXT = 10_000
MAX_DEPTH = 150
MAX_EXPONENT = 100.0
MAX_NAME = 64  # file names are made of them
CONSTANTS = {"pi": math.pi}
RESERVED = frozenset(("t", "dt", "xi", *CONSTANTS, *LITERALS, *FUNCTIONS))
"""Names that mean something in every model and so cannot be given to a variable or parameter."""
USER_FUNCTIONS: dict[str, Any] = {}
"""What `neurojit.function` registered, by name (the last version) and by operator."""
_meant: ContextVar[Mapping[str, str]] = ContextVar("_meant")

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**",
}
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}
_REFUSED: dict[type[ast.AST], str] = {
    ast.Attribute: "attributes (a.b) are not allowed",
    ast.Subscript: "indexing (a[i]) is not allowed",
    ast.Lambda: "lambda is not allowed",
    ast.IfExp: "'a if c else b' is not allowed; write where(c, a, b)",
    ast.NamedExpr: "':=' is not allowed",
    ast.JoinedStr: "strings are not allowed",
    ast.Tuple: "a comma is allowed only between the arguments of a function",
    ast.BitXor: "'^' is not allowed; a power is written **",
    ast.BitAnd: "'&' is not allowed; write 'and'",
    ast.BitOr: "'|' is not allowed; write 'or'",
    ast.Invert: "'~' is not allowed; write 'not'",
    ast.FloorDiv: "'a//b' is not allowed; write floor(a/b)",
    ast.Mod: "'a % b' is not allowed; write a - b*floor(a/b)",
}
_MISREAD = {"=": "'=' sets nothing here; compare by >=, > or ==", "&": "'&&' is written 'and'",
            "|": "'||' is written 'or'", "!": "'!' is written 'not'"}
_DRAWS = ("rand", "randn", "random", "normal", "uniform", "poisson")
_ALLOWED = "allowed are numbers, names, + - * / **, comparisons, and, or, not, and the functions "


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line of a model: its text without comment, joined over continuations."""

    text: str

    def error(self, problem: str, start: int = 0, end: int | None = None) -> EquationError:
        """Return an error that underlines part of the line (by default all of it)."""
        return EquationError.at(self.text, start, len(self.text) if end is None else end, problem)


def parse_expression(text: str) -> Expr:
    """Read one expression or condition, such as "(E_L - V_m)/tau_m" or "V_m >= V_th".

    Raises
    ------
    EquationError
        For everything but numbers, names, arithmetic, comparisons, and/or/not and known functions.
    """
    if not isinstance(text, str):
        raise EquationError(f"an expression must be text, got {type(text).__name__} {text!r}")
    line = Line(text.replace("\t", " ").replace("\r", " ").replace("\n", " "))
    return read_expression(line, 0, len(line.text))


def read_expression(line: Line, start: int, end: int) -> Expr:
    """Read the expression that stands between two positions of a line."""
    refuse_characters(line)
    piece = line.text[start:end]
    start += len(piece) - len(piece.lstrip(" "))
    piece = piece.strip(" ")
    if not piece:
        raise line.error("an expression is missing here", start, start + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Python warns of "1if x" and reads on; here it is an error
            tree = ast.parse(piece, mode="eval")
    except SyntaxError as error:
        column = min(max((error.offset or 1) - 1, 0), len(piece))
        problem = _MISREAD.get(piece[column : column + 1], error.msg)
        raise line.error(f"cannot read this expression: {problem}", start + column, start + column + 1) from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise line.error("this expression is nested too deeply", start, start + len(piece)) from None
    return _Reader(line, start).read(tree.body, 0)


def refuse_characters(line: Line) -> None:
    """Refuse over-long lines and characters other than printable ASCII."""
    if len(line.text) > MAX_TEXT:
        problem = f"a line may have at most {MAX_TEXT} characters, this one has {len(line.text)}"
        raise line.error(problem, MAX_TEXT, MAX_TEXT + 1)
    for column, character in enumerate(line.text):
        if not " " <= character <= "~":
            raise line.error(f"character {character!r} is not allowed; use plain ASCII letters, digits, _ "
                             "and operators", column, column + 1)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns Python's syntax tree into ours, node type by node type."""

    line: Line
    start: int

    def place(self, node: ast.expr) -> Place:
        """Where a node stands in the line."""
        end = node.end_col_offset if node.end_col_offset is not None else node.col_offset + 1
        return Place(self.line.text, self.start + node.col_offset, self.start + end)

    def read(self, node: ast.expr, depth: int) -> Expr:
        """Turn a node into an expression."""
        place = self.place(node)
        if depth > MAX_DEPTH:
            raise place.error(f"more than {MAX_DEPTH} levels deep; name a part of it in a line of its own")
        depth += 1
        match node:
            case ast.Constant():
                return self.number(node, place)
            case ast.Name(id=name):
                return self.name(name, place)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as operand):
                return Number(-self.number(operand, place).value, "", place)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Apply("neg", (self.numeric(operand, depth),), place)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.numeric(operand, depth)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Apply("not", (self.condition(operand, depth),), place)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                args = (self.numeric(left, depth), self.numeric(right, depth))
                return self.bounded_power(Apply(_BINARY[type(op)], args, place))
            case ast.BoolOp(op=op, values=values):
                word = "and" if isinstance(op, ast.And) else "or"
                return self.chain(word, [self.condition(one, depth) for one in values], place, depth)
            case ast.Compare():
                return self.comparison(node, place, depth)
            case ast.Call():
                return self.call(node, place, depth)
        known = ", ".join(sorted([*FUNCTIONS, *user_functions()]))
        kind = type(node.op) if isinstance(node, ast.BinOp | ast.UnaryOp) else type(node)
        problem = _REFUSED.get(kind, f"this is not allowed in an equation; {_ALLOWED}{known}")
        raise place.error(problem)

    def numeric(self, node: ast.expr, depth: int) -> Expr:
        """Read a node that must be a number."""
        expr = self.read(node, depth)
        if is_condition(expr):
            raise self.place(node).error("a number is needed here, not a condition; write int(condition) "
                                         "or where(condition, a, b)")
        return expr

    def condition(self, node: ast.expr, depth: int) -> Expr:
        """Read a node that must be true or false."""
        expr = self.read(node, depth)
        if not is_condition(expr):
            raise self.place(node).error("a condition such as V_m >= V_th is needed here, not a number")
        return expr

    def number(self, node: ast.Constant, place: Place) -> Number:
        """Read a literal."""
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise place.error(f"{value!r:.40} is not allowed; numbers are written like 1, 0.5 or 1e-3")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise place.error("this number is too large")
        return Number(number, "", place)

    def name(self, name: str, place: Place) -> Expr:
        """Read a name: a unit, a constant, or something the model declares."""
        if name in LITERALS:
            return Number(UNITS[name].scale, name, place)
        if name in CONSTANTS:
            return Number(CONSTANTS[name], "", place)
        check_name(name, place)
        if name in FUNCTIONS:
            raise place.error(f"{name} is a function; write {name}(...)")
        return Name(name, place)  # a user's function of this name is another thing: it is only called

    def bounded_power(self, expr: Apply) -> Apply:
        """Refuse powers that no equation needs."""
        if expr.op == "**":
            exponent = expr.args[1]
            if isinstance(exponent, Number) and abs(exponent.value) > MAX_EXPONENT and exponent.place:
                bound = f"{MAX_EXPONENT:g}"
                raise exponent.place.error(f"an exponent must lie between -{bound} and {bound}")
        return expr

    def chain(self, word: str, parts: list[Expr], place: Place, depth: int) -> Expr:
        """Join conditions by one word, from the left."""
        if depth + len(parts) > MAX_DEPTH:
            raise place.error(f"more than {MAX_DEPTH} conditions in a row")
        expr = parts[0]
        for part in parts[1:]:
            expr = Apply(word, (expr, part), place)
        return expr

    def comparison(self, node: ast.Compare, place: Place, depth: int) -> Expr:
        """Read a comparison, also a chained one."""
        if len(node.ops) + depth > MAX_DEPTH:
            raise place.error(f"more than {MAX_DEPTH} comparisons in a row")
        values = [self.numeric(one, depth) for one in (node.left, *node.comparators)]
        parts: list[Expr] = []
        for op, left, right in zip(node.ops, values, values[1:]):
            if type(op) not in _COMPARE:
                raise place.error("'is' and 'in' are not allowed; use < <= > >= == !=")
            parts.append(Apply(_COMPARE[type(op)], (left, right), place))
        return self.chain("and", parts, place, depth)

    def call(self, node: ast.Call, place: Place, depth: int) -> Expr:
        """Read the call of a known function."""
        if not isinstance(node.func, ast.Name):
            raise self.place(node.func).error("only a function's name can be called")
        name = node.func.id
        user = USER_FUNCTIONS.get(user_functions().get(name, ""))
        if name not in FUNCTIONS and user is None:
            problem = f"unknown function {name!r};{suggest(name, [*FUNCTIONS, *user_functions()])}"
            if name in _DRAWS:
                problem = (f"unknown function {name!r}; white noise is written xi, in 1/sqrt(ms), and a synapse may "
                           "draw binomial(n, p)")
            raise self.place(node.func).error(problem)
        count = FUNCTIONS[name] if user is None else len(user.arguments)
        if node.keywords:
            raise self.place(node.keywords[0].value).error(f"{name} takes no named arguments")
        if len(node.args) != count:
            raise place.error(f"{name} takes {count} argument(s), got {len(node.args)}")
        args = []
        for index, one in enumerate(node.args):
            wants_condition = name == "int" or (name == "where" and index == 0)
            args.append(self.condition(one, depth) if wants_condition else self.numeric(one, depth))
        return Apply(name if user is None else user.op, tuple(args), place)


def user_functions() -> Mapping[str, str]:
    """What the names of registered functions mean now: the operator of the last version of each."""
    return _meant.get({name: one.op for name, one in USER_FUNCTIONS.items() if "@" not in name})


@contextmanager
def functions_meant(then: Mapping[str, str]) -> Iterator[None]:
    """Let names of functions mean what they meant when `user_functions` gave `then`; others what they mean now."""
    token = _meant.set({**user_functions(), **then})
    try:
        yield
    finally:
        _meant.reset(token)


def check_name(name: str, place: Place) -> None:
    """Refuse what is not a plain name: keywords, a leading underscore, other characters."""
    if not isinstance(name, str):
        raise place.error(f"a name must be text, got {type(name).__name__} {name!r}")
    if len(name) > MAX_NAME:
        raise place.error(f"a name may have at most {MAX_NAME} characters, this one has {len(name)}")
    if name.startswith("_"):
        raise place.error(f"{name!r} begins with an underscore; names begin with a letter")
    if not name.isidentifier() or not name.isascii() or keyword.iskeyword(name):
        raise place.error(f"{name!r} cannot be a name; use letters, digits and _, and no Python keyword")


def depth_and_size(expr: Expr) -> tuple[int, int]:
    """Return how deep an expression is nested and how many nodes it has."""
    if not isinstance(expr, Apply):
        return 1, 1
    below = [depth_and_size(one) for one in expr.args]
    return 1 + max((depth for depth, _ in below), default=0), 1 + sum(size for _, size in below)


def used_names(expr: Expr) -> list[Name]:
    """Return the name nodes of an expression in order of writing, for errors that show their place."""
    return [node for node in walk(expr) if isinstance(node, Name)]

