"""The rules of connection as row drawers: the sources of one target, one C signature for all.

Every synapse is (target, place in its row), so its source, weight and delay are pure functions of the seed
and that identity, whoever owns the target and however many partitions there are.
"""
import math

import numpy as np
from numba import carray, types

from .._jit import entry, kernel
from .rng import below, fill_below, uniform

_INTS = types.CPointer(types.int64)
_INDICES = types.CPointer(types.int32)
# (key, target, own, integers, reals, indices, marks, out): the number of sources written to `out`. `own` is the
# source that is the target itself where autapses are not allowed, else -1; integers[0] is the number of sources.
ROW = types.int64(
    types.uint64, types.int64, types.int64, _INTS, types.CPointer(types.float64), _INDICES, _INDICES, _INDICES)


@kernel(ROW)
def row_counted(key, target, own, integers, reals, indices, marks, out):
    """integers[2 + target] sources, uniform; with repetition where integers[1]."""
    given = carray(integers, (target + 3,))
    n_pre, repeat, count = given[0], given[1], given[target + 2]
    sources = carray(out, (count,))
    mark = carray(marks, (n_pre,))
    stamp = np.int32(target + 1)
    draw = np.uint64(0)
    n = 0
    while n < count:
        drawn = sources[n:]
        fill_below(key, draw, target, n_pre, drawn)
        draw += np.uint64(drawn.size)
        if repeat and own < 0:
            break
        for i in range(drawn.size):
            source = drawn[i]
            if source == own:
                continue
            if not repeat:
                if mark[source] == stamp:
                    continue
                mark[source] = stamp
            sources[n] = source
            n += 1
    return count


@kernel(ROW)
def row_bernoulli(key, target, own, integers, reals, indices, marks, out):
    """Every source with the same probability, by geometric steps; reals[0] = 1/log(1 - p), or 0 for p = 1."""
    n_pre = carray(integers, (1,))[0]
    scale = carray(reals, (1,))[0]
    sources = carray(out, (n_pre,))
    n = 0
    draw = 0
    source = -1
    while True:
        gap = math.log(1.0 - uniform(key, draw, target, 0)) * scale
        draw += 1
        if gap >= n_pre:
            return n
        source += 1 + np.int64(gap)
        if source >= n_pre:
            return n
        if source != own:
            sources[n] = source
            n += 1


@kernel(ROW)
def row_all(key, target, own, integers, reals, indices, marks, out):
    """Every source."""
    n_pre = carray(integers, (1,))[0]
    sources = carray(out, (n_pre,))
    n = 0
    for source in range(n_pre):
        if source != own:
            sources[n] = source
            n += 1
    return n


@kernel(ROW)
def row_one(key, target, own, integers, reals, indices, marks, out):
    """The source of the same index."""
    if target == own:
        return 0
    carray(out, (1,))[0] = target
    return 1


@kernel(ROW)
def row_listed(key, target, own, integers, reals, indices, marks, out):
    """indices[integers[1 + target]:integers[2 + target]]."""
    bounds = carray(integers, (target + 3,))
    first, last = bounds[target + 1], bounds[target + 2]
    given = carray(indices, (last,))
    sources = carray(out, (last - first,))
    for i in range(last - first):
        sources[i] = given[first + i]
    return last - first


ROWS = {"counted": row_counted, "bernoulli": row_bernoulli, "all": row_all, "one": row_one, "listed": row_listed}


@entry
def count_targets(key, first, last, n_pre, own, counts):
    """How often synapses first..last-1, each with a uniform source and target, fall on every target."""
    n_post = counts.size
    for synapse in range(first, last):
        attempt = 0
        while True:
            target = below(key, synapse & 0xFFFFFFFF, synapse >> 32, 2 * attempt, n_post)
            if own[target] < 0:
                break
            if below(key, synapse & 0xFFFFFFFF, synapse >> 32, 2 * attempt + 1, n_pre) != own[target]:
                break
            attempt += 1
        counts[target] += 1


@entry
def draw_outdegrees(key, count, own, repeat, marks, targets):
    """targets[source, :] for every source: `count` targets each; own[source] is left out (-1: none)."""
    n_pre, n_post = targets.shape[0], marks.size
    for source in range(n_pre):
        stamp = np.int32(source + 1)
        found = 0
        draw = 0
        while found < count:
            target = below(key, draw, source, 0, n_post)
            draw += 1
            if target == own[source]:
                continue
            if not repeat:
                if marks[target] == stamp:
                    continue
                marks[target] = stamp
            targets[source, found] = target
            found += 1
