"""What is on its way between neurons: slots by arrival step, and the clock as far ahead as delays reach."""
from __future__ import annotations

import numpy as np

from ..engine import clocked_plan as engine
from ..engine.clocked_plan import FREE, FREE_HEAD, STEP
from .columns import grown

_SPARE_STEPS = 4  # the clock is a rounded sum, so a delay may reach a step farther than delay/dt


class Flight:
    """The ring of slots and its pool of chunks.

    Parameters
    ----------
    numbers : numpy.ndarray
        `Clocked.numbers`, shared with the engine.
    dt : float
        Time step (ms).
    """

    def __init__(self, numbers: np.ndarray, dt: float):
        self._numbers = numbers
        self.restart(dt)

    def restart(self, dt: float) -> None:
        """Nothing on its way, the clock at 0."""
        self._chunks = np.zeros((1, engine.CHUNK), np.int32)
        self._following = np.zeros(1, np.int32)
        self._numbers[[FREE_HEAD, FREE]] = 0, 1
        self._slots = np.zeros((2, 3), np.int64)
        self._clocks = _running_sum(0.0, dt, 0, 2)

    @property
    def clock(self) -> float:
        """Time now (ms): the running sum of dt."""
        return float(self._clocks[self._numbers[STEP] & (len(self._clocks) - 1)])

    def reach(self, delay: float, dt: float) -> None:
        """Make the ring long enough for a delay (ms)."""
        need = int(delay / dt) + _SPARE_STEPS
        old = len(self._clocks)
        if need <= old:
            return
        size = 1 << (need - 1).bit_length()
        now = int(self._numbers[STEP])
        steps = np.arange(now, now + old)
        slots = np.zeros((size, 3), np.int64)
        slots[steps & (size - 1)] = self._slots[steps & (old - 1)]
        self._slots, self._clocks = slots, _running_sum(self.clock, dt, now, size)

    def change_dt(self, dt: float) -> None:
        """Go on from the present clock in steps of another length."""
        self._clocks = _running_sum(self.clock, dt, int(self._numbers[STEP]), len(self._clocks))

    def make_room(self, synapses: int) -> None:
        """Make sure that so many more synapses can be queued, whatever happens."""
        count = engine.chunks_for(synapses, len(self._slots))
        free, old = int(self._numbers[FREE]), len(self._following)
        if free >= count:
            return
        size = max(2 * old, old + count - free)
        self._chunks, self._following = grown(self._chunks, size), grown(self._following, size)
        self._following[old:] = np.arange(old + 1, size + 1)
        self._following[-1] = self._numbers[FREE_HEAD]  # the old free list follows the new one
        self._numbers[FREE_HEAD] = old
        self._numbers[FREE] = free + size - old

    def arrays(self) -> engine.Queue:
        """What the compiled step takes."""
        return engine.Queue(self._slots, self._chunks, self._following, self._clocks)


def _running_sum(clock: float, dt: float, step: int, size: int) -> np.ndarray:
    """The clocks of steps `step` to `step + size - 1`, each at its place in the ring; summed one by one."""
    clocks = np.cumsum(np.concatenate(([clock], np.full(size - 1, dt))))
    ring = np.empty(size)
    ring[np.arange(step, step + size) & (size - 1)] = clocks
    return ring
