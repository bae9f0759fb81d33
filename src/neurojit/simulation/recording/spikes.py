"""Recorded spikes of one population of one recorder."""
from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from ...network import Population
from ...record import SpikeTrain
from .keep import Chunks, Disk


@dataclass
class Spikes:
    """Takes the spikes of its units; `wanted` says which units of the population they are.

    last : steps of which spikes are kept, or None.
    ends : the last step of every piece that is kept, and the number of rows up to its end.
    """

    key: str
    population: Population
    index: np.ndarray
    wanted: np.ndarray
    start: int
    stop: int
    steps: Chunks | Disk
    senders: Chunks | Disk
    last: int | None
    ends: deque[tuple[int, int]] = field(default_factory=deque)
    taken: int = 0

    def begin(self) -> None:
        """A run begins."""
        self.ends.clear()
        self.taken = 0
        for keeper in (self.steps, self.senders):
            keeper.begin(0, -1)

    def take(self, steps: np.ndarray, units: np.ndarray) -> None:
        """Take those of a log that are wanted."""
        low, high = self.population.first_unit, self.population.first_unit + self.population.size
        mine = (units >= low) & (units < high)
        if steps.size and (self.start > steps[0] or self.stop <= steps[-1]):
            mine &= (steps >= self.start) & (steps < self.stop)
        senders, when = units[mine] - low, steps[mine]
        if self.index.size < self.population.size:
            chosen = self.wanted[senders]
            senders, when = senders[chosen], when[chosen]
        if when.size:
            self.steps.take(when)
            self.senders.take(senders)
            self.taken += when.size
            if self.last is not None:
                self.ends.append((int(when[-1]), self.taken))
                self._forget(int(when[-1]) - self.last)

    def _forget(self, step: int) -> None:
        """Forget pieces that lie at a step or before it."""
        while self.ends[0][0] <= step:
            _, rows = self.ends.popleft()
            for keeper in (self.steps, self.senders):
                if isinstance(keeper, Chunks):
                    keeper.forget(rows)

    def train(self, first: int, last: int, dt: float) -> SpikeTrain:
        """All that was taken, as the spikes of the steps after `first` up to `last`."""
        start = min(max(first, self.start), last)
        return SpikeTrain(self.steps.part(0), self.senders.part(0), dt, self.index, start * dt,
                          max(start, min(self.stop, last)) * dt)
