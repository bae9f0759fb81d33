"""Weights and variables of synapses over time: looked at between two stretches, where they are due."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...compile.program import Program
from ...errors import SimulationError
from ...network import Projection
from ...network.recorder import SynapseRecorder
from ...network.values import whole_steps
from ..views import ProjectionState
from .keep import Memory
from .traces import Trace


@dataclass
class SynapseTrace(Trace):
    """One variable of the synapses of one recorder; `index` are their numbers."""

    projection: Projection | None = None

    @property
    def measured_in(self) -> str:
        """Weights are in the unit of their receptor, which may differ between targets."""
        return ""

    def look(self, program: Program, step: int) -> None:
        """Take the sample of a step if there is one."""
        if step % self.interval or step // self.interval != self.taken or not self.start <= step < self.stop:
            return
        assert self.projection is not None
        state = ProjectionState(program, self.projection)
        if self.index.size and self.index.max() >= len(state):
            raise SimulationError(f"{self.projection.name!r} has {len(state)} synapses, so number {self.index.max()} "
                                  "cannot be recorded")
        self.take(state.values(self.variable, self.index)[None, :])


def traces_of(recorder: SynapseRecorder, program: Program, start: int, stop: int) -> list[SynapseTrace]:
    """A trace for every variable."""
    number = recorder.synapses
    if number is None:
        number = np.arange(len(ProjectionState(program, recorder.projection)))
    interval = whole_steps("interval", recorder.interval, program.dt)
    size = number.size * np.dtype(recorder.dtype).itemsize
    return [SynapseTrace(recorder.key, variable, recorder.projection.post.populations[0], number, variable, interval,
                         start, stop, False, Memory(recorder.dtype, (number.size,)), None, size,
                         projection=recorder.projection) for variable in recorder.variables]
