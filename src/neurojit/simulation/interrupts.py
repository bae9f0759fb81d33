"""Ctrl-C takes effect between two compiled stretches, where clock, state and records agree."""
from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any


class Interrupts:
    """While in force, SIGINT is only noted; `hand_on` gives it to the handler that was there before.

    Raised anywhere else, KeyboardInterrupt could leave partitions that are an epoch ahead of the clock, or spikes that
    are both logged and still to be logged. Python runs handlers in its main thread alone; in another there is nothing
    to do.
    """

    def __init__(self) -> None:
        self._noted = self.at_once = False
        self._before: Any = None
        self.lifted = Lifted(self)

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            before = signal.getsignal(signal.SIGINT)
            if callable(before):
                self._before = before
                signal.signal(signal.SIGINT, self._note)
        return self

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._noted = True
        if self.at_once:
            self.hand_on()

    def hand_on(self) -> None:
        """Let the handler that was there before act, if there was a signal; usually it raises KeyboardInterrupt."""
        if self._noted:
            self._noted = False
            self._before(signal.SIGINT, None)

    def __exit__(self, *exception: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
        if exception[0] is None:
            self.hand_on()


class Lifted:
    """While in force, a signal acts at once, as it does in Python that is not ours."""

    def __init__(self, interrupts: Interrupts):
        self._interrupts = interrupts

    def __enter__(self) -> None:
        self._interrupts.at_once = True

    def __exit__(self, *exception: object) -> None:
        self._interrupts.at_once = False
