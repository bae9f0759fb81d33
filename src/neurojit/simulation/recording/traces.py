"""Recorded variables: which samples, from which units, reduced how, kept where."""
from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import numpy as np

from ...models.base import NeuronModel
from ...network import Population
from .keep import Keeper


@dataclass
class Trace:
    """One variable of one population of one recorder.

    mean : whether samples are averaged over the units.
    last : steps of which samples are kept, or None.
    """

    key: str
    label: str
    population: Population
    index: np.ndarray
    variable: str
    interval: int
    start: int
    stop: int
    mean: bool
    keeper: Keeper
    last: int | None
    bytes_a_line: int
    taken: int = 0  # number of the next line

    def lines(self, first: int, last: int) -> tuple[int, int]:
        """Number of the first sample after step `first`, and one past the last up to step `last`.

        Step 0 is the initial state and belongs to the run that begins there.
        """
        low = max(first + 1 if first > 0 else 0, self.start)
        high = min(last, self.stop - 1)
        begin = -(-low // self.interval)
        return begin, max(begin, high // self.interval + 1)

    @property
    def measured_in(self) -> str:
        """The unit of measure of the samples, "" for a bare number."""
        model = self.population.model
        unit = model.variables[self.variable] if isinstance(model, NeuronModel) else "1"
        return "" if unit == "1" else unit

    def need(self, first: int, last: int) -> int:
        """Bytes of memory that a run will keep."""
        begin, end = self.lines(first, last)
        most = end - begin if self.last is None else -(-self.last // self.interval)
        return min(end - begin, most) * self.bytes_a_line

    def begin(self, first: int, last: int) -> None:
        """A run begins."""
        begin, end = self.lines(first, last)
        self.taken = begin
        self.keeper.begin(begin, end - begin)

    def take(self, values: np.ndarray) -> None:
        """Take the next samples, of shape (lines, units)."""
        self.keeper.take(values.mean(axis=1) if self.mean else values)
        self.taken += len(values)

    def shown(self, since: int, now: int) -> tuple[int, int]:
        """The lines that a result from step `since` to `now` has."""
        begin, end = self.lines(since, now)
        return min(max(begin, self.first_kept(now)), end), end

    def first_kept(self, now: int) -> int:
        """Number of the first line that is not forgotten at step `now`."""
        return 0 if self.last is None else -(-max(0, now - self.last + 1) // self.interval)


@dataclass
class Rate(Trace):
    """Spikes in an interval per unit, Hz. Line n is of the interval that ends at its time, so there is none at step 0.

    counts : spikes of the intervals that are not complete yet, from that of line `taken` on; NaN where nobody knows.
    """

    counts: np.ndarray = field(default_factory=lambda: np.zeros(0))

    @property
    def counted(self) -> str:
        """What is counted, in which intervals."""
        return f"{self.key} {self.interval} {zlib.crc32(self.index.tobytes()):x}"

    @property
    def measured_in(self) -> str:
        """The unit of measure of the samples."""
        return "Hz"

    def begin(self, first: int, last: int) -> None:
        """A run begins; an interval may have begun before."""
        before, begun = self.taken, self.begun
        super().begin(first, last)
        self.counts = np.zeros(max(2, -(-last // self.interval) + 2 - self.taken))
        self.counts[0] = begun if before == self.taken else 0.0

    @property
    def begun(self) -> float:
        """Spikes so far of the interval that is not complete."""
        return float(self.counts[0]) if self.counts.size else 0.0

    def go_on_from(self, step: int, begun: float | None) -> None:
        """Go on within an interval of which `begun` spikes were counted; None if others recorded until now."""
        if begun is None:
            begun = np.nan if step % self.interval else 0.0
        self.taken, self.counts = self.lines(step, step)[0], np.array([begun])

    def count(self, steps: np.ndarray) -> None:
        """Take note of spikes."""
        lines = -(-steps // self.interval) - self.taken
        lines = lines[(lines >= 0) & (lines < self.counts.size)]
        self.counts += np.bincount(lines, minlength=self.counts.size)

    def complete(self, now: int, dt: float) -> None:
        """Make samples of the intervals that have ended."""
        n = max(0, self.lines(0, now)[1] - self.taken)
        self.keeper.take(self.counts[:n] * (1000.0 / (self.index.size * self.interval * dt)))
        self.counts = self.counts[n:]
        self.taken += n
