"""External inputs: sums over current sources, written before the update where they change."""
import numpy as np

from .._jit import inline
from .plan import (
    C_CHANGES,
    C_EVERY,
    C_FIRST,
    C_LAST,
    C_LAST_CHANGE,
    C_LENGTH,
    C_OFFSET,
    C_PLACE,
    NEVER,
    S_RANDOM,
)
from .signals import is_on, signal


@inline
def _write(plan, state, row, step):
    """Write one port for the update from `step`."""
    currents, sources = plan.currents, plan.sources
    for i in range(row[C_PLACE], row[C_PLACE] + row[C_LENGTH]):
        state.arena[i] = 0.0
    asked, value = np.int64(-1), 0.0
    for e in range(row[C_FIRST], row[C_LAST]):
        source = currents.source[e]
        if source != asked or sources.table[source, S_RANDOM]:  # edges of one source lie together
            asked, value = source, 0.0
            if is_on(sources, source, step):
                value = signal(sources, source, step, np.uint64(currents.key[e]), currents.number[e])
        state.arena[currents.place[e]] += currents.weight[e] * value


@inline
def _next_change(currents, row, step):
    """The first step after `step` at which a port changes."""
    change = NEVER
    if row[C_EVERY] > 0:
        change = step + row[C_EVERY] - (step - row[C_OFFSET]) % row[C_EVERY]
    listed = currents.change[row[C_CHANGES] : row[C_LAST_CHANGE]]
    i = np.searchsorted(listed, step + 1)
    return min(change, listed[i]) if i < listed.size else change


@inline
def inject(plan, state, k, step):
    """Write the external inputs of partition k for the update from `step`; most of them rarely change."""
    for port in range(plan.currents.first[k], plan.currents.first[k + 1]):
        if step >= state.due[port]:
            row = plan.currents.ports[port]
            _write(plan, state, row, step)
            state.due[port] = _next_change(plan.currents, row, step)
