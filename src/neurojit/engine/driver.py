"""The loop over epochs: partitions work through an epoch side by side, then their spikes are made public.

One source for any number of threads, compiled once and called by address. An epoch has at most min_delay
steps, so no partition needs what another does meanwhile. Whatever fills up (log, ring) ends the call at a
point from which the same call goes on.
"""
from functools import cache

import numpy as np
from numba import carray, prange, types

from .._jit import address_of, atomic_add, atomic_load, caller, entry, inline, is_stored, kernel, parallel_entry
from .astray import is_astray
from .context import unpack
from .gang import ARRIVED, MEMBER_SIZE, MEMBERS, OPENED, assemble, open_gate, wait_for
from .parts import WORKER, addresses
from .plan import (
    ASTRAY,
    DONE,
    EPOCH,
    GO_ON,
    LAST_FIRST,
    LAST_STEPS,
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
    Plan,
)
from .worker import FIRST_HALF, SECOND_HALF, WORK, worker_address


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
def _march(table, context, member, n_members, stop, gate):
    """What one of `n_members` threads does until step `stop`, or until something must grow.

    Everybody keeps the clock for himself; the last to arrive also writes it down. Whoever knows his spikes arrives, and
    does what is left of his epoch before he waits for the others.
    """
    plan, state, work = context.plan, context.state, context.parts[WORKER]
    if not assemble(gate, member, n_members):
        return NOT_ASSEMBLED
    first = state.clock[STEP]
    parity = state.clock[PARITY]
    last = (1 - parity, state.clock[LAST_FIRST], state.clock[LAST_STEPS])
    n_mine = (plan.sizes[N_PARTITIONS] - member + n_members - 1) // n_members
    overlaps = plan.gaps.shown.size == 0  # potentials are shared in the second half
    epoch, k = 0, member
    while True:
        span = (parity, first, min(plan.sizes[EPOCH], stop - first))
        for turn in range(n_mine):
            k = member + n_members * (turn if parity == 0 else n_mine - 1 - turn)  # what was last is still in the cache
            _call_worker(work, (table, k, *span, *last, FIRST_HALF))
            if turn < n_mine - 1 or not overlaps:
                _call_worker(work, (table, k, *span, *last, SECOND_HALF))
        epoch += 1
        if atomic_add(gate, ARRIVED, 1) + 1 == n_members * (epoch + 1):
            open_gate(gate, epoch, _outcome(plan, state, span, stop))
        if n_mine > 0 and overlaps:
            _call_worker(work, (table, k, *span, *last, SECOND_HALF))
        wait_for(gate, OPENED, 8 * epoch, member)
        outcome = atomic_load(gate, OPENED) - 8 * epoch
        if outcome != GO_ON:
            for turn in range(n_mine):  # whoever wrote the state has it at hand
                if outcome == DONE and is_astray(plan, state, member + n_members * turn):
                    outcome = ASTRAY
            return outcome
        last = span
        parity = 1 - parity
        first += span[2]


# (member, members, stop, context, gate): what a driver returns
MEMBER = types.int64(types.int64, types.int64, types.int64, types.CPointer(types.int64), types.CPointer(types.int64))
_call_member = caller(MEMBER)
_call_worker = caller(WORK)


def _member(member, n_members, stop, table, gate):
    gates = carray(gate, (MEMBERS + n_members * MEMBER_SIZE,))
    return np.int64(_march(table, unpack(table), member, n_members, stop, gates))


@cache
def member_address() -> int:
    """Address of the compiled member; compiled at first use."""
    return kernel(MEMBER)(_member).address


def parts(plan: Plan) -> np.ndarray:
    """`Context.parts` of a plan."""
    return np.array([*addresses(plan), worker_address()], np.int64)


@entry
def advance_serial(address, table, gate, stop):
    """Advance to step `stop` with one thread; returns DONE or ASTRAY, or what must grow before the call is repeated."""
    return _call_member(address, (0, 1, stop, address_of(table, 0), address_of(gate, 0)))


@parallel_entry
def advance_parallel(address, table, gate, stop, outcomes):
    """As `advance_serial` with one thread for each element of `outcomes`."""
    n_members = outcomes.size
    for member in prange(n_members):
        outcomes[member] = _call_member(
            address, (member, n_members, stop, address_of(table, 0), address_of(gate, 0)))
    return outcomes.max()  # all the same, unless a member finds state astray


def is_loop_stored() -> bool:
    """Whether the loop over epochs needs only be loaded, so far as one can tell without loading it."""
    return is_stored(_member)


def compile_loop(n_threads: int) -> None:
    """Compile all of the loop over epochs into the cache; the member last, see `is_loop_stored`."""
    worker_address()
    row = types.int64[::1]
    if n_threads > 1:
        advance_parallel.compile((types.int64, row, row, types.int64, row))
    else:
        advance_serial.compile((types.int64, row, row, types.int64))
    member_address()
