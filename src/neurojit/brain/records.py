"""What a store remembers: every spike, and the voltages of chosen neurons."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.clocked_plan import LOGGED, SAMPLED
from .columns import doubled, grown

_FIRST_ROWS = 256
_MOST_VALUES = 1 << 22  # of a block of samples: 32 MB


class SpikeLog:
    """Time and neuron of every spike, in order of emission."""

    def __init__(self, numbers: np.ndarray):
        self._numbers = numbers
        self.restart()

    def restart(self) -> None:
        """Forget all spikes."""
        self._numbers[LOGGED] = 0
        self._time = np.zeros(64)
        self._neuron = np.zeros(64, np.int32)
        self._asked = self._sorted = -1

    @property
    def n(self) -> int:
        """Number of spikes so far."""
        return int(self._numbers[LOGGED])

    @property
    def time(self) -> np.ndarray:
        """Times (ms)."""
        return self._time[: self.n]

    @property
    def neuron(self) -> np.ndarray:
        """Indices of the neurons."""
        return self._neuron[: self.n]

    def make_room(self, count: int) -> None:
        """Make sure that `count` more spikes fit."""
        size = doubled(len(self._time), self.n + count)
        if size > len(self._time):
            self._time, self._neuron = grown(self._time, size), grown(self._neuron, size)

    def times_of(self, index: int) -> np.ndarray:
        """Spike times (ms) of a neuron.

        The first question after a spike looks through the log; the second sorts it, for all that follow.
        """
        if self._asked != self.n:
            self._asked = self.n
            return self.time[self.neuron == index]
        if self._sorted != self.n:
            self._sorted = self.n
            self._order = np.argsort(self.neuron, kind="stable")
            self._ordered = self.neuron[self._order]
        first, last = np.searchsorted(self._ordered, [index, index + 1])
        return self.time[self._order[first:last]]

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """Times and neurons, for the compiled step."""
        return self._time, self._neuron


@dataclass
class _Block:
    """Samples of some neurons over consecutive steps."""

    first_step: int
    kept: np.ndarray
    samples: np.ndarray


class Traces:
    """Voltages of chosen neurons, in blocks of steps; a block never moves, so long runs copy nothing."""

    def __init__(self, numbers: np.ndarray):
        self._numbers = numbers
        self.restart()

    def restart(self) -> None:
        """Forget all samples."""
        self._blocks: list[_Block] = []
        self._numbers[SAMPLED] = 0

    def keep(self, kept: np.ndarray, step: int, more: bool = False) -> None:
        """Sample the neurons `kept` from `step` on; with `more`, begin a larger block of the same."""
        rows = _FIRST_ROWS
        if self._blocks:
            last = self._blocks[-1]
            if np.array_equal(last.kept, kept) and not more:
                return
            rows = 2 * len(last.samples) if more else rows
            last.samples = last.samples[: self._numbers[SAMPLED]]
        rows = max(1, min(rows, _MOST_VALUES // max(1, len(kept))))
        self._blocks.append(_Block(step, kept, np.empty((rows, len(kept)))))
        self._numbers[SAMPLED] = 0

    def has(self, index: int) -> bool:
        """Whether a neuron has been sampled at all, or will be."""
        return any(index in block.kept for block in self._blocks)

    def of(self, index: int, first: int, last: int) -> np.ndarray:
        """Voltage (mV) of a neuron after each of the steps first to last - 1; NaN where it was not kept."""
        trace = np.full(last - first, np.nan)
        for block in self._blocks:
            column = np.flatnonzero(block.kept == index)
            if len(column):
                rows = int(self._numbers[SAMPLED]) if block is self._blocks[-1] else len(block.samples)
                samples = block.samples[:rows]
                at = block.first_step - first
                trace[at : at + len(samples)] = samples[:, column[0]]
        return trace

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """Neurons and samples of the present block, for the compiled step."""
        return self._blocks[-1].kept, self._blocks[-1].samples
