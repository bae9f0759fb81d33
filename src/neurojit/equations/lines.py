"""Read the blocks of a model: differential equations, statements, what a spike does on arrival."""

from __future__ import annotations

from dataclasses import dataclass

from neurojit.equations.algebra import affine
from neurojit.equations.expr import Apply, Expr, Name, Place, is_condition, names, neg, substitute
from neurojit.equations.parse import (
    MAX_DEPTH,
    RESERVED,
    Line,
    check_name,
    depth_and_size,
    read_expression,
    refuse_characters,
    used_names,
)
from neurojit.errors import EquationError
from neurojit.units import parse_unit

MAX_NODES = 20_000


@dataclass(frozen=True, slots=True)
class Equation:
    """`dvariable/dt = rhs : unit`, or a subexpression `variable = rhs : unit`.

    `written` is the right-hand side as typed; in `rhs` subexpressions are substituted.
    """

    variable: str
    rhs: Expr
    unit: str
    text: str
    written: Expr


@dataclass(frozen=True, slots=True)
class Equations:
    """The differential equations of a model in order of writing, and its subexpressions."""

    odes: tuple[Equation, ...]
    subexpressions: tuple[Equation, ...] = ()

    @property
    def used(self) -> frozenset[str]:
        """The names that stand on right-hand sides."""
        return frozenset().union(*(names(one.written) for one in (*self.odes, *self.subexpressions)))


@dataclass(frozen=True, slots=True)
class Statement:
    """`name = expr`."""

    name: str
    expr: Expr


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an arriving spike of weight w does: `variable += factor*w`."""

    variable: str
    factor: Expr


def split_lines(text: str, separator: str = "") -> list[Line]:
    """Split text in logical lines: comments go, open parentheses continue, `separator` splits too."""
    if not isinstance(text, str):
        raise EquationError(f"equations and statements must be text, got {type(text).__name__} {text!r}")
    lines: list[Line] = []
    pending = ""
    for raw in text.splitlines():
        piece = raw.partition("#")[0].replace("\t", " ").strip()
        for part in piece.split(separator) if separator else [piece]:
            pending = f"{pending} {part.strip()}".strip()
            if pending and pending.count("(") <= pending.count(")"):
                lines.append(Line(pending))
                pending = ""
    if pending:
        lines.append(Line(pending))
    for line in lines:
        refuse_characters(line)
    return lines


def parse_equations(text: str) -> Equations:
    """Read lines `dx/dt = expr : unit` and `name = expr : unit`, in any order.

    Raises
    ------
    EquationError
        For a line of another form, a name defined twice, or subexpressions that need each other.
    """
    odes: list[Equation] = []
    definitions: dict[str, Equation] = {}
    for line in split_lines(text):
        equation, is_ode = _equation(line)
        if equation.variable in definitions or any(one.variable == equation.variable for one in odes):
            raise line.error(f"{equation.variable!r} is defined twice")
        if is_ode:
            odes.append(equation)
        else:
            definitions[equation.variable] = equation
    full = _resolve(definitions)
    if not odes:
        raise EquationError("no differential equation found; write lines such as 'dV_m/dt = -V_m/tau_m : mV'")
    closed = tuple(
        Equation(one.variable, _inserted(one, full), one.unit, one.text, one.written) for one in odes
    )
    inner = tuple(
        Equation(one.variable, full[one.variable], one.unit, one.text, one.written)
        for one in definitions.values()
    )
    return Equations(closed, inner)


def _equation(line: Line) -> tuple[Equation, bool]:
    form = "an equation has the form 'dx/dt = expression : unit' or 'name = expression : unit'"
    text = line.text
    equals, colon = text.find("="), text.rfind(":")
    if equals < 0:
        raise line.error(f"'=' is missing; {form}")
    if colon < equals:
        raise line.error(f"the unit is missing; {form}, with unit 1 for a plain number", len(text))
    left = text[:equals].rstrip()
    numerator, slash, denominator = left.partition("/")
    name, is_ode = left, bool(slash)
    if is_ode:
        name = numerator.strip()
        if denominator.strip() != "dt" or not name.startswith("d") or len(name) < 2:
            raise line.error(form, 0, len(left))
        name = name[1:]
    check_new_name(name, Place(text, 0, max(1, len(left))))
    rhs = read_expression(line, equals + 1, colon)
    if is_condition(rhs):
        raise line.error("a number is needed here, not a condition; write int(condition)", equals + 1, colon)
    unit = text[colon + 1:].strip()
    if not unit:
        raise line.error("the unit is missing after ':'; write 1 for a plain number", colon, colon + 1)
    try:
        parse_unit(unit)
    except EquationError as error:
        raise line.error(str(error), colon + 1) from None
    return Equation(name, rhs, unit, text, rhs), is_ode


def check_new_name(name: str, place: Place) -> None:
    """Refuse what cannot name a variable, subexpression or parameter."""
    check_name(name, place)
    if name in RESERVED or name.startswith("xi_"):
        raise place.error(f"{name!r} is reserved (time, noise, a constant, a unit or a function); choose another name")


def _resolve(definitions: dict[str, Equation]) -> dict[str, Expr]:
    """Substitute subexpressions in each other, in an order in which each needs only earlier ones."""
    full: dict[str, Expr] = {}
    waiting = dict(definitions)
    while waiting:
        ready = [one for one in waiting.values() if not names(one.written) & waiting.keys()]
        if not ready:
            first = next(iter(waiting.values()))
            node = next(one for one in used_names(first.written) if one.id in waiting)
            place = node.place or Place(first.text, 0, len(first.text))
            raise place.error(f"subexpressions refer to each other in a circle: {', '.join(waiting)}")
        for one in ready:
            full[one.variable] = _inserted(one, full)
            del waiting[one.variable]
    return full


def _inserted(equation: Equation, full: dict[str, Expr]) -> Expr:
    """Insert subexpressions, after making sure that the result stays of sane size."""
    sizes = {name: depth_and_size(expr) for name, expr in full.items() if name in names(equation.written)}
    depth, size = depth_and_size(equation.written)
    size += sum(sizes[node.id][1] for node in used_names(equation.written) if node.id in sizes)
    depth += max((one[0] for one in sizes.values()), default=0)
    if size > MAX_NODES or depth > MAX_DEPTH + 50:
        problem = f"too large once subexpressions are inserted ({size} terms, {depth} levels deep)"
        raise EquationError.at(equation.text, 0, len(equation.text), problem)
    return substitute(equation.written, full)


def parse_statements(text: str) -> tuple[Statement, ...]:
    """Read statements such as "V_m = V_reset; U_m += d", separated by ';' or line ends."""
    return tuple(_statement(line) for line in split_lines(text, ";"))


def _statement(line: Line) -> Statement:
    name, op, place, expr = _assignment(line)
    return Statement(name, Apply(op, (Name(name, place), expr), expr.place) if op else expr)


def _assignment(line: Line) -> tuple[str, str, Place, Expr]:
    form = "a statement has the form 'name = expression' or 'name += expression'"
    equals = line.text.find("=")
    if equals < 1:
        raise line.error(form)
    if line.text[equals + 1 : equals + 2] == "=" or line.text[equals - 1] in "<>!":
        raise line.error(f"a comparison sets nothing; {form}", equals - (line.text[equals - 1] in "<>!"), equals + 2)
    left = line.text[:equals]
    op = left[-1] if left[-1] in "+-*/" else ""
    name = left[:-1].strip() if op else left.strip()
    place = Place(line.text, 0, max(1, len(name)))
    check_new_name(name, place)
    expr = read_expression(line, equals + 1, len(line.text))
    if is_condition(expr):
        raise line.error("a number is needed here, not a condition; write int(condition)", equals + 1)
    return name, op, place, expr


def parse_arrival(text: str) -> Arrival:
    """Read what an arriving spike of weight w does: "g_ex += w", "x -= w", "x += exp(1)/tau*w".

    Raises
    ------
    EquationError
        When the form is not `x += f*w` with f free of w.
    """
    form = "an arrival has the form 'x += f*w' or 'x -= f*w', w being the weight"
    lines = split_lines(text)
    if len(lines) != 1:
        raise EquationError(f"{form}; got {text!r}")
    name, op, place, expr = _assignment(lines[0])
    if name == "w":
        raise place.error("an arriving spike cannot change a variable called 'w', which is its weight here; "
                          "give the variable another name")
    parts = affine(expr, ["w"])
    if op not in ("+", "-") or parts is None or "w" not in parts.coefficients or not parts.is_linear():
        raise lines[0].error(form)
    factor = parts.coefficients["w"]
    return Arrival(name, neg(factor) if op == "-" else factor)
