"""What one partition does in an epoch, while others do the same for theirs."""
from functools import cache

import numpy as np
from numba import types

from .._jit import caller, inline, kernel
from .context import unpack
from .deliver import deliver, queue_spikes
from .fire import update_population
from .gap import share_potentials
from .parts import BETWEEN, DRIVE, FIRING, INPUTS, LEARNING, PART, REMEMBER, REMEMBERING, SOURCES, WATCH
from .plan import (
    GID,
    HI,
    IS_HALFWAY,
    LAW,
    LO,
    N_POPULATIONS,
    PUBLIC_STARTS,
    REACHED,
    READY,
    SILENT,
    T_COLUMNS,
    T_FIRST_SAMPLE,
    T_INTERVAL,
    T_OUT,
    T_START,
    T_STOP,
    UPDATED,
)

FIRST_HALF, SECOND_HALF = range(2)
_do = caller(PART)
_remember = caller(REMEMBERING)
_fire = caller(FIRING)


@inline
def sample(traces, state, k, stamp):
    """Write the recorded variables of partition k that are due at `stamp`."""
    for t in range(traces.table.shape[0]):
        row = traces.table[t]
        if row[T_START] <= stamp < row[T_STOP] and stamp % row[T_INTERVAL] == 0:
            line = row[T_OUT] + (stamp // row[T_INTERVAL] - row[T_FIRST_SAMPLE]) * row[T_COLUMNS]
            for i in range(traces.first[k, t], traces.first[k, t + 1]):
                state.samples[line + traces.column[i]] = state.arena[traces.source[i]]


@inline
def _arrive(table, context, k, step, direct):
    """Add the input of the update from `step`: what is gathered before it (direct 0), the rest after it (1)."""
    plan = context.plan
    if plan.learning.first[k + 1] > plan.learning.first[k]:
        _do(context.parts[LEARNING], (table, k, step + 1, direct))
    else:
        deliver(plan, context.state, k, step + 1, direct)
    if plan.drives.first[k + 1] > plan.drives.first[k]:
        _do(context.parts[DRIVE], (table, k, step, direct))


@inline
def _update(table, context, k, parity, step, at, place):
    """Advance all populations; `at` spikes of this epoch were listed before. Returns how many are now."""
    plan, state = context.plan, context.state
    spikes, public = state.spikes[parity, k], state.public[parity, k]
    remembers = context.parts[REMEMBER] != 0
    for p in range(plan.sizes[N_POPULATIONS]):
        public[place + p] = at
        law, lo = plan.populations.table[p, LAW], plan.populations.ranges[k, p, LO]
        if lo == plan.populations.ranges[k, p, HI] or law == SILENT:
            continue
        if law != UPDATED:
            at = _fire(context.parts[SOURCES], (table, k, p, step, parity, at))
            continue
        begin = at
        at = update_population(plan, state, k, p, step, spikes, at)
        if remembers and at > begin:
            _remember(context.parts[REMEMBER], (
                table, k, p, parity, begin, at, plan.populations.table[p, GID] + lo, step))
    return at


@inline
def _finish(table, context, k, step):
    """What is left of a step when its spikes are known: input that is added to the state, and what is written down."""
    one = np.int64(1)  # a variable: numba would compile all that arrives once for each of two constants
    _arrive(table, context, k, step, one)
    if context.parts[WATCH] != 0:
        _do(context.parts[WATCH], (table, k, step + 1, one))
    share_potentials(context.plan, context.state, k, step + 1)
    sample(context.traces, context.state, k, step + 1)


@inline
def _work(table, context, k, span, last, half):
    """Take partition k through an epoch, after queuing the spikes of the one before.

    `span` and `last` are (parity, first step, steps) of this epoch and the one before. The first half ends when all
    spikes of the epoch are known, so that others may have them while this partition does the second.
    """
    plan, state, parts = context.plan, context.state, context.parts
    parity, first, n_steps = span
    end = first + n_steps
    public = state.public[parity, k]
    if half == FIRST_HALF:
        if state.progress[k, REACHED] >= end:
            return
        public[READY] = queue_spikes(plan, state, k, *last)
        if public[READY] == 0:
            return
    elif state.progress[k, IS_HALFWAY] == 0:
        return
    at = np.int64(0)
    gathered = np.int64(0)
    place = np.int64(PUBLIC_STARTS)
    step = first if half == FIRST_HALF else end - 1
    while True:
        if half == FIRST_HALF:
            if parts[INPUTS] != 0:
                _do(parts[INPUTS], (table, k, step, gathered))
            if parts[BETWEEN] != 0:
                _do(parts[BETWEEN], (table, k, step, gathered))
            _arrive(table, context, k, step, gathered)
            at = _update(table, context, k, parity, step, at, place)
            place += plan.sizes[N_POPULATIONS]
            if step + 1 == end:
                public[place] = at
                state.progress[k, IS_HALFWAY] = 1
                return
        _finish(table, context, k, step)
        step += 1
        if step == end:
            break
    state.progress[k, IS_HALFWAY] = 0
    state.progress[k, REACHED] = end


# (context, partition, this epoch: parity, first step, steps; the same of the epoch before; which half)
WORK = types.int64(types.CPointer(types.int64), *(types.int64,) * 8)


def _worker(table, k, parity, first, n_steps, last_parity, last_first, last_steps, half):
    _work(table, unpack(table), k, (parity, first, n_steps), (last_parity, last_first, last_steps), half)
    return 0


@cache
def worker_address() -> int:
    """Address of the compiled worker; compiled at first use."""
    return kernel(WORK)(_worker).address
