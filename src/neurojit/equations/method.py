"""Decide how a model is integrated, from the form of its equations, when it is defined."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from neurojit.equations.algebra import Affine, affine
from neurojit.equations.expr import ZERO, Apply, Expr, Name, add, mul, names, simplify, to_text
from neurojit.equations.lines import Equation, Equations, Statement
from neurojit.errors import EquationError, suggest

METHODS = ("exact", "exponential_euler", "sequential_euler", "euler")


@dataclass(frozen=True, slots=True)
class Linear:
    """x' = A x + b + R input with coefficients constant during a run; integrated exactly.

    Parameters
    ----------
    variables : tuple of str
        In order of declaration.
    matrix : dict of (str, str) to Expr
        matrix[i, j]: how x_j enters dx_i/dt, an expression of parameters; absent where it does not.
    constant : dict of str to Expr
        b; absent where zero.
    inputs : dict of (str, str) to Expr
        inputs[i, name]: how the external input enters dx_i/dt.

    Notes
    -----
    With h the time step, x(t+h) = exp(A h) x(t) + A^-1 (exp(A h) - 1) (b + R input), where the input is
    constant over the step; spike input is added at the end of it.

    References
    ----------
    Rotter S, Diesmann M (1999) Biol Cybern 81:381-402, doi:10.1007/s004220050570.
    """

    variables: tuple[str, ...]
    matrix: dict[tuple[str, str], Expr]
    constant: dict[str, Expr]
    inputs: dict[tuple[str, str], Expr]

    def pattern(self) -> dict[str, tuple[str, ...]]:
        """Return which variables each depends on through exp(A h): itself first, then in order."""
        closure = {}
        for variable in self.variables:
            reached = {variable}
            waiting = [variable]
            while waiting:
                row = waiting.pop()
                new = {j for i, j in self.matrix if i == row} - reached
                reached |= new
                waiting.extend(new)
            others = (one for one in self.variables if one in reached and one != variable)
            closure[variable] = (variable, *others)
        return closure

    def driven(self) -> tuple[str, ...]:
        """Return the variables that a constant reaches, directly or through others."""
        return self._reached(self.constant)

    def driven_by(self, name: str) -> tuple[str, ...]:
        """Return the variables that the external input `name` reaches."""
        return self._reached({i for i, one in self.inputs if one == name})

    def _reached(self, sources: Collection[str]) -> tuple[str, ...]:
        return tuple(one for one, row in self.pattern().items() if any(other in sources for other in row))


@dataclass(frozen=True, slots=True)
class Integration:
    """How one time step of a model is computed.

    Parameters
    ----------
    method : str
        "exact", "exponential_euler", "sequential_euler", "euler" or "map".
    linear : Linear or None
        Variables advanced exactly, together, from their old values.
    statements : tuple of Statement
        The other variables, in order; expressions of parameters, variables, inputs, dt and t, without
        unit literals.
    simultaneous : bool
        True: every statement reads the old values of all variables. False: each sees what came before it.
    """

    method: str
    linear: Linear | None
    statements: tuple[Statement, ...]
    simultaneous: bool


def choose(
    equations: Equations, parameters: Iterable[str], inputs: Iterable[str], method: str | None = None
) -> Integration:
    """Choose and prepare the integration of a model's equations.

    Parameters
    ----------
    equations : Equations
        What `parse_equations` returns.
    parameters, inputs : iterable of str
        Names that are constant during a run; names of external inputs, constant over a step.
    method : str, optional
        One of "exact", "exponential_euler", "sequential_euler", "euler". By default "exact" for linear
        equations with constant coefficients, else "exponential_euler" if each equation is linear in its own
        variable.

    Raises
    ------
    EquationError
        When the equations do not allow the method, naming the term that is in the way.
    """
    if method is not None and method not in METHODS:
        raise EquationError(f"unknown integration method {method!r};{suggest(method, METHODS)}")
    if method in ("euler", "sequential_euler"):
        return _euler(equations, method)
    linear, rest = _linear_part(equations.odes, frozenset(parameters), tuple(inputs))
    if not rest:
        if method == "exponential_euler":
            return Integration(method, linear, (), True)
        return Integration("exact", linear, (), True)
    if method == "exact":
        raise _not_exact(equations, rest[0], frozenset(parameters), tuple(inputs))
    statements = tuple(_exponential_step(one) for one in rest)
    return Integration("exponential_euler", linear, statements, True)


def _euler(equations: Equations, method: str) -> Integration:
    statements = tuple(
        Statement(one.variable, add(Name(one.variable), mul(Name("dt"), simplify(one.rhs))))
        for one in equations.odes
    )
    return Integration(method, None, statements, method == "euler")


def _exponential_step(equation: Equation) -> Statement:
    """x + dt*exprel(dt*a)*(a*x + b) for x' = a*x + b: exact if a and b stay as they are over the step."""
    x, dt = Name(equation.variable), Name("dt")
    parts = affine(simplify(equation.rhs), [x.id])
    if parts is None:
        term = _obstacle(equation.rhs, frozenset([x.id]))
        raise _at(equation, term, f"d{x.id}/dt is not linear in {x.id}: the term {to_text(term)} is in the "
                                  "way; give method='euler' or method='sequential_euler'")
    if x.id not in parts.coefficients:
        return Statement(x.id, add(x, mul(dt, parts.constant)))
    a = parts.coefficients[x.id]
    slope = add(mul(a, x), parts.constant)
    return Statement(x.id, add(x, mul(mul(dt, Apply("exprel", (mul(dt, a),))), slope)))


def _linear_part(
    odes: tuple[Equation, ...], parameters: frozenset[str], inputs: tuple[str, ...]
) -> tuple[Linear | None, list[Equation]]:
    """Split off the largest set of equations that is linear with constant coefficients and closed."""
    variables = [one.variable for one in odes]
    forms = {one.variable: _constant_form(one, [*variables, *inputs], parameters) for one in odes}
    closed = {name: form for name, form in forms.items() if form is not None}
    while True:
        allowed = {*closed, *inputs}
        open_ = [name for name, form in closed.items() if not form.coefficients.keys() <= allowed]
        if not open_:
            break
        for name in open_:
            del closed[name]
    rest = [one for one in odes if one.variable not in closed]
    if not closed:
        return None, rest
    order = tuple(name for name in variables if name in closed)
    entries = {(i, j): c for i in order for j, c in closed[i].coefficients.items()}
    return Linear(
        variables=order,
        matrix={(i, j): entries[i, j] for i in order for j in order if (i, j) in entries},
        constant={i: closed[i].constant for i in order if closed[i].constant != ZERO},
        inputs={(i, j): c for (i, j), c in entries.items() if j in inputs},
    ), rest


def _constant_form(equation: Equation, unknowns: list[str], parameters: frozenset[str]) -> Affine | None:
    parts = affine(simplify(equation.rhs), unknowns)
    if parts is None:
        return None
    held = (*parts.coefficients.values(), parts.constant)
    return parts if all(names(one) <= parameters for one in held) else None


def _obstacle(expr: Expr, unknowns: frozenset[str]) -> Expr:
    """Return the smallest term that keeps an expression from being affine in `unknowns`."""
    if not isinstance(expr, Apply) or expr.op not in ("+", "-", "neg", "*", "/"):
        return expr
    bad = [one for one in expr.args if affine(one, unknowns) is None]
    scaled = expr.op in ("*", "/") and all(names(one) & unknowns for one in expr.args)
    return _obstacle(bad[0], unknowns) if bad and not scaled else expr


def _not_exact(
    equations: Equations, equation: Equation, parameters: frozenset[str], inputs: tuple[str, ...]
) -> EquationError:
    unknowns = frozenset([*(one.variable for one in equations.odes), *inputs])
    head = f"method='exact' needs linear equations with constant coefficients; in d{equation.variable}/dt"
    if affine(equation.rhs, unknowns) is None:
        term = _obstacle(equation.rhs, unknowns)
        return _at(equation, term, f"{head} the term {to_text(term)} is not linear")
    others = sorted(names(equation.rhs) - parameters - unknowns)
    if others:
        return _at(equation, equation.rhs, f"{head} {', '.join(others)} is not constant")
    return _at(equation, equation.rhs, f"{head} a variable enters that is itself not linear")


def _at(equation: Equation, term: Expr, problem: str) -> EquationError:
    place = term.place
    if place:
        return place.error(problem)
    return EquationError.at(equation.text, 0, len(equation.text), problem)


