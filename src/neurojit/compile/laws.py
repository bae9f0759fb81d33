"""The laws of sources: from their parameters to what the engine knows, a function of the step and a process."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..engine import plan as ep
from ..errors import ParameterError
from ..network import Population
from ..network.values import whole_steps

Values = Mapping[str, Any]
_DEGREE = np.pi / 180.0


@dataclass(frozen=True)
class Signal:
    """What the units of one population do; fields are numbers, or hold one a unit.

    law : "constant" or one of engine.signals
    mean, amplitude, omega, phase, level : Sources.numbers
    every : steps after which it may change; 0 if only at listed times
    times, levels : of "steps" and "samples", one array a unit
    process : "poisson" or one of engine.trains
    span, components : of the process
    """

    law: str
    mean: Any = 0.0
    amplitude: Any = 0.0
    omega: Any = 0.0
    phase: Any = 0.0
    level: Any = 0.0
    every: Any = 0
    times: Sequence[np.ndarray] = ()
    levels: Sequence[np.ndarray] = ()
    process: str = "poisson"
    span: Any = 0
    components: Any = 0


def steps_of(name: str, times: Any, dt: float) -> np.ndarray:
    """Times as whole steps; infinite ones as NEVER. Off the grid is an error."""
    array = np.atleast_1d(np.asarray(times, np.float64))
    steps = np.full(array.shape, ep.NEVER, np.int64)
    finite = np.isfinite(array)
    steps[finite] = np.floor(array[finite] / dt + 0.5).astype(np.int64)
    off = finite & (np.abs(steps * dt - array) > 1e-6 * dt + 1e-12 * np.abs(array))
    if off.any():
        whole_steps(name, float(array[off][0]), dt, least=0)
    return steps


def window(population: Population, values: Values, dt: float) -> tuple[np.ndarray, np.ndarray]:
    """First step of every unit's updates, and one past the last; one number where all share it."""
    start, stop = np.broadcast_arrays(*(steps_of(f"{key} of {population.name!r}", values[key], dt)
                                        for key in ("start", "stop")))
    late = start > stop
    if late.any():
        raise ParameterError(f"start of {population.name!r} must not be after stop, got start={start[late][0] * dt:g}, "
                             f"stop={stop[late][0] * dt:g}")
    return start, stop


def whole(population: Population, name: str, values: Any) -> np.ndarray:
    """Whole numbers, or an error."""
    array = np.atleast_1d(np.asarray(values, np.float64))
    if (array != np.floor(array)).any():
        raise ParameterError(
            f"{name} of {population.name!r} must be a whole number, got {array[array != np.floor(array)][0]:g}")
    return array.astype(np.int64)


def _omega(values: Values, dt: float) -> Any:
    return 2.0 * np.pi * np.asarray(values["frequency"]) * dt / 1000.0


def _steps(population: Population, values: Values, dt: float, times_of: str, values_of: str, scale: float) -> Signal:
    name = f"{times_of} of {population.name!r}"
    times, levels = values[times_of], values[values_of]
    for some, other in zip(times, levels, strict=True):
        if len(some) != len(other):
            raise ParameterError(f"{name} and {values_of} must have one length, got {len(some)} and {len(other)}")
        if (np.diff(some) <= 0).any():
            raise ParameterError(f"{name} must ascend, got {some}")
    steps = [steps_of(name, one, dt) if len(one) else np.zeros(0, np.int64) for one in times]
    return Signal("steps", times=steps, levels=[one * scale for one in levels])


def _poisson(population: Population, values: Values, dt: float) -> Signal:
    return Signal("constant", values["rate"] * dt / 1000.0)


def _poisson_steps(population: Population, values: Values, dt: float) -> Signal:
    return _steps(population, values, dt, "rate_times", "rate_values", dt / 1000.0)


def _poisson_sine(population: Population, values: Values, dt: float) -> Signal:
    omega, a_step = _omega(values, dt), dt / 1000.0
    # the rate is that of the end of the step, as in NEST: of the time the spikes are stamped with
    return Signal("sine", values["rate"] * a_step, values["amplitude"] * a_step, omega,
                  values["phase"] * _DEGREE + omega)


def _gamma(population: Population, values: Values, dt: float) -> Signal:
    stages = whole(population, "gamma_shape", values["gamma_shape"])
    forward = values["rate"] * stages * dt / 1000.0
    if (forward > 1.0).any():
        raise ParameterError(
            f"rate*gamma_shape of {population.name!r} must be at most one a time step ({1000.0 / dt:g} Hz at "
            f"dt = {dt:g} ms), got {forward.max() * 1000.0 / dt:g} Hz")
    return Signal("constant", forward, process="gamma", span=stages,
                  components=whole(population, "n_proc", values["n_proc"]))


def _dead_time(population: Population, values: Values, dt: float) -> Signal:
    rate = np.asarray(values["rate"], np.float64) * dt / 1000.0
    dead = np.floor(np.asarray(values["dead_time"]) / dt + 0.5).astype(np.int64)
    ready = 1.0 - rate * dead  # the share of time that a component is ready
    bad = (rate > ready) & (rate > 0.0)
    if bad.any():
        r, d = (np.broadcast_to(x, bad.shape)[bad][0] for x in (rate, dead))
        raise ParameterError(f"1/rate of {population.name!r} must be at least dead_time + dt, got 1/rate = {dt / r:g} "
                             f"ms and dead_time = {d * dt:g} ms at dt = {dt:g} ms")
    hazard = rate / np.where(rate > 0.0, ready, 1.0)
    return Signal("sine", hazard, hazard * values["relative_amplitude"], _omega(values, dt), process="dead_time",
                  span=dead, components=whole(population, "n_proc", values["n_proc"]))


def _constant(population: Population, values: Values, dt: float) -> Signal:
    return Signal("constant", values["amplitude"])


def _current_steps(population: Population, values: Values, dt: float) -> Signal:
    return _steps(population, values, dt, "amplitude_times", "amplitude_values", 1.0)


def _sine(population: Population, values: Values, dt: float) -> Signal:
    return Signal("sine", values["offset"], values["amplitude"], _omega(values, dt), values["phase"] * _DEGREE, every=1)


def _every(population: Population, name: str, time: Any, dt: float) -> np.ndarray:
    steps = steps_of(f"{name} of {population.name!r}", time, dt)
    if (steps < 1).any():
        raise ParameterError(f"{name} of {population.name!r} must be at least one time step (dt = {dt:g} ms), "
                             f"got {np.min(time):g}")
    return steps


def _noise(population: Population, values: Values, dt: float) -> Signal:
    std_mod, std = (np.atleast_1d(x) for x in np.broadcast_arrays(values["std_mod"], values["std"]))
    if (std_mod > std).any():
        bad = int(np.argmax(std_mod > std))
        raise ParameterError(f"std_mod of {population.name!r} must not be above std, got std_mod={std_mod[bad]:g}, "
                             f"std={std[bad]:g}")
    return Signal("noise", np.square(std), np.square(std_mod), _omega(values, dt),
                  values["phase"] * _DEGREE, values["mean"], _every(population, "dt", values["dt"], dt))


def _values(population: Population, values: Values, dt: float) -> Signal:
    if any(len(one) == 0 for one in values["values"]):
        raise ParameterError(f"values of {population.name!r} must not be empty; give at least one for each unit")
    return Signal("samples", every=_every(population, "interval", values["interval"], dt), levels=values["values"])


LAWS: dict[str, Callable[[Population, Values, float], Signal]] = {
    "poisson": _poisson, "poisson_steps": _poisson_steps, "poisson_sine": _poisson_sine, "gamma": _gamma,
    "dead_time": _dead_time, "constant": _constant, "steps": _current_steps, "sine": _sine, "noise": _noise,
    "values": _values,
}
