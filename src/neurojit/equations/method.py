"""Decide how a model is integrated, from the form of its equations, when it is defined."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, replace

from neurojit.equations.algebra import affine
from neurojit.equations.expr import Apply, Expr, Name, Number, add, mul, names, simplify, to_text
from neurojit.equations.linear import Linear, linear_part
from neurojit.equations.lines import Equation, Equations, Statement
from neurojit.equations.noise import NoisyEquation, linear_noise, noise_step, noisy, normal_name, with_linear_noise
from neurojit.equations.stages import heun, rk4
from neurojit.errors import EquationError, suggest

METHODS = ("exact", "exponential_euler", "rk4", "heun", "euler", "sequential_euler")
_OTHER_NAMES = {"euler_maruyama": "euler", "stochastic_heun": "heun"}
_MANY = 600  # coefficients


@dataclass(frozen=True, slots=True, repr=False)
class Integration:
    """How one time step of a model is computed.

    Parameters
    ----------
    method : str
        One of METHODS, or "map".
    linear : Linear or None
        Variables advanced exactly, together, from their old values.
    statements : tuple of Statement
        How the other variables are computed, in order; expressions of parameters, variables, inputs, noise, dt and
        t, without unit literals. A name that begins with an underscore is an intermediate value.
    simultaneous : bool
        True: every statement reads the old values of all variables. False: each sees what came before it.
    noise : tuple of str
        Sources of noise, each a standard normal number a neuron and step.
    substeps : int
        Into how many equal parts a time step is divided.
    """

    method: str
    linear: Linear | None
    statements: tuple[Statement, ...]
    simultaneous: bool
    noise: tuple[str, ...] = ()
    substeps: int = 1

    def __repr__(self) -> str:
        together = ", ".join(self.linear.variables) if self.linear else ""
        one_by_one = ", ".join(one.name for one in self.statements if not one.name.startswith("_"))
        parts = [f"{together} exactly" if together else "", f"{one_by_one} by statements" if one_by_one else "",
                 f"{self.substeps} parts a step" if self.substeps > 1 else ""]
        return f"Integration({self.method}: {'; '.join(part for part in parts if part)})"


def choose(
    equations: Equations, parameters: Iterable[str], inputs: Iterable[str], method: str | None = None,
    substeps: int = 1,
) -> Integration:
    """Choose and prepare the integration of a model's equations.

    Parameters
    ----------
    equations : Equations
        What `parse_equations` returns.
    parameters, inputs : iterable of str
        Names that are constant during a run; names of external inputs, constant over a step.
    method : str, optional
        One of METHODS. By default "exact" for linear equations with constant coefficients, else "exponential_euler"
        if each equation is linear in its own variable, else "rk4"; with noise, "euler" in place of "rk4".
    substeps : int
        Into how many equal parts a time step is divided.

    Raises
    ------
    EquationError
        When the equations do not allow the method, naming the term that is in the way.
    """
    method = _OTHER_NAMES.get(method or "", method)
    if method is not None and method not in METHODS:
        raise EquationError(f"unknown integration method {method!r};{suggest(method, METHODS)}")
    if isinstance(substeps, bool) or not isinstance(substeps, int) or not 1 <= substeps <= 1000:
        raise EquationError(f"substeps must be a whole number from 1 to 1000, got {substeps!r}")
    split = [noisy(one) for one in equations.odes]
    found = _chosen(split, frozenset(parameters), tuple(inputs), method)
    sources = {name for one in split for name in one.noise}
    if found.linear is not None and found.linear.stirred:
        sources -= {name for _, name in found.linear.noise}
        sources |= {normal_name(i) for i in found.linear.stirred}
    return replace(found, noise=tuple(sorted(sources)), substeps=substeps)


def _chosen(split: list[NoisyEquation], parameters: frozenset[str], inputs: tuple[str, ...],
            method: str | None) -> Integration:
    if method in ("euler", "sequential_euler"):
        return _euler(split, method)
    if method == "rk4":
        return _rk4(split)
    if method == "heun":
        return Integration("heun", None, heun(split), True)
    drift = [one.drift for one in split]
    linear, rest = linear_part(tuple(drift), parameters, inputs)
    noises = {one.drift.variable: one.noise for one in split}
    if rest and method == "exact":
        raise _not_exact(drift, rest[0], parameters, inputs)
    if method is None and any(not _own_linear(one) for one in rest):
        return _euler(split, "euler") if any(noises.values()) else _rk4(split)
    statements: tuple[Statement, ...] = ()
    if linear is not None:
        if method != "exact":
            _warn_of_many(linear)
        linear = linear_noise(linear, noises, parameters)
        statements = with_linear_noise(linear, noises)
    statements += tuple(_exponential_step(one, noises[one.variable], parameters) for one in rest)
    return Integration(method or ("exponential_euler" if rest else "exact"), linear, statements, True)


def _warn_of_many(linear: Linear) -> None:
    """The update of a step is written out in full, and the compiler takes its time where that is long."""
    entries = sum(map(len, linear.pattern().values()))
    if entries > _MANY:
        warnings.warn(f"{len(linear.variables)} coupled variables are integrated exactly with {entries:,} "
                      "coefficients, which takes long to compile (1,600: most of a minute); method='rk4' compiles in "
                      "seconds, method='exact' means it", stacklevel=2)


def _own_linear(equation: Equation) -> bool:
    return affine(simplify(equation.rhs), [equation.variable]) is not None


def _rk4(split: list[NoisyEquation]) -> Integration:
    for one in split:
        if one.noise:
            raise _at(one.drift, one.drift.rhs, "method='rk4' takes no noise; use 'heun' or 'euler'")
    return Integration("rk4", None, rk4([one.drift for one in split]), True)


def _euler(split: list[NoisyEquation], method: str) -> Integration:
    statements = tuple(
        Statement(one.drift.variable, add(add(Name(one.drift.variable), mul(Name("dt"), simplify(one.drift.rhs))),
                                          noise_step(one.noise, Apply("sqrt", (Name("dt"),)))))
        for one in split
    )
    return Integration(method, None, statements, method == "euler")


def _exponential_step(equation: Equation, noise: dict[str, Expr], parameters: frozenset[str]) -> Statement:
    """x + s*phi1(s*a)*(a*x + b) for x' = (a*x + b)*s/dt: exact if a and b stay as they are over the step.

    s is dt, or dt over a constant that the right-hand side is divided by, such as a capacitance. phi1 is exprel. Noise
    grows with the square root of dt*phi1(2*s*a), exact for constant a.
    """
    x, dt = Name(equation.variable), Name("dt")
    rhs, scale = _undivided(simplify(equation.rhs), parameters)
    parts = affine(rhs, [x.id])
    if parts is None:
        term = _obstacle(equation.rhs, frozenset([x.id]))
        raise _at(equation, term, f"d{x.id}/dt is not linear in {x.id}: the term {to_text(term)} is in the "
                                  "way; give method='rk4', 'heun' or 'euler'")
    if x.id not in parts.coefficients:
        grown = noise_step(noise, Apply("sqrt", (dt,)))
        return Statement(x.id, add(add(x, mul(scale, parts.constant)), grown))
    a = parts.coefficients[x.id]
    slope = add(mul(a, x), parts.constant)
    step = add(x, mul(mul(scale, Apply("phi1", (mul(scale, a),))), slope))
    if not noise:
        return Statement(x.id, step)
    spread = Apply("sqrt", (mul(dt, Apply("exprel", (mul(mul(Number(2.0), scale), a),))),))
    return Statement(x.id, add(step, noise_step(noise, spread)))


def _undivided(rhs: Expr, parameters: frozenset[str]) -> tuple[Expr, Expr]:
    """A right-hand side without the constant it is divided by, and dt over that."""
    if isinstance(rhs, Apply) and rhs.op == "/" and names(rhs.args[1]) <= parameters:
        return rhs.args[0], Apply("/", (Name("dt"), rhs.args[1]))
    return rhs, Name("dt")


def _obstacle(expr: Expr, unknowns: frozenset[str]) -> Expr:
    """Return the smallest term that keeps an expression from being affine in `unknowns`."""
    if not isinstance(expr, Apply) or expr.op not in ("+", "-", "neg", "*", "/"):
        return expr
    bad = [one for one in expr.args if affine(one, unknowns) is None]
    scaled = expr.op in ("*", "/") and all(names(one) & unknowns for one in expr.args)
    return _obstacle(bad[0], unknowns) if bad and not scaled else expr


def _not_exact(
    odes: list[Equation], equation: Equation, parameters: frozenset[str], inputs: tuple[str, ...]
) -> EquationError:
    unknowns = frozenset([*(one.variable for one in odes), *inputs])
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


