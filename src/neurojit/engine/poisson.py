"""Poisson counts, exact, as a pure function of (key, unit, step).

A Philox call serves 8 neighbouring units, 16 bits each; a piece of up to PIECE units is drawn at once. Of all 65,536
words floor(p_k * 65536) mean the count k; what the floors leave over (below one in a few thousand) are words that stand
for "top", resolved by a draw of 53 bits among the left-over probabilities. Which word means what is Walker's (1977,
doi:10.1145/355744.355749) table of aliases in whole numbers: the lowest 5 bits of a word are its column, and a column
has one count for words up to a limit and another for those above. Units with rates of their own are drawn one by one,
by inversion.
"""
import math

import numpy as np

from .._jit import CHOSEN, COLUMNS, choose, formula, inline, wide_vectors
from .rng import philox, uniform

MOST_MEAN = 12.0  # of a table, where no count above 30 has a word; larger means are drawn in parts
TOP = COLUMNS - 1  # in place of a count
REST = 64  # left-over probabilities kept a table: means up to 12 have nothing beyond 64 counts
# a table: left-over probabilities, columns (limits, what is chosen up to them, what above), words of every count, mean
_CHOICES, _SHARES, _MEAN, TABLE = 64, 88, 120, 128
PIECE = 2048  # units drawn at once
_CALL = 8  # units of a Philox call
_CHUNK = 64  # units of a vector of calls
_WIDTH = 65536 // COLUMNS  # words of a column
_LOW = np.uint64(0xFFFFFFFF)
_1, _2, _32 = (np.uint64(x) for x in (1, 2, 32))
_ONES = np.uint64(0x0101010101010101)
_HIGHS = np.uint64(0x8080808080808080)


@formula
def _fill(out, key, first, step, draw):
    """The words of Philox calls first, first + 1 ..., as many as there is room for; two in a place."""
    wide_vectors()
    low = np.uint64(step) & _LOW
    high = np.uint64(step) >> _32
    draw = draw & _LOW  # so that LLVM knows that 32 bits by 32 are multiplied
    for c in range(np.uint64(out.size) // _2):
        w0, w1, w2, w3 = philox(key, (first + c) & _LOW, low, high, draw)
        out[_2 * c] = w1 | (w0 << _32)
        out[_2 * c + _1] = w3 | (w2 << _32)


@formula
def _count(words, choices, counts):
    """The counts that words mean; whole chunks."""
    wide_vectors()
    for i in range(np.uint64(words.size) // np.uint64(CHOSEN)):
        choose(words, np.uint64(CHOSEN) * i, choices, counts)


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
def _share_words(table, mean):
    """Give every count its whole words, and note the left-over probabilities, cumulative."""
    shares = table[_SHARES:_MEAN].view(np.int64)
    p, left, total = math.exp(-mean), 0.0, np.int64(0)
    for k in range(REST):
        whole = min(np.int64(p * 65536.0), 65535)  # something must be left over, also where p of 0 rounds to 1
        left += p - whole / 65536.0
        table[k] = left
        if k < TOP:
            shares[k] = whole
            total += whole
        p *= mean / (k + 1)
    shares[TOP] = 65536 - total
    for k in range(REST):
        table[k] /= left


@inline
def _next(shares, c, is_heavy):
    """The first count from c on that has more words than a column, or that has not."""
    while c < COLUMNS and (shares[c] > _WIDTH) != is_heavy:
        c += 1
    return c


@inline
def _fill_columns(table):
    """Fill the columns of counts with few words up with words of those that have many (Huebschle-Schneider & Sanders
    2022, doi:10.1145/3549934: in one sweep).

    `words` of the heavy count are not given away yet; when they are fewer than a column, its own is filled up by the
    next. Shares add up to all columns, so who needs words finds them, and at the end all columns are full.
    """
    shares, choices = table[_SHARES:_MEAN].view(np.int64), table[_CHOICES:_SHARES].view(np.uint16)
    light, heavy = _next(shares, 0, False), _next(shares, 0, True)
    words = shares[min(heavy, TOP)]
    for _ in range(COLUMNS):
        if words > _WIDTH or heavy == COLUMNS:
            column, own = light, shares[light]
            donor, light = heavy, _next(shares, light + 1, False)
            words -= _WIDTH - own
        else:
            column, own = heavy, words
            donor = heavy = _next(shares, heavy + 1, True)
            words += shares[min(heavy, TOP)] - _WIDTH
        first = column if own > 0 else donor
        choices[column] = np.uint16(max(own, 1) * COLUMNS - 1)
        choices[COLUMNS + column] = np.uint16(first)
        choices[2 * COLUMNS + column] = np.uint16(donor)


@inline
def make_table(table, mean):
    """Make a table for a mean of at most MOST_MEAN; nothing is done if it is there already."""
    if table[_MEAN] != mean:
        _share_words(table, mean)
        _fill_columns(table)
        table[_MEAN] = mean


@inline
def _piece_counts(scratch, key, first, n, step, draw, table):
    """Counts of `n` units from `first` on, which is the first of a call."""
    n_chunks = (n + _CHUNK - 1) // _CHUNK
    words = scratch[: n_chunks * (_CHUNK // 2)]
    counts = scratch[PIECE // 2 : PIECE // 2 + n_chunks * (_CHUNK // 4)].view(np.uint8)
    _fill(words.view(np.uint64), key, np.uint64(first // _CALL), step, draw)
    _count(words.view(np.uint16), table[_CHOICES:_SHARES].view(np.uint16), counts)
    if _largest(counts) == TOP:
        _resolve(counts, np.uint8(TOP), key, first, step, draw, table[:REST])
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
