"""Rows of numbers that tell the engine what the units of sources do."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..engine import plan as ep
from ..engine.signals import signal_address
from ..engine.trains import process_address
from ..errors import ParameterError
from ..network import Network, Population
from .laws import LAWS, Signal, Values, window

_MOST_MEAN = 1e5  # spikes a step


@dataclass
class Signals:
    """The columns of Sources that say what units do, and which rows are whose.

    rows : (population, 2) row of unit 0, and 1 or 0, as in Sources
    found : the signal of every population that has one, by index
    size : how many rows, times and levels there are
    """

    rows: np.ndarray
    found: dict[int, Signal] = field(default_factory=dict)
    table: list[np.ndarray] = field(default_factory=lambda: [np.zeros((0, ep.SOURCE_FIELDS), np.int64)])
    numbers: list[np.ndarray] = field(default_factory=lambda: [np.zeros((0, ep.SOURCE_NUMBERS))])
    times: list[np.ndarray] = field(default_factory=lambda: [np.zeros(0, np.int64)])
    levels: list[np.ndarray] = field(default_factory=lambda: [np.zeros(0)])
    size: np.ndarray = field(default_factory=lambda: np.zeros(3, np.int64))

    def of(self, population: Population, units: np.ndarray) -> np.ndarray:
        """Rows of some units."""
        first, each = self.rows[population.index]
        return first + each * units

    def add(self, population: Population, values: Values, dt: float) -> None:
        """Add the rows of one population: one a unit, or one for all where all parameters are single numbers."""
        one = LAWS[population.model.law](population, values, dt)  # type: ignore[union-attr]
        _check_mean(population, one, dt)
        start, stop = window(population, values, dt)
        n = population.size if any(isinstance(v, list) or np.ndim(v) for v in values.values()) else 1
        self.rows[population.index] = self.size[0], int(n > 1)
        self.found[population.index] = one
        table = np.zeros((n, ep.SOURCE_FIELDS), np.int64)
        for column, value in (
                (ep.S_SIGNAL, signal_address(one.law)), (ep.S_START, start), (ep.S_STOP, stop), (ep.S_EVERY, one.every),
                (ep.S_RANDOM, one.law == "noise"), (ep.S_PROCESS, process_address(one.process)),
                (ep.S_SPAN, one.span), (ep.S_COMPONENTS, one.components)):
            table[:, column] = value
        numbers = np.zeros((n, ep.SOURCE_NUMBERS))
        for column, value in enumerate((one.mean, one.amplitude, one.omega, one.phase, one.level)):
            numbers[:, column] = value
        self._add_levels(table, one)
        self.table.append(table)
        self.numbers.append(numbers)
        self.size[0] += n

    def _add_levels(self, table: np.ndarray, one: Signal) -> None:
        for row, levels in enumerate(one.levels):
            steps = one.times[row] if one.times else np.zeros(0, np.int64)
            table[row, ep.S_COUNT] = len(levels)
            table[row, ep.S_TIMES], table[row, ep.S_LEVELS] = self.size[1:]
            self.times.append(steps)
            self.levels.append(np.asarray(levels, np.float64))
            self.size[1:] += steps.size, len(levels)


def _peak(one: Signal) -> np.ndarray:
    """The largest number of spikes a step that is to be expected, of every unit."""
    if one.levels:
        return np.array([np.max(levels, initial=0.0) for levels in one.levels])
    return np.asarray(one.mean + np.abs(one.amplitude), np.float64)


def _check_mean(population: Population, one: Signal, dt: float) -> None:
    """Refuse trains so dense that drawing a step of them would take all day: counts are drawn in small parts."""
    if getattr(population.model, "emits", "") == "spikes" and (peak := _peak(one).max(initial=0.0)) > _MOST_MEAN:
        raise ParameterError(f"rate of {population.name!r} must be at most {1000.0 * _MOST_MEAN / dt:g} Hz, so that a "
                             f"time step of {dt:g} ms has {_MOST_MEAN:g} spikes, got {1000.0 * peak / dt:g} Hz")


def most_spikes(one: Signal, size: int) -> int:
    """Spikes that the units of a population will not exceed in a step: twelve standard deviations and some.

    Trains are independent of each other, so the bound is one on their sum, whose variance is at most its mean.
    """
    peak, components, _ = np.broadcast_arrays(_peak(one), one.components, np.zeros(size))
    expected = np.where(components > 0, components * np.minimum(peak, 1.0), peak).sum()
    most = int(expected + 12.0 * np.sqrt(max(expected, 0.0)) + 40.0)
    return min(most, int(components.sum())) if (components > 0).all() else most


def changes(sources: ep.Sources, rows: np.ndarray) -> tuple[int, int, np.ndarray]:
    """When any of some rows may change: (offset, every) for a multiple of steps or (0, 0), and listed steps."""
    table = sources.table[np.unique(rows)]
    listed = [table[:, ep.S_START], table[:, ep.S_STOP]]
    listed += [sources.times[one[ep.S_TIMES] : one[ep.S_TIMES] + one[ep.S_COUNT]] for one in table
               if one[ep.S_COUNT] and not one[ep.S_EVERY]]
    regular = table[table[:, ep.S_EVERY] > 0]
    offset = int(regular[0, ep.S_START]) if regular.size else 0
    every = int(np.gcd.reduce(np.concatenate([regular[:, ep.S_EVERY], regular[:, ep.S_START] - offset]), initial=0))
    return offset, every, np.unique(np.concatenate(listed))


def build_signals(network: Network, values: Sequence[Values], dt: float) -> Signals:
    """Rows of all sources that have a function of the step; `values` are the parameters of every population."""
    signals = Signals(np.zeros((len(network.populations), 2), np.int64))
    for population in network.populations:
        if getattr(population.model, "law", "") in LAWS:
            signals.add(population, values[population.index], dt)
    return signals
