"""How long the next compiled stretch is, and with how many threads it runs."""
from __future__ import annotations

_STRETCH = 0.05  # s of compiled work between two looks at Python; several times that on a busy machine
_FIRST = 64  # steps
_TRIAL = 0.02  # s of a stretch that tries the other number of threads
_BETWEEN_TRIALS = 1.5  # s


class Pace:
    """Keeps stretches near 0.05 s, and threads at the number that is faster just now.

    Where the user left the number of threads open, one thread is tried against many now and then: other
    processes on the machine can make either the faster one. Results do not depend on it.

    Parameters
    ----------
    threads : int
        The number to begin with.
    open_choice : bool
        Whether one thread may be taken instead.
    """

    def __init__(self, threads: int, open_choice: bool):
        self.threads = threads
        self._other = 1 if open_choice and threads > 1 else None
        self._seconds_per_step = 0.0
        self._since_trial = 0.0
        self._trying = False
        self.length = _FIRST

    def begin(self) -> None:
        """Decide on the next stretch."""
        due = self._other is not None and self._since_trial > _BETWEEN_TRIALS and self._seconds_per_step > 0
        if due and not self._trying:
            self._swap()
            self._trying = True
            self._since_trial = 0.0
            self.length = max(1, int(_TRIAL / self._seconds_per_step))

    def end(self, steps: int, seconds: float) -> None:
        """Take note of what a stretch took."""
        per_step = max(seconds, 1e-9) / steps
        if self._trying:
            self._trying = False
            if per_step > 0.95 * self._seconds_per_step:
                self._swap()
                per_step = self._seconds_per_step
        self._since_trial += seconds
        self._seconds_per_step = per_step
        self.length = int(min(4 * self.length + _FIRST, max(1, _STRETCH / per_step)))

    def _swap(self) -> None:
        assert self._other is not None
        self.threads, self._other = self._other, self.threads
