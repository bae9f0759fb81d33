"""What is done while a run goes on: callbacks, a condition that ends it, checkpoints, each at multiples of a time."""
from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np

from ..callables import check_takes
from ..errors import ParameterError
from ..network import Network
from ..network.values import positive_time, whole_steps
from ..whole_file import check_folder
from .snapshot.file import target_of

Action = Callable[[Any], Any]


class Control:
    """What a run was asked to do on its way.

    Parameters
    ----------
    dt : float
        ms.
    every : float or None
        ms between calls of `callback` and then `until`, functions of the simulation.
    checkpoint, checkpoint_every : path, float or None
        Where to save the simulation, and how often (ms).
    network : Network, optional
        Whose records a checkpoint must not overwrite.
    """

    def __init__(self, dt: float, every: float | None = None, callback: Action | None = None,
                 until: Action | None = None, checkpoint: str | os.PathLike | None = None,
                 checkpoint_every: float | None = None, network: Network | None = None):
        for name, action in (("callback", callback), ("until", until)):
            if action is not None and not callable(action):
                raise ParameterError(f"{name} must be a function of the simulation, got {action!r}")
            if action is not None:
                check_takes(name, action, "sim")
        if (every is None) != (callback is None and until is None):
            raise ParameterError("callback= and until= are called at multiples of every= (ms); give both, "
                                 f"got every={every!r}")
        if (checkpoint is None) != (checkpoint_every is None):
            raise ParameterError("checkpoint= (a path) and checkpoint_every= (ms) belong together, got "
                                 f"{checkpoint!r} and {checkpoint_every!r}")
        if checkpoint is not None:
            check_folder(target_of(checkpoint)[0])  # now, and not when the first is due
            check_file(network, checkpoint)
        self._callback, self._until, self._checkpoint = callback, until, checkpoint
        self._calls = _steps("every", every, dt)
        self._saves = _steps("checkpoint_every", checkpoint_every, dt)
        self._due = [every for every in (self._calls, self._saves) if every]

    def next_stop(self, step: int, last: int) -> int:
        """The first step after `step` at which something is due, or the last one."""
        for every in self._due:
            last = min(last, step - step % every + every)
        return last

    def calls_at(self, step: int) -> bool:
        """Whether functions are called at this step."""
        return self._calls > 0 and step % self._calls == 0

    def saves_at(self, step: int) -> bool:
        """Whether the simulation is saved at this step."""
        return self._saves > 0 and step % self._saves == 0

    def call(self, sim: Any) -> bool:
        """Call the functions; whether the run ends."""
        if self._callback is not None:
            self._callback(sim)
        if self._until is None:
            return False
        ended = self._until(sim)
        if np.ndim(ended):
            raise ParameterError(f"until must return whether the run ends, got an array of shape {np.shape(ended)}; "
                                 "take .any() or .all() of it")
        return bool(ended)

    def save(self, sim: Any) -> None:
        """Write the checkpoint."""
        sim.save(self._checkpoint)


def check_file(network: Network | None, path: Any) -> None:
    """Refuse to save a simulation over its own records."""
    for recorder in network.recorders if network is not None else ():
        if recorder.to is not None and os.path.abspath(path) == os.path.abspath(recorder.to):
            raise ParameterError(f"{str(path)!r} is the file to which {', '.join(recorder.keys)} is recorded (to=); "
                                 "take another name")


def _steps(name: str, time: float | None, dt: float) -> int:
    return 0 if time is None else whole_steps(name, positive_time(name, time), dt)
