"""A time step in pieces that Python calls one by one, so that it can see how long each takes; what they do is the
driver's, on one thread, with an epoch of one step."""
from functools import cache

import numpy as np
from numba import types

from .._jit import address_of, caller, entry, inline, kernel
from .context import unpack
from .deliver import queue_spikes
from .driver import publish
from .drives import drive
from .fire import fire_source, update_population
from .gap import share_potentials
from .learn import ARRIVED, go_on_between_spikes, learn_segment, remember_spikes
from .parts import show_inputs
from .plan import (
    DONE,
    FIRST_SEGMENT,
    GID,
    HI,
    LAST_FIRST,
    LAST_STEPS,
    LAW,
    LEARNS,
    LO,
    LOG_FULL,
    N_PARTITIONS,
    N_POPULATIONS,
    PARITY,
    PLACE_BITS,
    PUBLIC_STARTS,
    REACHED,
    RING_FULL,
    STEP,
    STRIDE,
    UPDATED,
)
from .ring import CHUNK, ENTRIES, HEAD, clear, segment_of
from .scatter import add_segment
from .watch import watch_targets
from .worker import sample

NOTHING, QUEUE, INJECT, GO_ON, DELIVER, LEARN, DRIVE, UPDATE, REMEMBER, WATCH, SHARE, SAMPLE, PUBLISH = range(13)


@inline
def _deliver_some(plan, state, k, step, direct, learns):
    """Deliver the static segments that are due (learns 0), or the plastic ones, which leaves the slot empty."""
    half = state.slots.shape[1] // 2
    slot = direct * half + (step & (half - 1))
    chunk, entries = state.slots[k, slot, HEAD], state.slots[k, slot, ENTRIES]
    for e in range(entries):
        if e > 0 and e % CHUNK == 0:
            chunk = state.following[k, chunk]
        block, place, length = segment_of(state.chunks[k, chunk, e % CHUNK], plan.sizes[PLACE_BITS])
        row = plan.wiring.blocks[block, LEARNS]
        if row >= 0 and learns:
            learn_segment(plan, state, k, row, plan.wiring.blocks[block, FIRST_SEGMENT] + place, step, ARRIVED)
        elif row < 0 and not learns:
            add_segment(plan.wiring, state.inputs[k], plan.sizes[STRIDE], np.uint64(block), place, length)
    if learns:
        clear(state, k, slot)


@inline
def _update(plan, state, k, step):
    public = state.public[state.clock[PARITY], k]
    spikes = state.spikes[state.clock[PARITY], k]
    at = np.int64(0)
    for p in range(plan.sizes[N_POPULATIONS]):
        public[PUBLIC_STARTS + p] = at
        if plan.populations.ranges[k, p, LO] == plan.populations.ranges[k, p, HI]:
            continue
        if plan.populations.table[p, LAW] == UPDATED:
            at = update_population(plan, state, k, p, step, spikes, at)
        else:
            at = fire_source(plan, state, k, p, step, spikes, at)
    public[PUBLIC_STARTS + plan.sizes[N_POPULATIONS]] = at


@inline
def _remember(plan, state, k, step):
    if plan.learning.first[k + 1] == plan.learning.first[k]:
        return
    public = state.public[state.clock[PARITY], k]
    for p in range(plan.sizes[N_POPULATIONS]):
        begin, end = public[PUBLIC_STARTS + p], public[PUBLIC_STARTS + p + 1]
        if end > begin and plan.populations.table[p, LAW] == UPDATED:
            unit = plan.populations.table[p, GID] + plan.populations.ranges[k, p, LO]
            remember_spikes(plan, state, k, p, state.spikes[state.clock[PARITY], k], begin, end, unit, step)


@inline
def _phase(context, which, direct):
    """One piece of the step that the clock says, for all partitions."""
    plan, traces, state = context.plan, context.traces, context.state
    step, parity = state.clock[STEP], state.clock[PARITY]
    for k in range(plan.sizes[N_PARTITIONS]):
        if which == QUEUE:
            if state.progress[k, REACHED] > step:
                continue  # it was queued before the ring of another partition had to grow
            if not queue_spikes(plan, state, k, 1 - parity, state.clock[LAST_FIRST], state.clock[LAST_STEPS]):
                return RING_FULL
            state.progress[k, REACHED] = step + 1
        elif which == INJECT:
            show_inputs(plan, state, k, step)
        elif which == GO_ON:
            go_on_between_spikes(plan, state, k, step)
        elif which in (DELIVER, LEARN):
            _deliver_some(plan, state, k, step + 1, direct, which == LEARN)
        elif which == DRIVE:
            drive(plan, state, k, step, direct)
        elif which == UPDATE:
            _update(plan, state, k, step)
        elif which == REMEMBER:
            _remember(plan, state, k, step)
        elif which == WATCH:
            watch_targets(plan, state, k, step + 1)
        elif which == SHARE:
            share_potentials(plan, state, k, step + 1)
        elif which == SAMPLE:
            sample(traces, state, k, step + 1)
    if which == PUBLISH:
        if not publish(plan, state, (parity, step, np.int64(1))):
            return LOG_FULL
        state.clock[STEP], state.clock[PARITY] = step + 1, 1 - parity
        state.clock[LAST_FIRST], state.clock[LAST_STEPS] = step, 1
    return DONE


# (context, which piece, direct): DONE, or what must grow before the call is repeated
PHASE = types.int64(types.CPointer(types.int64), types.int64, types.int64)
_call = caller(PHASE)


def _one_phase(table, which, direct):
    return np.int64(_phase(unpack(table), which, direct))


@cache
def phase_address() -> int:
    """Address of the compiled function; compiled at first use."""
    return kernel(PHASE)(_one_phase).address


@entry
def phase(address, table, which, direct):
    """Do one piece of a step."""
    return _call(address, (address_of(table, 0), which, direct))
