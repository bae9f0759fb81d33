"""Units that spike without state: random trains, listed times, packets of pulses."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..engine import plan as ep
from ..engine.rng import SAMPLERS, draw
from ..errors import ParameterError
from ..network import Network, Population
from ..random import stream_key
from .cells import Cells
from .laws import Values, steps_of, whole, window
from .layout import law_of
from .signals import Signals, most_spikes


def train_key(seed: int, *names: str) -> int:
    """The stream of random trains, as an int64 of the same bits."""
    return int(np.uint64(stream_key(seed, "poisson", *names)).astype(np.int64))


def _given_times(population: Population, values: Values, dt: float) -> list[np.ndarray]:
    name = f"spike_times of {population.name!r}"
    steps = [steps_of(name, times, dt) if len(times) else np.zeros(0, np.int64) for times in values["spike_times"]]
    least = min((one.min() for one in steps if one.size), default=1)
    if least < 1:
        raise ParameterError(f"{name} must be at least one time step (dt = {dt:g} ms), got {least * dt:g}")
    return steps


def _packets(population: Population, values: Values, dt: float, seed: int) -> list[np.ndarray]:
    """Steps of every unit: `activity` spikes about each pulse time; each unit has a stream of its own."""
    activity = np.broadcast_to(whole(population, "activity", values["activity"]), population.size)
    sdev = np.broadcast_to(values["sdev"], population.size)
    found = []
    for unit, centres in enumerate(values["pulse_times"]):
        normal = np.zeros(len(centres) * activity[unit])
        key = np.uint64(stream_key(seed, "pulsepacket", population.name, str(unit)))
        draw(SAMPLERS["normal"].address, key, np.array([0.0, 1.0, -np.inf, np.inf, 0.0]), normal)
        if sdev[unit] == 0.0 and np.any(lost := np.floor(centres / dt + 0.5) < 1):
            raise ParameterError(f"pulse_times of {population.name!r} must be at least one time step (dt = {dt:g} ms) "
                                 f"where sdev is 0, got {centres[lost][0]:g}")
        times = np.repeat(centres, activity[unit]) + sdev[unit] * normal
        found.append(np.floor(times / dt + 0.5).astype(np.int64))
    return found


def _events(population: Population, values: Values, dt: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Steps and units of listed spikes with start < t <= stop, in order of (step, unit)."""
    steps = (_given_times(population, values, dt) if population.model.law == "times"  # type: ignore[union-attr]
             else _packets(population, values, dt, seed))
    start, stop = window(population, values, dt)
    units = np.repeat(np.arange(population.size), [s.size for s in steps])
    every = np.concatenate([np.zeros(0, np.int64), *steps])
    start, stop = (np.broadcast_to(x, population.size)[units] for x in (start, stop))
    kept = (every > start) & (every <= stop)
    order = np.lexsort((units[kept], every[kept]))
    return every[kept][order], units[kept][order]


def most_random(network: Network, signals: Signals) -> int:
    """Spikes that all sources of random trains together will not exceed in a step."""
    return sum(most_spikes(signals.found[p.index], p.size) for p in network.populations if law_of(p.model) == ep.RANDOM)


def build_sources(network: Network, signals: Signals, cells: Cells, values: Sequence[Values], dt: float,
                  seed: int) -> ep.Sources:
    """What the engine knows of all sources; `values` are the parameters of every population."""
    bounds, places = (np.zeros((len(network.populations), 2), np.int64) for _ in range(2))
    key = np.zeros(len(network.populations), np.int64)
    event_step, event_unit = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    n_events = 0
    for p in network.populations:
        law = law_of(p.model)
        if law == ep.RANDOM:
            key[p.index] = train_key(seed, p.name)
            places[p.index] = cells.claim(("population", p.index), [signals.found[p.index]], p.size)
        elif law == ep.LISTED_TIMES:
            steps, units = _events(p, values[p.index], dt, seed)
            bounds[p.index] = n_events, n_events + steps.size
            event_step.append(steps)
            event_unit.append(units)
            n_events += steps.size
    table, numbers, times, levels = (
        np.concatenate(x) for x in (signals.table, signals.numbers, signals.times, signals.levels))
    return ep.Sources(signals.rows, table, numbers, times, levels, key, places, bounds, np.concatenate(event_step),
                      np.concatenate(event_unit))
