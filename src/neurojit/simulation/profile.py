"""Where the time of a simulation goes.

The pieces of a step are called one by one from Python on one thread and timed, less what such a call costs. An ordinary
run of the same steps tells how long a step really takes and how much of that is Python. The driver that simulations use
has no clocks in it.
"""
from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from ..engine import phases as ph, plan as ep
from .running import Run

_PIECES = (
    ("delivery", ph.QUEUE, 0), ("drive", ph.INJECT, 0), ("plasticity", ph.GO_ON, 0),
    ("delivery", ph.DELIVER, 0), ("plasticity", ph.LEARN, 0),
    ("drive", ph.DRIVE, 0), ("update", ph.UPDATE, 0), ("plasticity", ph.REMEMBER, 0), ("delivery", ph.DELIVER, 1),
    ("plasticity", ph.LEARN, 1), ("drive", ph.DRIVE, 1), ("plasticity", ph.WATCH, 0), ("drive", ph.SHARE, 0),
    ("recording", ph.SAMPLE, 0), ("recording", ph.PUBLISH, 0))
# delivery of plastic synapses is also where a queue is emptied
_WITHOUT_LEARNING = [("delivery" if part == "plasticity" else part, which, direct) for part, which, direct in _PIECES
                     if part != "plasticity" or which == ph.LEARN]


@dataclass(frozen=True)
class Profile:
    """What `Simulation.profile` found.

    Attributes
    ----------
    parts : dict of str to float
        us of a step on one thread by part: update, delivery, plasticity, drive, recording.
    step_us : float
        us of a step of an ordinary run, all included.
    python_us : float
        How much of that was Python.
    threads : int
        Of the ordinary run.
    """

    parts: dict[str, float]
    step_us: float
    python_us: float
    threads: int

    def __repr__(self) -> str:
        total = max(sum(self.parts.values()), 1e-9)
        lines = [f"Profile: a step takes {self.step_us:.3g} us with {self.threads} threads, "
                 f"of which Python {self.python_us:.3g}"]
        return "\n".join(lines + [f"  {name:10} {us:9.3f} us on one thread  {100 * us / total:5.1f} %"
                                  for name, us in sorted(self.parts.items(), key=lambda item: -item[1])])


def time_pieces(run: Run, steps: int) -> dict[str, float]:
    """us of a step by part; the run is advanced by `steps` steps piece by piece."""
    run.program.move_out()
    address, clock = ph.phase_address(), time.perf_counter_ns
    spent = dict.fromkeys(("update", "delivery", "plasticity", "drive", "recording"), 0)
    calls = dict.fromkeys(spent, 0)
    pieces = _PIECES if run.program.plan.learning.table.size else _WITHOUT_LEARNING
    for _ in range(steps):
        for part, which, direct in pieces:
            table = run.table()
            began = clock()
            status = ph.phase(address, table, which, direct)
            spent[part] += clock() - began
            calls[part] += 1
            while status != ep.DONE:
                run.make_room(status)
                status = ph.phase(address, run.table(), which, direct)
    idle = _cost_of_a_call(address, run.table())
    return {part: max(0.0, spent[part] - calls[part] * idle) / steps / 1000.0 for part in spent}


def _cost_of_a_call(address: int, table: np.ndarray) -> float:
    """ns of a call that does nothing, clock included."""
    found = []
    for _ in range(2000):
        began = time.perf_counter_ns()
        ph.phase(address, table, ph.NOTHING, 0)
        found.append(time.perf_counter_ns() - began)
    return float(np.median(found))
