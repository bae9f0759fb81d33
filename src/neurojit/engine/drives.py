"""Input that is drawn inside the update: trains that nobody but their target sees."""
import numpy as np

from .._jit import inline
from .plan import (
    D_CELLS,
    D_DELAY,
    D_DIRECT,
    D_FIRST,
    D_KEY,
    D_LAST,
    D_LISTED,
    D_LOCAL,
    D_PLACE,
    D_SOURCE,
    STRIDE,
)
from .poisson import add_counts
from .signals import is_on, signal
from .trains import count


@inline
def _listed_drive(plan, state, row, inputs, step):
    """Sources and weights of their own."""
    drives = plan.drives
    key = np.uint64(row[D_KEY])
    for e in range(row[D_FIRST], row[D_LAST]):
        number = drives.entry_id[e]
        place = row[D_PLACE] + number * row[D_CELLS]
        spikes = count(plan.sources, state.cells, drives.entry_source[e], key, number, place, step, row[D_DELAY])
        inputs[drives.entry_local[e]] += drives.entry_weight[e] * spikes


@inline
def drive(plan, state, k, step, direct):
    """Add the drawn input of the update from `step` in partition k, through direct ports (1) or others (0)."""
    drives, sources = plan.drives, plan.sources
    stride = plan.sizes[STRIDE]
    for d in range(drives.first[k], drives.first[k + 1]):
        row = drives.table[d]
        if row[D_DIRECT] != direct:
            continue
        channel = drives.channel[d]
        inputs = state.inputs[k, channel * stride : (channel + 1) * stride]
        if row[D_LISTED]:
            _listed_drive(plan, state, row, inputs, step)
        elif is_on(sources, row[D_SOURCE], step - row[D_DELAY]):
            mean = signal(sources, row[D_SOURCE], step - row[D_DELAY], np.uint64(row[D_KEY]), np.int64(0))
            if mean > 0.0:
                first, last = row[D_FIRST], row[D_LAST]
                add_counts(inputs[row[D_LOCAL] : row[D_LOCAL] + last - first], state.tables[d],
                           np.uint64(row[D_KEY]), first, step, mean, drives.weight[d])
