"""What a simulation has done so far and holds of it: the runs and their records."""
from __future__ import annotations

import time
from typing import Any

from ..compile.program import Program
from ..errors import SimulationError
from ..random import checked_seed
from ..record import Result, after, joined, protected
from . import snapshot as sn
from .control import Control
from .interrupts import Interrupts
from .pace import Pace
from .profile import Profile, time_pieces
from .progress import Progress
from .recording import Recording
from .running import Run
from .threads import using

_MANY = 32  # results of runs, after which recorders that forget are asked to
_REPEATS = 3  # of a profile, of which the fastest counts
_PATIENCE = 1.0  # s that a run waits for another thread, which may only be reading
_MOST_STEPS = 2**30  # steps of release are 32-bit numbers


class Session:
    """Runs a program, one stretch after the other, and keeps what was recorded.

    Attributes
    ----------
    called : int
        The step of the last callback.
    """

    def __init__(self, program: Program, pace: Pace):
        self.program, self._pace = program, pace
        self._recording = Recording(program)
        self._parts: list[Result] = []
        self._run: Run | None = None
        self.called = 0

    def go(self, sim: Any, n_steps: int, control: Control, progress: bool) -> Result:
        """Go on by some steps; `sim` is what callbacks get."""
        with self.program.alone("run", _PATIENCE):
            self.refuse_within_a_run("run")
            return self._go(sim, n_steps, control, progress)

    def _go(self, sim: Any, n_steps: int, control: Control, progress: bool) -> Result:
        self._recording.refuse_incomplete()
        program, dt = self.program, self.program.dt
        last = program.step + n_steps
        if last >= _MOST_STEPS:
            raise SimulationError(f"a simulation ends before {_MOST_STEPS * dt:g} ms (2**30 steps), got {last * dt:g}")
        self._run = run = Run(program, self._recording, self._pace, last)
        try:
            with (Progress(n_steps * dt, "ms", progress, self._speed) as bar, Interrupts() as interrupts,
                  using(self._pace.threads)):  # once, not at every stop
                step, ended = run.first, False
                while step < last and not ended:
                    begin, step = step, control.next_stop(step, self._recording.next_look(step, last))
                    for done in run.stretches(begin, step):
                        bar.add(done * dt)
                        if program.step < step:  # at a stop, what is due there is done first: it would never be again
                            interrupts.hand_on()
                    self._recording.look(step)
                    with interrupts.lifted:
                        ended = self._act(sim, control, step)
                    interrupts.hand_on()
        finally:
            self._run = None
            if self._recording.is_whole:
                self._recording.look(program.step)
                result = self._keep(run)
        return result

    def _keep(self, run: Run) -> Result:
        """What a run has recorded, which is from now on part of what is known."""
        result = run.result(run.first)
        if self.program.step > run.first:
            self._parts.append(result)
            if self._recording.forgets and len(self._parts) > _MANY:
                self._parts = [self._recording.trimmed(joined(self._parts))]
        return protected(result)

    def _act(self, sim: Any, control: Control, step: int) -> bool:
        """Do what is due at a step; whether the run ends."""
        ended = False
        if control.calls_at(step):
            ended = control.call(sim)
            self.called = step
            assert self._run is not None
            if self.program.may_be_changed:
                self._run.resume()
        if control.saves_at(step):
            control.save(sim)
        return ended

    def _speed(self, done: float, seconds: float) -> str:
        """How many times as fast as life, and the mean rate of those whose spikes are recorded."""
        assert self._run is not None
        text = f"{done / 1000.0 / seconds:.3g} x real time"
        units = int(self.program.plan.populations.log_mask.sum())
        return f"{text}, {1000.0 * self._run.spike_count / units / done:.3g} Hz" if units and done else text

    def refuse_within_a_run(self, what: str) -> None:
        """For what a callback must not do."""
        if self._run is not None:
            raise SimulationError(f"{what}() cannot be called while a run goes on; a callback may read and change "
                                  "state, parameters, weights and sources, and save")

    @property
    def result(self) -> Result | None:
        """Everything recorded since step 0; None where nothing was run."""
        with self.program.alone("result"):
            return self._result()

    def _result(self) -> Result | None:
        if self._parts:
            self._parts = [self._recording.trimmed(joined(self._parts))]
        now = [] if self._run is None else [self._run.result(self._run.first)]
        if not self._parts and not now:
            self._recording.refuse_incomplete()
            return None
        return protected(self._recording.trimmed(joined(self._parts + now)))

    @property
    def recent(self) -> Result | None:
        """What was recorded since the last callback, however runs were split; None where nothing was run."""
        with self.program.alone("recent"):
            return self._recent()

    def _recent(self) -> Result | None:
        dt = self.program.dt
        found = [after(part, self.called, dt) for part in self._parts if part.stop > (self.called + 0.5) * dt]
        if self._run is not None:
            found.append(self._run.result(max(self._run.first, self.called)))
        if not found and self._parts:
            found = [after(self._parts[-1], self.called, dt)]
        if not found:
            self._recording.refuse_incomplete()
            return None
        return protected(self._recording.trimmed(joined(found)))

    def profile(self, sim: Any, n_steps: int) -> Profile:
        """Where time goes in the next steps, which are taken back."""
        with self.program.alone("profile", _PATIENCE):
            self.refuse_within_a_run("profile")
            return self._profile(sim, n_steps)

    def _profile(self, sim: Any, n_steps: int) -> Profile:
        before, dt = self.snapshot(True), self.program.dt
        try:
            self.go(sim, n_steps, Control(dt), False)  # everything is compiled and in the cache
            self.restore(before)
            run = self._begin(n_steps)
            began = time.perf_counter()
            for _ in run.stretches(run.first, run.first + n_steps):
                pass
            wall, compiled, threads = time.perf_counter() - began, run.compiled_s, self._pace.threads
            found = []
            for _ in range(_REPEATS):
                self.restore(before)
                run = self._begin(n_steps)
                found.append(time_pieces(run, min(n_steps, run.filled - run.first)))
        finally:
            self.restore(before)
            self._recording.settle(self.program.step)
        parts = {part: min(one[part] for one in found) for part in found[0]}
        return Profile(parts, 1e6 * wall / n_steps, 1e6 * (wall - compiled) / n_steps, threads)

    def _begin(self, n_steps: int) -> Run:
        return Run(self.program, self._recording, self._pace, self.program.step + n_steps)

    def snapshot(self, records: bool) -> sn.Snapshot:
        """All there is, as it is now."""
        with self.program.alone("snapshot"):
            if self._run is not None:
                self._run.take()
            self._recording.refuse_incomplete()
            return sn.take(self.program, self.called, self._recording.begun, self._result() if records else None)

    def restore(self, snapshot: sn.Snapshot) -> None:
        """Take everything back."""
        with self.program.alone("restore", _PATIENCE):
            self.refuse_within_a_run("restore")
            self._restore(snapshot)

    def _restore(self, snapshot: sn.Snapshot) -> None:
        if not isinstance(snapshot, sn.Snapshot):
            raise SimulationError(f"restore takes what sim.snapshot() returned, got {snapshot!r}; a file is read by "
                                  "nj.Simulation.load(network, path)")
        sn.put_back(self.program, snapshot)
        self.called = snapshot.header["called"]
        self._parts = [] if snapshot.result is None else [snapshot.result]
        self._recording.go_on_from(self.program.step, snapshot.header["begun"], snapshot.result)

    def reset(self, seed: int | None) -> None:
        """Begin again at step 0."""
        with self.program.alone("reset", _PATIENCE):
            self.refuse_within_a_run("reset")
            self.program.reset(self.program.seed if seed is None else checked_seed("seed", seed))
            self._parts, self.called = [], 0
            self._recording = Recording(self.program)


def known(result: Result | None) -> Result:
    """A result, or an error where nothing was run."""
    if result is None:
        raise SimulationError("nothing has been run yet; call run(duration) first")
    return result
