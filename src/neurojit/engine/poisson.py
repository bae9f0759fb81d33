"""Poisson counts, exact, as a pure function of (key, unit, step).

Units come in blocks of 512 that share 64 Philox calls, 16 bits a unit. A word is compared with the
cumulative floor(p_k * 2**16); what the floors leave over (below one in a few thousand, and the tail) is
one top region, resolved by a draw of 53 bits among the left-over probabilities. Units with rates of their own
are drawn one by one, by inversion.
"""
import math

import numpy as np

from .._jit import formula, inline, wide_vectors
from .plan import (
    D_DIRECT,
    D_FIRST,
    D_KEY,
    D_LAST,
    D_LEVELS,
    D_LISTED,
    D_LOCAL,
    D_REPEATS,
    D_REST,
    D_START,
    D_STOP,
    D_TABLE,
    STRIDE,
)
from .rng import philox, uniform

BLOCK = 512
REST = 64  # left-over probabilities kept a table: means up to 12 have nothing beyond 64 counts
_CALLS = 64
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_ONES = np.uint64(0x0101010101010101)
_HIGHS = np.uint64(0x8080808080808080)


@formula
def _fill(out, key, block, step, draw):
    """512 words of 16 bits for a block of units."""
    wide_vectors()
    low = np.uint64(step) & _LOW
    high = np.uint64(step) >> _32
    base = np.uint64(block) * np.uint64(_CALLS)
    for c in range(np.uint64(_CALLS)):
        w0, w1, w2, w3 = philox(key, base + c, low, high, draw)
        out[c] = np.uint32(w0)
        out[c + np.uint64(64)] = np.uint32(w1)
        out[c + np.uint64(128)] = np.uint32(w2)
        out[c + np.uint64(192)] = np.uint32(w3)


@formula
def _count(words, levels, counts):
    """counts[i] = number of levels that word i has reached."""
    wide_vectors()
    for i in range(np.uint64(BLOCK)):
        counts[i] = np.uint8(0)
    for j in range(levels.size):
        level = levels[j]
        for i in range(np.uint64(BLOCK)):
            counts[i] = np.uint8(counts[i] + np.uint8(words[i] >= level))


@formula
def _add(inputs, counts, weight):
    for i in range(np.uint64(inputs.size)):
        inputs[i] += weight * np.float64(counts[i])


@inline
def _left_over(u, rest):
    """The count of a left-over draw; rest is cumulative over counts 0, 1, 2 ..."""
    j = 0
    while j < rest.size - 1 and u >= rest[j]:
        j += 1
    return j


@inline
def _resolve(counts, top, key, unit0, step, draw, rest):
    """Replace counts that reached the top region by a draw among the left-over probabilities."""
    eights = counts.view(np.uint64)
    tops = np.uint64(top) * _ONES
    for e in range(eights.size):
        x = eights[e] ^ tops
        if (x - _ONES) & ~x & _HIGHS != 0:  # one of the eight bytes is the top
            for i in range(8 * e, 8 * e + 8):
                if counts[i] == top:
                    counts[i] = _left_over(uniform(key, unit0 + i, step, np.uint64(0x80000000) + draw), rest)


@inline
def block_counts(state_words, key, block, step, draw, levels, rest):
    """Counts of the 512 units of a block."""
    words = state_words[:256]
    counts = state_words[256:384].view(np.uint8)
    _fill(words, key, block, step, draw)
    _count(words.view(np.uint16), levels, counts)
    _resolve(counts, np.uint8(levels.size), key, block * BLOCK, step, draw, rest)
    return counts


@inline
def inversion(key, element, step, mean):
    """A Poisson count of any mean, as the sum of counts of means <= 8 by inversion."""
    parts = np.int64(mean / 8.0) + 1
    base = math.exp(-mean / parts)
    total = 0
    for part in range(parts):
        u = uniform(key, element, step, np.uint64(part))
        p = base
        s = base
        k = 0
        while u >= s and p > 0.0:
            k += 1
            p *= mean / parts / k
            s += p
        total += k
    return total


@inline
def _uniform_drive(row, levels, rest, inputs, words, step, weight):
    """One rate and one weight for a contiguous range of units."""
    key = np.uint64(row[D_KEY])
    first, last = row[D_FIRST], row[D_LAST]
    for draw in range(row[D_REPEATS]):
        for block in range(first // BLOCK, (last - 1) // BLOCK + 1):
            counts = block_counts(words, key, block, step, np.uint64(draw), levels, rest)
            lo = max(first, block * BLOCK)
            hi = min(last, (block + 1) * BLOCK)
            at = row[D_LOCAL] + lo - first
            _add(inputs[at : at + hi - lo], counts[lo - block * BLOCK : hi - block * BLOCK], weight)


@inline
def _listed_drive(drives, row, inputs, step):
    """Rates and weights of their own."""
    key = np.uint64(row[D_KEY])
    for e in range(row[D_FIRST], row[D_LAST]):
        count = inversion(key, drives.entry_id[e], step, drives.entry_rate[e])
        inputs[drives.entry_local[e]] += drives.entry_weight[e] * count


@inline
def drive(plan, state, k, step, direct):
    """Add the Poisson input of the update from `step` in partition k, through direct ports (1) or others (0)."""
    drives = plan.drives
    stride = plan.sizes[STRIDE]
    for d in range(drives.first[k], drives.first[k + 1]):
        row = drives.table[d]
        if row[D_DIRECT] != direct or not row[D_START] <= step < row[D_STOP]:
            continue
        channel = drives.channel[d]
        inputs = state.inputs[k, channel * stride : (channel + 1) * stride]
        if row[D_LISTED]:
            _listed_drive(drives, row, inputs, step)
        else:
            levels = drives.levels[row[D_TABLE] : row[D_TABLE] + row[D_LEVELS]]
            rest = drives.rest[row[D_REST] : row[D_REST] + REST]
            _uniform_drive(row, levels, rest, inputs, state.scratch[k], step, drives.weight[d])
