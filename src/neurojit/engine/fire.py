"""Who fires in a step: neurons that crossed threshold, sources of random trains, listed times."""
import numpy as np

from .._jit import address_of, caller, inline
from .plan import (
    BIT,
    EVENT,
    GID,
    HI,
    KERNEL,
    LAW,
    LISTED_TIMES,
    LO,
    LOCAL,
    PARENT,
    RANDOM,
    ROWS,
    SHARED,
    STRIDE,
)
from .spikes import UPDATE, collect
from .trains import count

_call = caller(UPDATE)


@inline
def update_population(plan, state, k, p, step, spikes, at):
    """Advance the neurons of population p in partition k by one step and list those that fire."""
    populations = plan.populations
    lo, hi, local = populations.ranges[k, p, LO], populations.ranges[k, p, HI], populations.ranges[k, p, LOCAL]
    row = populations.table[p]
    return at + _call(row[KERNEL], (
        hi - lo, lo, step, address_of(state.arena, 0), address_of(populations.rows[k], row[ROWS]),
        address_of(populations.shared, row[SHARED]), address_of(state.inputs[k], local), plan.sizes[STRIDE],
        address_of(state.flags[k], local), row[GID] + lo, address_of(spikes, at)))


@inline
def _random(plan, state, p, lo, hi, step, spikes, at):
    sources = plan.sources
    unit0 = plan.populations.table[p, GID]
    key = np.uint64(sources.key[p])
    row, each = sources.rows[p, 0], sources.rows[p, 1]
    place, cells = sources.places[p, 0], sources.places[p, 1]
    for i in range(lo, hi):
        for _ in range(count(sources, state.cells, row + i * each, key, i, place + i * cells, step, 0)):
            spikes[at] = unit0 + i
            at += 1
    return at


@inline
def _listed_times(sources, p, lo, hi, unit0, step, spikes, at):
    first, last = sources.bounds[p, 0], sources.bounds[p, 1]
    e = first + np.searchsorted(sources.event_step[first:last], step + 1)
    while e < last and sources.event_step[e] == step + 1:
        if lo <= sources.event_unit[e] < hi:
            spikes[at] = unit0 + sources.event_unit[e]
            at += 1
        e += 1
    return at


@inline
def _events(plan, state, k, p, unit0, spikes, at):
    """The units whose neuron has its flag of an event set; the neurons were updated before in this step."""
    row = plan.populations.table[p]
    lo, hi = plan.populations.ranges[k, p, LO], plan.populations.ranges[k, p, HI]
    local = plan.populations.ranges[k, row[PARENT], LOCAL]
    return collect(state.flags[k, local : local + hi - lo], 1 << row[BIT], unit0 + lo, spikes, at)


@inline
def fire_source(plan, state, k, p, step, spikes, at):
    """Append the units that fire in the update from `step`, of a population p that is not advanced as neurons are."""
    populations = plan.populations
    lo, hi = populations.ranges[k, p, LO], populations.ranges[k, p, HI]
    law = populations.table[p, LAW]
    if law == RANDOM:
        return _random(plan, state, p, lo, hi, step, spikes, at)
    if law == LISTED_TIMES:
        return _listed_times(plan.sources, p, lo, hi, populations.table[p, GID], step, spikes, at)
    if law == EVENT:
        return _events(plan, state, k, p, populations.table[p, GID], spikes, at)
    return at
