"""Spiking units without state: shared Poisson sources and spike times, as arrays by unit."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..engine import plan as ep
from ..errors import ParameterError
from ..network import Network, Population
from ..network.values import whole_steps
from ..random import stream_key

NEVER = 2**62


def steps_of(name: str, times: Any, dt: float) -> np.ndarray:
    """Times as whole steps; infinite ones as NEVER. Off the grid is an error."""
    array = np.atleast_1d(np.asarray(times, np.float64))
    steps = np.full(array.shape, NEVER, np.int64)
    finite = np.isfinite(array)
    steps[finite] = np.floor(array[finite] / dt + 0.5).astype(np.int64)
    off = finite & (np.abs(steps * dt - array) > 1e-6 * dt + 1e-12 * np.abs(array))
    if off.any():
        whole_steps(name, float(array[off][0]), dt)
    return steps


def _listed(population: Population, values: dict[str, Any], dt: float) -> tuple[np.ndarray, np.ndarray]:
    """Steps and units of given spikes in order of (step, unit)."""
    name = f"spike_times of {population.name!r}"
    steps = [steps_of(name, times, dt) if len(times) else np.zeros(0, np.int64) for times in values["spike_times"]]
    units = np.repeat(np.arange(population.size), [s.size for s in steps])
    all_steps = np.concatenate([np.zeros(0, np.int64), *steps])
    if (all_steps < 1).any():
        raise ParameterError(f"{name} must be at least one time step (dt = {dt:g} ms), got {all_steps.min() * dt:g}")
    start = np.broadcast_to(steps_of("start", values["start"], dt), population.size)[units]
    stop = np.broadcast_to(steps_of("stop", values["stop"], dt), population.size)[units]
    kept = (all_steps > start) & (all_steps <= stop)
    order = np.lexsort((units[kept], all_steps[kept]))
    return all_steps[kept][order], units[kept][order]


def _check_window(population: Population, values: dict[str, Any], dt: float) -> None:
    start, stop = (np.broadcast_to(steps_of(f"{key} of {population.name!r}", values[key], dt), population.size)
                   for key in ("start", "stop"))
    late = start > stop
    if late.any():
        raise ParameterError(f"start of {population.name!r} must not be after stop, got start={start[late][0] * dt:g}, "
                             f"stop={stop[late][0] * dt:g}")


def build_sources(network: Network, values: list[dict[str, Any]], dt: float, seed: int) -> ep.Sources:
    """Arrays for the laws SHARED_POISSON and LISTED_TIMES; `values` are the parameters of every population."""
    bounds = np.zeros((len(network.populations), 2), np.int64)
    key = np.zeros(len(network.populations), np.int64)
    rate, start, stop = [np.zeros(0)], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    event_step, event_unit = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    n_units = n_events = 0
    for p in network.populations:
        law, mine = getattr(p.model, "law", ""), values[p.index]
        if law and law != "event":
            _check_window(p, mine, dt)
        if law == "poisson_shared":
            bounds[p.index] = n_units, n_units + p.size
            key[p.index] = np.uint64(stream_key(seed, "poisson", p.name)).astype(np.int64)
            rate.append(np.broadcast_to(mine["rate"], p.size) * dt / 1000.0)
            start.append(np.broadcast_to(steps_of("start", mine["start"], dt), p.size))
            stop.append(np.broadcast_to(steps_of("stop", mine["stop"], dt), p.size))
            n_units += p.size
        elif law == "times":
            steps, units = _listed(p, mine, dt)
            bounds[p.index] = n_events, n_events + steps.size
            event_step.append(steps)
            event_unit.append(units)
            n_events += steps.size
    return ep.Sources(bounds, np.concatenate(rate), np.concatenate(start), np.concatenate(stop), key,
                      np.concatenate(event_step), np.concatenate(event_unit))
