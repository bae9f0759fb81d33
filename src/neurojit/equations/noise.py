"""White noise in equations: dx/dt = f + g*xi, xi being dW/dt of a Wiener process.

`xi` and `xi_name` are independent of each other and between neurons, in units of 1/sqrt(ms). In the statements of an
integration the same names stand for standard normal numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from neurojit.equations.algebra import affine
from neurojit.equations.expr import ZERO, Apply, Expr, Name, Number, add, mul, names, simplify
from neurojit.equations.linear import Linear
from neurojit.equations.lines import Equation, Statement
from neurojit.errors import EquationError


def is_noise(name: str) -> bool:
    """Whether a name stands for white noise."""
    return name == "xi" or name.startswith("xi_")


@dataclass(frozen=True, slots=True)
class NoisyEquation:
    """The drift of a differential equation, and the factor of every noise in it."""

    drift: Equation
    noise: dict[str, Expr]


def noisy(equation: Equation) -> NoisyEquation:
    """Separate drift and noise.

    Raises
    ------
    EquationError
        If noise does not enter as a factor times xi.
    """
    sources = sorted(name for name in names(equation.rhs) if is_noise(name))
    if not sources:
        return NoisyEquation(equation, {})
    parts = affine(simplify(equation.rhs), sources)
    if parts is None or any(names(g) & set(sources) for g in parts.coefficients.values()):
        raise EquationError.at(equation.text, 0, len(equation.text),
                               f"d{equation.variable}/dt must have the form f + g*{sources[0]} with f and g free of it")
    return NoisyEquation(replace(equation, rhs=parts.constant), dict(parts.coefficients))


def noise_step(noise: Mapping[str, Expr], spread: Expr) -> Expr:
    """Sum of g*spread*n over the noises, n being a standard normal number; Ito's reading: g of the old state."""
    total: Expr = ZERO
    for name, factor in noise.items():
        total = add(total, mul(mul(factor, spread), Name(name)))
    return total


def normal_name(variable: str) -> str:
    """Name of the normal number of a variable that noise reaches; no source of noise is called so."""
    return f"_xi_{variable}"


def share_name(variable: str, other: str) -> str:
    """Name of the coefficient with which a variable takes the normal number of another, or its own."""
    return f"_n_{variable}__{other}"


def linear_noise(linear: Linear, noises: Mapping[str, Mapping[str, Expr]], parameters: frozenset[str]) -> Linear:
    """The same with the noise that has to be added to several variables at once, since one passes it on to another.

    Only where its factors are constant and no other equation has the same sources.
    """
    mine = {(i, name): factor for i in linear.variables for name, factor in noises[i].items()}
    elsewhere = {name for i, factors in noises.items() if i not in linear.variables for name in factors}
    passed_on = any({*row[1:]} & {i for i, _ in mine} for row in linear.pattern().values())
    fit = all(names(factor) <= parameters and name not in elsewhere for (_, name), factor in mine.items())
    return linear.with_noise(mine) if passed_on and fit else linear


def with_linear_noise(linear: Linear, noises: Mapping[str, Mapping[str, Expr]]) -> tuple[Statement, ...]:
    """What noise adds to the variables that are advanced exactly, as statements about their new values `_exact_x`.

    Where it reaches others too they take shares of common normal numbers, so that their covariance is exact. Else the
    variance over a step is that of the variable on its own, dt*exprel(2*dt*A_xx): exact for an Ornstein-Uhlenbeck
    process (Gillespie 1996, doi:10.1103/PhysRevE.54.2084).
    """
    if linear.stirred:
        added: dict[str, Expr] = {i: Name(f"_exact_{i}") for i in linear.stirred}
        for i, j in linear.shares():
            added[i] = add(added[i], mul(Name(share_name(i, j)), Name(normal_name(j))))
        return tuple(Statement(i, total) for i, total in added.items())
    found = []
    dt = Name("dt")
    for variable in linear.variables:
        if noises[variable]:
            rate = linear.matrix.get((variable, variable), ZERO)
            spread = Apply("sqrt", (mul(dt, Apply("exprel", (mul(mul(Number(2.0), dt), rate),))),))
            found.append(Statement(variable, add(Name(f"_exact_{variable}"), noise_step(noises[variable], spread))))
    return tuple(found)
