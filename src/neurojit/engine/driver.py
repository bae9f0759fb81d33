"""The loop over epochs: partitions work through an epoch side by side, then their spikes are made public.

One source, compiled serial and parallel. An epoch has at most min_delay steps, so no partition needs what
another does meanwhile. Whatever fills up (log, ring) ends the call at a point from which the same call goes on.
"""
from functools import cache
from typing import Any

import numpy as np
from numba import prange, types

from .._jit import address_of, caller, entry, inline, kernel, parallel_entry
from .context import unpacker
from .deliver import deliver, queue_spikes
from .fire import fire
from .plan import (
    DONE,
    LAST_FIRST,
    LAST_STEPS,
    LOG_FULL,
    LOGGED,
    PARITY,
    RING_FULL,
    STEP,
    T_COLUMNS,
    T_FIRST_SAMPLE,
    T_INTERVAL,
    T_OUT,
    T_START,
    T_STOP,
)
from .poisson import drive


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
def _work(plan, traces, state, k, first, n_steps):
    """Take partition k through an epoch; False when its ring must grow before."""
    if state.progress[k] >= first + n_steps:
        return True
    if not queue_spikes(plan, state, k):
        return False
    n_populations = plan.sizes[1]
    parity = state.clock[PARITY]
    spikes = state.spikes[parity, k]
    at = 0
    for s in range(n_steps):
        step = first + s
        deliver(plan, state, k, step + 1)
        drive(plan, state, k, step)
        for p in range(n_populations):
            state.starts[parity, k, s, p] = at
            at = fire(plan, state, k, p, step, spikes, at)
            state.counts[parity, k, s, p] = at - state.starts[parity, k, s, p]
        sample(traces, state, k, step + 1)
    state.progress[k] = first + n_steps
    return True


@inline
def _publish(plan, state, first, n_steps):
    """Log the epoch's spikes in (step, population, unit) order; False when the log must grow before."""
    parity = state.clock[PARITY]
    n_partitions, n_populations = plan.sizes[0], plan.sizes[1]
    logged = state.clock[LOGGED]
    total = 0
    for k in range(n_partitions):
        last = state.starts[parity, k, n_steps - 1, n_populations - 1]
        total += last + state.counts[parity, k, n_steps - 1, n_populations - 1]
    if logged + total > state.log_step.size:
        return False
    for s in range(n_steps):
        for p in range(n_populations):
            for k in range(n_partitions):
                at = state.starts[parity, k, s, p]
                for i in range(at, at + state.counts[parity, k, s, p]):
                    unit = state.spikes[parity, k, i]
                    if plan.populations.log_mask[unit]:
                        state.log_step[logged] = first + s + 1
                        state.log_unit[logged] = unit
                        logged += 1
    state.clock[LOGGED] = logged
    state.clock[LAST_FIRST] = first
    state.clock[LAST_STEPS] = n_steps
    state.clock[PARITY] = 1 - parity
    return True


# (partition, first step, steps, context): nonzero when done, 0 when the ring must grow before
WORK = types.int64(types.int64, types.int64, types.int64, types.CPointer(types.int64))
_call_worker = caller(WORK)
_unpack_mixed = unpacker(np.float32)
_unpack_double = unpacker(np.float64)


def _work_mixed(k, first, n_steps, table):
    context = _unpack_mixed(table)
    return np.int64(_work(context.plan, context.traces, context.state, k, first, n_steps))


def _work_double(k, first, n_steps, table):
    context = _unpack_double(table)
    return np.int64(_work(context.plan, context.traces, context.state, k, first, n_steps))


@cache
def worker(weight: type) -> Any:
    """The compiled worker of a partition for weights of type float32 or float64; compiled at first use."""
    return kernel(WORK)(_work_mixed if weight is np.float32 else _work_double)


def _advance(work, table, plan, state, stop):
    """Advance to step `stop`; returns DONE, or what must grow before the call is repeated."""
    n_partitions = plan.sizes[0]
    status = state.status
    while state.clock[STEP] < stop:
        first = state.clock[STEP]
        n_steps = min(plan.sizes[4], stop - first)
        for k in prange(n_partitions):
            status[k] = _call_worker(work, (k, first, n_steps, address_of(table, 0)))
        for k in range(n_partitions):
            if status[k] == 0:
                return RING_FULL
        if not _publish(plan, state, first, n_steps):
            return LOG_FULL
        state.clock[STEP] = first + n_steps
    return DONE


advance_serial = entry(_advance)
advance_parallel = parallel_entry(_advance)
