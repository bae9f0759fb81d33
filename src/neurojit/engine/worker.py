"""What one partition does in an epoch, while others do the same for theirs."""
from functools import cache

import numpy as np
from numba import types

from .._jit import caller, inline, kernel
from .context import unpack
from .deliver import deliver, queue_spikes
from .fire import update_population
from .gap import share_potentials
from .parts import DRIVE, FIRING, GO_ON, INPUTS, PART, REMEMBER, REMEMBERING, SOURCES
from .plan import (
    GID,
    HI,
    LAW,
    LO,
    N_POPULATIONS,
    PUBLIC_STARTS,
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
def _work(table, context, k, span, last):
    """Take partition k through an epoch, after queuing the spikes of the one before.

    `span` and `last` are (parity, first step, steps) of this epoch and the one before.
    """
    plan, state, parts = context.plan, context.state, context.parts
    parity, first, n_steps = span
    public = state.public[parity, k]
    if state.progress[k, 0] >= first + n_steps:
        return
    public[READY] = queue_spikes(plan, state, k, *last)
    if public[READY] == 0:
        return
    at = np.int64(0)
    gathered = np.int64(0)  # a variable: numba would compile all that arrives once for each of two constants
    place = np.int64(PUBLIC_STARTS)
    for step in range(first, first + n_steps):
        if parts[INPUTS] != 0:
            _do(parts[INPUTS], (table, k, step, gathered))
        if parts[GO_ON] != 0:
            _do(parts[GO_ON], (table, k, step, gathered))
        _arrive(table, context, k, step, gathered)
        at = _update(table, context, k, parity, step, at, place)
        place += plan.sizes[N_POPULATIONS]
        _arrive(table, context, k, step, gathered + 1)
        share_potentials(plan, state, k, step + 1)
        sample(context.traces, state, k, step + 1)
    public[place] = at
    state.progress[k, 0] = first + n_steps


# (context, partition, this epoch: parity, first step, steps; the same of the epoch before)
WORK = types.int64(types.CPointer(types.int64), *(types.int64,) * 7)


def _worker(table, k, parity, first, n_steps, last_parity, last_first, last_steps):
    _work(table, unpack(table), k, (parity, first, n_steps), (last_parity, last_first, last_steps))
    return 0


@cache
def worker_address() -> int:
    """Address of the compiled worker; compiled at first use."""
    return kernel(WORK)(_worker).address
