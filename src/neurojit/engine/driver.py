"""The loop over epochs: partitions work through an epoch side by side, then their spikes are made public.

One source for any number of threads, compiled once and called by address. An epoch has at most min_delay
steps, so no partition needs what another does meanwhile. Whatever fills up (log, ring) ends the call at a
point from which the same call goes on.
"""
from functools import cache

import numpy as np
from numba import carray, prange, types

from .._jit import address_of, atomic_add, atomic_load, caller, entry, inline, kernel, parallel_entry
from .context import unpacker
from .currents import inject
from .deliver import deliver, queue_spikes
from .drives import drive
from .fire import fire
from .gang import ARRIVED, MEMBER_SIZE, MEMBERS, OPENED, assemble, open_gate, wait_for
from .gap import gap_currents, share_potentials
from .learn import go_on_between_spikes, remember_spikes
from .modulate import show_modulators
from .plan import (
    AWAY,
    DONE,
    EPOCH,
    GID,
    GO_ON,
    HOME,
    LAST_FIRST,
    LAST_STEPS,
    LAW,
    LENGTH,
    LO,
    LOG_FULL,
    LOGGED,
    N_PARTITIONS,
    N_POPULATIONS,
    NOT_ASSEMBLED,
    PARITY,
    PUBLIC_STARTS,
    READY,
    RING_FULL,
    STEP,
    T_COLUMNS,
    T_FIRST_SAMPLE,
    T_INTERVAL,
    T_OUT,
    T_START,
    T_STOP,
    UPDATED,
)
from .watch import watch_targets


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
def _move(plan, state, k, source, target):
    """Take the state that input is added to from its home to where input arrives, or back."""
    for h in range(plan.first_home[k], plan.first_home[k + 1]):
        begin, to = np.uint64(plan.homes[h, source]), np.uint64(plan.homes[h, target])
        for i in range(np.uint64(plan.homes[h, LENGTH])):
            state.arena[to + i] = state.arena[begin + i]


@inline
def _arrive(plan, state, k, step, direct):
    """Add the input of the update from `step`: what is gathered before it (direct 0), the rest after it (1)."""
    deliver(plan, state, k, step + 1, direct)
    drive(plan, state, k, step, direct)


@inline
def _work(plan, traces, state, k, span, last):
    """Take partition k through an epoch, after queuing the spikes of the one before.

    `span` and `last` are (parity, first step, steps) of this epoch and the one before.
    """
    parity, first, n_steps = span
    public = state.public[parity, k]
    if state.progress[k, 0] >= first + n_steps:
        return
    public[READY] = queue_spikes(plan, state, k, *last)
    if public[READY] == 0:
        return
    n_populations = plan.sizes[N_POPULATIONS]
    spikes = state.spikes[parity, k]
    at = np.int64(0)
    gathered = np.int64(0)  # a variable: numba would compile all that arrives once for each of two constants
    place = PUBLIC_STARTS
    learns = plan.learning.first[k + 1] > plan.learning.first[k]
    for step in range(first, first + n_steps):
        inject(plan, state, k, step)
        gap_currents(plan, state, k, step)
        show_modulators(plan, state, k, step)
        if learns:
            go_on_between_spikes(plan, state, k, step)
        _arrive(plan, state, k, step, gathered)
        for p in range(n_populations):
            public[place] = at
            place += 1
            begin = at
            at = fire(plan, state, k, p, step, spikes, at)
            if learns and at > begin and plan.populations.table[p, LAW] == UPDATED:
                unit = plan.populations.table[p, GID] + plan.populations.ranges[k, p, LO]
                remember_spikes(plan, state, k, p, spikes, begin, at, unit, step)
        _arrive(plan, state, k, step, gathered + 1)
        if learns:
            watch_targets(plan, state, k, step + 1)
        share_potentials(plan, state, k, step + 1)
        sample(traces, state, k, step + 1)
    public[place] = at
    state.progress[k, 0] = first + n_steps


@inline
def publish(plan, state, span):
    """Log an epoch's spikes in (step, population, unit) order; False when the log must grow before."""
    parity, first, n_steps = span
    n_partitions, n_populations = plan.sizes[N_PARTITIONS], plan.sizes[N_POPULATIONS]
    logged = state.clock[LOGGED]
    total = 0
    for k in range(n_partitions):
        total += state.public[parity, k, PUBLIC_STARTS + n_steps * n_populations]
    if logged + total > state.log_step.size:
        return False
    if total > 0:
        for i in range(n_steps * n_populations):
            for k in range(n_partitions):
                public = state.public[parity, k]
                for e in range(public[PUBLIC_STARTS + i], public[PUBLIC_STARTS + i + 1]):
                    unit = state.spikes[parity, k, e]
                    if plan.populations.log_mask[unit]:
                        state.log_step[logged] = first + i // n_populations + 1
                        state.log_unit[logged] = unit
                        logged += 1
    state.clock[LOGGED] = logged
    return True


@inline
def _outcome(plan, state, span, stop):
    """Make an epoch public if every partition went through it; what the members do next."""
    parity, first, n_steps = span
    for k in range(plan.sizes[N_PARTITIONS]):
        if state.public[parity, k, READY] == 0:
            return RING_FULL
    if not publish(plan, state, span):
        return LOG_FULL
    state.clock[STEP] = first + n_steps
    state.clock[PARITY] = 1 - parity
    state.clock[LAST_FIRST] = first
    state.clock[LAST_STEPS] = n_steps
    return DONE if first + n_steps == stop else GO_ON


@inline
def _march(context, member, n_members, stop, gate):
    """What one of `n_members` threads does until step `stop`, or until something must grow.

    Everybody keeps the clock for himself; the first member also writes it down.
    """
    plan, traces, state = context.plan, context.traces, context.state
    if not assemble(gate, member, n_members):
        return NOT_ASSEMBLED
    for k in range(member, plan.sizes[N_PARTITIONS], n_members):
        _move(plan, state, k, HOME, AWAY)
    first = state.clock[STEP]
    parity = state.clock[PARITY]
    last = (1 - parity, state.clock[LAST_FIRST], state.clock[LAST_STEPS])
    n_mine = (plan.sizes[N_PARTITIONS] - member + n_members - 1) // n_members
    epoch = 0
    while True:
        span = (parity, first, min(plan.sizes[EPOCH], stop - first))
        for turn in range(n_mine):
            k = member + n_members * (turn if parity == 0 else n_mine - 1 - turn)  # what was last is still in the cache
            _work(plan, traces, state, k, span, last)
        epoch += 1
        outcome = GO_ON
        if member == 0:
            if n_members > 1:
                wait_for(gate, ARRIVED, n_members + epoch * (n_members - 1), member)
            outcome = _outcome(plan, state, span, stop)
            if n_members > 1:
                open_gate(gate, epoch, outcome)
        else:
            atomic_add(gate, ARRIVED, 1)
            wait_for(gate, OPENED, 8 * epoch, member)
            outcome = atomic_load(gate, OPENED) - 8 * epoch
        if outcome != GO_ON:
            for k in range(member, plan.sizes[N_PARTITIONS], n_members):
                _move(plan, state, k, AWAY, HOME)
            return outcome
        last = span
        parity = 1 - parity
        first += span[2]


# (member, members, stop, context, gate): what a driver returns
MEMBER = types.int64(types.int64, types.int64, types.int64, types.CPointer(types.int64), types.CPointer(types.int64))
_call_member = caller(MEMBER)
_unpack_mixed = unpacker(np.float32)
_unpack_double = unpacker(np.float64)


def _member_mixed(member, n_members, stop, table, gate):
    context = _unpack_mixed(table)
    return np.int64(_march(context, member, n_members, stop, carray(gate, (MEMBERS + n_members * MEMBER_SIZE,))))


def _member_double(member, n_members, stop, table, gate):
    context = _unpack_double(table)
    return np.int64(_march(context, member, n_members, stop, carray(gate, (MEMBERS + n_members * MEMBER_SIZE,))))


@cache
def member_address(weight: type) -> int:
    """Address of the compiled member for weights of type float32 or float64; compiled at first use."""
    return int(kernel(MEMBER)(_member_mixed if weight is np.float32 else _member_double).address)


@entry
def advance_serial(address, table, gate, stop):
    """Advance to step `stop` with one thread; returns DONE, or what must grow before the call is repeated."""
    return _call_member(address, (0, 1, stop, address_of(table, 0), address_of(gate, 0)))


@parallel_entry
def advance_parallel(address, table, gate, stop, outcomes):
    """As `advance_serial` with one thread for each element of `outcomes`."""
    n_members = outcomes.size
    for member in prange(n_members):
        outcomes[member] = _call_member(
            address, (member, n_members, stop, address_of(table, 0), address_of(gate, 0)))
    return outcomes[0]
