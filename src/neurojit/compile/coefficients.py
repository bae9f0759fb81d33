"""Coefficients of a kernel: everything that depends on parameters and dt only, computed before a run.

The emitted kernel takes them by place; `Coefficient.compute` gives their values, one number where all
parameters are shared, one a neuron where any differs.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..equations.evaluate import evaluate
from ..equations.expr import Expr, to_text
from ..equations.method import Linear
from ..equations.noise import share_name
from ..errors import ParameterError
from .matrices import covariance, propagator, root

WHOLE_DT = "_whole_dt"  # the time step in expressions where dt is that of a substep
HELD = "_h"  # begins the names of what is for neurons whose clamped variables stand still
_MOST_STEPS = 2.0**30  # of a refractory time, 30 hours at 0.1 ms: the engine counts steps in 32 bits
TINY = 1e-280  # stands for a constant part of 0, see step._exact_step


def linear_names(linear: Linear, held: str = "") -> list[str]:
    """Names of the coefficients of an exact step."""
    found = [propagator_name(i, j, held) for i, row in linear.pattern().items() for j in row]
    found += [constant_name(i, held) for i in linear.driven()]
    for name in sorted({name for _, name in linear.inputs}):
        found += [propagator_name(i, name, held) for i in linear.driven_by(name)]
    return found + [held + share_name(i, j) for i, j in linear.shares()]


def linear_steps(linear: Linear, values: Mapping[str, float | np.ndarray], dt: float,
                 held: str = "") -> dict[str, np.ndarray]:
    """Entries of the exact step x(t + dt) = P x + q + R input, by the names `emit` gives them."""
    inputs = sorted({name for _, name in linear.inputs})
    columns = [*linear.variables, "1", *inputs]
    place = {name: i for i, name in enumerate(columns)}
    entries = [(i, j, c) for (i, j), c in linear.matrix.items()]
    entries += [(i, "1", c) for i, c in linear.constant.items()]
    entries += [(i, j, c) for (i, j), c in linear.inputs.items()]
    n = max((np.size(v) for v in values.values()), default=1)
    generator = np.zeros((n, len(columns), len(columns)))
    for row, column, expr in entries:
        generator[:, place[row], place[column]] = evaluate(expr, values)
    step = propagator(generator * dt)
    found = {propagator_name(i, j, held): step[:, place[i], place[j]]
             for i, row in linear.pattern().items() for j in row}
    constants = {constant_name(i, held): step[:, place[i], place["1"]] for i in linear.driven()}
    found |= {name: np.where(value == 0.0, TINY, value) for name, value in constants.items()}
    for name in inputs:
        found |= {propagator_name(i, name, held): step[:, place[i], place[name]] for i in linear.driven_by(name)}
    if linear.stirred:
        found |= _shares(linear, generator[:, : len(linear.variables), : len(linear.variables)] * dt, values, dt, held)
    return found


def _shares(linear: Linear, generator: np.ndarray, values: Mapping[str, float | np.ndarray], dt: float,
            held: str) -> dict[str, np.ndarray]:
    """With which factors the variables that noise reaches take its normal numbers over a step."""
    sources = sorted({name for _, name in linear.noise})
    factors = np.zeros((*generator.shape[:2], len(sources)))
    for (i, name), expr in linear.noise.items():
        factors[:, linear.variables.index(i), sources.index(name)] = evaluate(expr, values)
    at = [linear.variables.index(i) for i in linear.stirred]
    shares = root(covariance(generator, factors @ factors.transpose(0, 2, 1) * dt)[:, at][:, :, at])
    return {held + share_name(i, j): shares[:, linear.stirred.index(i), linear.stirred.index(j)]
            for i, j in linear.shares()}


def propagator_name(row: str, column: str, held: str = "") -> str:
    """Name of the coefficient of `column` in the step of `row`; `held` is HELD for a refractory neuron."""
    return f"{held}_P_{row}__{column}"


def constant_name(row: str, held: str = "") -> str:
    """Name of the constant part of the step of `row`."""
    return f"{held}_q_{row}"


@dataclass(frozen=True)
class Coefficients:
    """What a kernel's coefficients are: names in order, and how each is computed."""

    names: tuple[str, ...]
    expressions: Mapping[str, Expr]
    linear: Linear | None
    held: Linear | None
    refractory: Expr | None
    substeps: int = 1

    def compute(self, values: Mapping[str, float | np.ndarray], dt: float) -> list[np.ndarray]:
        """Values in the order of `names`; arrays of one element where every parameter is shared."""
        known = dict(values) | {"dt": dt / self.substeps, WHOLE_DT: dt}
        found = {name: np.atleast_1d(np.asarray(evaluate(expr, known), np.float64))
                 for name, expr in self.expressions.items()}
        if self.linear is not None:
            found |= linear_steps(self.linear, values, dt / self.substeps)
        if self.held is not None:
            found |= linear_steps(self.held, values, dt / self.substeps, HELD)
        if self.refractory is not None:
            time = np.atleast_1d(np.asarray(evaluate(self.refractory, known), np.float64))
            found["_refractory_steps"] = np.minimum(np.floor(time / dt + 0.5), _MOST_STEPS)
            bad = ~(time >= 0.0) | (time > 0.0) & (found["_refractory_steps"] == 0.0)  # what is no number is bad too
            if bad.any():
                raise ParameterError(f"the refractory time {to_text(self.refractory)} must be 0 or at least one time "
                                     f"step (dt = {dt:g} ms), got {time[bad][0]:g} ms; use 0 or >= {dt:g}")
        return [found[name] for name in self.names]
