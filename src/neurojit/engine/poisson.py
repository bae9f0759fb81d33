"""Poisson counts, exact, as a pure function of (key, unit, step).

A Philox call serves 8 neighbouring units, 16 bits each; a piece of up to 512 units is drawn at once. A word is compared
with the cumulative floor(p_k * 2**16); what the floors leave over (below one in a few thousand, and the tail) is
one top region, resolved by a draw of 53 bits among the left-over probabilities. Units with rates of their own
are drawn one by one, by inversion.
"""
import math

import numpy as np

from .._jit import formula, inline, wide_vectors
from .rng import philox, uniform

MOST_MEAN = 12.0  # of a table; larger means are drawn in parts
REST = 64  # left-over probabilities kept a table: means up to 12 have nothing beyond 64 counts
# a table: left-over probabilities, levels of 16 bits, four to a place, the mean it was made for, how many levels
_LEVELS, _MEAN, _COUNT, TABLE = 64, 80, 81, 88
PIECE = 512  # units drawn at once
_CALL = 8  # units of a Philox call
_CHUNK = 64  # units whose counts stay in registers
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_ONES = np.uint64(0x0101010101010101)
_HIGHS = np.uint64(0x8080808080808080)


@formula
def _fill(out, key, first, step, draw):
    """The words of Philox calls first, first + 1 ..., as many as there is room for."""
    wide_vectors()
    low = np.uint64(step) & _LOW
    high = np.uint64(step) >> _32
    draw = draw & _LOW  # so that LLVM knows that 32 bits by 32 are multiplied
    for c in range(np.uint64(out.size) // np.uint64(4)):
        w0, w1, w2, w3 = philox(key, (first + c) & _LOW, low, high, draw)
        at = np.uint64(4) * c
        out[at] = np.uint32(w0)
        out[at + np.uint64(1)] = np.uint32(w1)
        out[at + np.uint64(2)] = np.uint32(w2)
        out[at + np.uint64(3)] = np.uint32(w3)


@formula
def _count(words, levels, counts):
    """counts[i] = number of levels that word i has reached; whole chunks."""
    wide_vectors()
    for first in range(0, counts.size, _CHUNK):
        word, count = words[first : first + _CHUNK], counts[first : first + _CHUNK]
        for i in range(np.uint64(_CHUNK)):
            count[i] = np.uint8(0)
        for j in range(levels.size):
            level = levels[j]
            for i in range(np.uint64(_CHUNK)):
                count[i] = np.uint8(count[i] + np.uint8(word[i] >= level))


@formula
def _largest(counts):
    wide_vectors()
    largest = np.uint8(0)
    for i in range(np.uint64(counts.size)):
        largest = max(largest, counts[i])
    return largest


@formula
def _add(inputs, counts, weight):
    wide_vectors()
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
def make_table(table, mean):
    """Make a table for a mean of at most MOST_MEAN; nothing is done if it is there already."""
    if table[_MEAN] == mean:
        return
    levels = table[_LEVELS:_MEAN].view(np.uint16)
    p, left, total = math.exp(-mean), 0.0, np.int64(0)
    for k in range(REST):
        whole = min(np.int64(p * 65536.0), 65535)  # a level must fit in 16 bits, also where p of 0 rounds to 1
        total += whole
        left += p - whole / 65536.0
        levels[k] = np.uint16(total)
        table[k] = left
        if whole > 0:
            table[_COUNT] = k + 1.0
        p *= mean / (k + 1)
    for k in range(REST):
        table[k] /= left
    table[_MEAN] = mean


@inline
def _piece_counts(scratch, key, first, n, step, draw, table):
    """Counts of `n` units from `first` on, which is the first of a call."""
    n_chunks = (n + _CHUNK - 1) // _CHUNK
    words = scratch[: n_chunks * (_CHUNK // 2)]
    counts = scratch[PIECE // 2 : PIECE // 2 + n_chunks * (_CHUNK // 4)].view(np.uint8)
    levels = table[_LEVELS:_MEAN].view(np.uint16)[: np.int64(table[_COUNT])]
    _fill(words, key, np.uint64(first // _CALL), step, draw)
    _count(words.view(np.uint16), levels, counts)
    if _largest(counts) == levels.size:
        _resolve(counts, np.uint8(levels.size), key, first, step, draw, table[:REST])
    return counts


@inline
def add_counts(inputs, scratch, table, key, span, step, mean, weight):
    """Add weight times the counts of the units first .. last - 1 of `span` = (first, last)."""
    first, last = span
    draws = np.int64(mean / MOST_MEAN) + 1
    make_table(table, mean / draws)
    for draw in range(draws):
        for begin in range(first // _CALL * _CALL, last, PIECE):
            end = min(begin + PIECE, last)
            counts = _piece_counts(scratch, key, begin, end - begin, step, np.uint64(draw), table)
            lo = max(first, begin)
            _add(inputs[lo - first : end - first], counts[lo - begin : end - begin], weight)


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
