"""The part of a model's equations that is linear with constant coefficients, so that it can be solved exactly."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from neurojit.equations.algebra import Affine, affine
from neurojit.equations.expr import ZERO, Expr, names, simplify
from neurojit.equations.lines import Equation
from neurojit.errors import EquationError


@dataclass(frozen=True, slots=True)
class Linear:
    """x' = A x + b + R input + G xi with coefficients constant during a run; integrated exactly.

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
    noise : dict of (str, str) to Expr
        noise[i, name]: how white noise enters dx_i/dt, where a variable passes it on to another; else empty.
    stirred : tuple of str
        The variables that such noise reaches, in order.

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
    noise: dict[tuple[str, str], Expr] = field(default_factory=dict)
    stirred: tuple[str, ...] = ()

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

    def held(self, variables: Collection[str]) -> Linear:
        """The same while some variables stand still."""
        def moving(entries: dict[tuple[str, str], Expr]) -> dict[tuple[str, str], Expr]:
            return {(i, j): one for (i, j), one in entries.items() if i not in variables}

        constant = {i: one for i, one in self.constant.items() if i not in variables}
        return replace(self, matrix=moving(self.matrix), constant=constant, inputs=moving(self.inputs),
                       noise=moving(self.noise))

    def with_noise(self, noise: dict[tuple[str, str], Expr]) -> Linear:
        """The same with white noise."""
        return replace(self, noise=noise, stirred=self._reached({i for i, _ in noise}))

    def shares(self) -> list[tuple[str, str]]:
        """The lower triangle of pairs of variables that noise reaches: whose normal numbers each takes."""
        return [(one, other) for k, one in enumerate(self.stirred) for other in self.stirred[: k + 1]]

    def driven(self) -> tuple[str, ...]:
        """Return the variables that a constant reaches, directly or through others."""
        return self._reached(self.constant)

    def driven_by(self, name: str) -> tuple[str, ...]:
        """Return the variables that the external input `name` reaches."""
        return self._reached({i for i, one in self.inputs if one == name})

    def _reached(self, sources: Collection[str]) -> tuple[str, ...]:
        return tuple(one for one, row in self.pattern().items() if any(other in sources for other in row))


def linear_part(
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
    _tell_apart(order, (*order, *inputs))
    entries = {(i, j): c for i in order for j, c in closed[i].coefficients.items()}
    return Linear(
        variables=order,
        matrix={(i, j): entries[i, j] for i in order for j in order if (i, j) in entries},
        constant={i: closed[i].constant for i in order if closed[i].constant != ZERO},
        inputs={(i, j): c for (i, j), c in entries.items() if j in inputs},
    ), rest


def _tell_apart(rows: tuple[str, ...], columns: tuple[str, ...]) -> None:
    """Refuse names of which two pairs become one when joined, as the emitted code joins them."""
    seen: dict[str, tuple[str, str]] = {}
    for pair in ((i, j) for i in rows for j in columns):
        other = seen.setdefault("__".join(pair), pair)
        if other != pair:
            name = next(one for one in (*pair, *other) if "__" in one)
            raise EquationError(f"rename {name!r}: joined by __ in the emitted code, {' and '.join(other)} cannot be "
                                f"told from {' and '.join(pair)}")


def _constant_form(equation: Equation, unknowns: list[str], parameters: frozenset[str]) -> Affine | None:
    parts = affine(simplify(equation.rhs), unknowns)
    if parts is None:
        return None
    held = (*parts.coefficients.values(), parts.constant)
    return parts if all(names(one) <= parameters for one in held) else None
