"""Poisson counts, exact, as a pure function of (key, unit, step).

Eight Philox calls serve 64 neighbouring units, 16 bits each: word q of call c is that of unit 8*q + c. Of all 65,536
words floor(p_k * 65536) mean the count k; what the floors leave over (below one in a few thousand) are words that stand
for "top", resolved by a draw of 53 bits among the left-over probabilities. Which word means what is Walker's (1977,
doi:10.1145/355744.355749) table of aliases in whole numbers: the lowest 5 bits of a word are its column, and a column
has one count for words up to a limit and another for those above. Units with rates of their own are drawn one by one,
by inversion.

Words become counts and input without leaving the registers, eight or sixteen calls at a turn, and while the words of
one turn are made the counts of the one before are added. A count is the upper 16 bits of a float64, so that nothing
need be converted; larger ones than TOP, among the left-over draws, are added in two.
"""
import math

import numpy as np
from numba import carray

from .._jit import (
    COLUMNS,
    MOST_LANES,
    add_rows_within,
    address_of,
    choose,
    consecutive,
    float_to_bits,
    formula,
    has_short,
    in_lanes,
    in_lanes_adding,
    inline,
    load_lanes,
    not_inlined,
    not_unrolled,
    short_of,
    wide_vectors,
    with_short,
)
from .rng import philox, uniform

MOST_MEAN = 12.0  # of a table, where no count above 30 has a word; larger means are drawn in parts
TOP = COLUMNS - 1  # in place of a count
REST = 64  # left-over probabilities kept a table: means up to 12 have nothing beyond 64 counts
# a table: left-over probabilities, columns (limits, what is chosen up to them, what above), words of every count, mean
_CHOICES, _SHARES, _MEAN, TABLE = 64, 88, 120, 128
_EIGHT, UNITS = 8, 64  # calls, and the neighbouring units that share them
_CALLS, _HALF = MOST_LANES, 32  # calls of a turn of the loop, whose second row begins so many units on
_TURN = _CALLS // _EIGHT * UNITS
_WIDTH = 65536 // COLUMNS  # words of a column
_LOW = np.uint64(0xFFFFFFFF)
_32, _48 = np.uint64(32), np.uint64(48)
_LIMITS, _LOWS, _HIGHS = (np.uint64(_CHOICES + 8 * i) for i in range(3))
_WORDS = 32  # of 16 bits, of a row of eight calls
_TOP_CODE = np.uint16(np.float64(TOP).view(np.uint64) >> np.uint64(48))
_philox, _philox_adding = in_lanes(philox, 4), in_lanes_adding(philox, 4)


@inline
def _left_over(u, rest):
    """The count of a left-over draw; rest is cumulative over counts 0, 1, 2 ..."""
    j = 0
    while j < REST - 1 and u >= rest[j]:
        not_unrolled()
        j += 1
    return j


@inline
def _code(count):
    """A count up to TOP as the upper 16 bits of a float64; those below are nothing."""
    return np.uint16(np.uint64(float_to_bits(np.float64(count))) >> _48)


@formula
def _resolved(row, turn, room, at, weight):
    """The row with counts that reached the top region replaced by draws among the left-over probabilities.

    What goes beyond the largest count that a row can hold is added here.
    """
    not_inlined()
    key, step, draw, first, rest = turn
    inputs, left_over = carray(room[0], (room[1],)), carray(rest, (REST,))
    for word in range(4 * _CALLS):
        if short_of(row, word) == _TOP_CODE:
            place = at + word // _WORDS * UNITS + word % 4 * _EIGHT + word // 4 % _EIGHT
            u = uniform(key, first + place, step, np.uint64(0x80000000) + draw)
            count = _left_over(u, left_over)
            row = with_short(row, word, _code(min(count, TOP)))
            if count > TOP and 0 <= place < inputs.size:
                inputs[place] += weight * (count - TOP)
    return row


@inline
def _arguments(turn, at):
    """Those of Philox for the units from place `at` on."""
    key, step, draw, first, _ = turn
    now = np.uint64(step)
    return key, consecutive(np.uint64((first + at) // UNITS * _EIGHT), _CALLS), now & _LOW, now >> _32, draw


@inline
def _counts(words, choices):
    """The counts that words mean, in two rows."""
    return choose(words[0], words[1], choices), choose(words[2], words[3], choices)


@formula
def _add_counts(inputs, table, key, first, step, draw, weight):
    """Add weight times the counts of the units first, first + 1 ... to `inputs`, one for each.

    The tuples hold pointers: of arrays references would be counted.
    """
    wide_vectors()
    choices = load_lanes(table, _LIMITS), load_lanes(table, _LOWS), load_lanes(table, _HIGHS)
    n, at = inputs.size, -(first % UNITS)
    room, turn = (address_of(inputs, 0), n), (key, step, draw, first, address_of(table, 0))
    counts = _counts(_philox(_arguments(turn, at)), choices)
    while True:
        lower, upper = counts
        if has_short(lower, _TOP_CODE) | has_short(upper, _TOP_CODE):
            counts = _resolved(lower, turn, room, at, weight), _resolved(upper, turn, room, at + _HALF, weight)
        following = at + _TURN
        if at >= 0 and following < n:
            counts = _counts(_philox_adding(_arguments(turn, following), room, at, counts, weight), choices)
        else:
            add_rows_within(room, at, counts, weight)
            if following >= n:
                break
            counts = _counts(_philox(_arguments(turn, following)), choices)
        at = following


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
        choices[COLUMNS + column] = _code(first)
        choices[2 * COLUMNS + column] = _code(donor)


@inline
def make_table(table, mean):
    """Make a table for a mean of at most MOST_MEAN; nothing is done if it is there already."""
    if table[_MEAN] != mean:
        _share_words(table, mean)
        _fill_columns(table)
        table[_MEAN] = mean


@inline
def add_counts(inputs, table, key, first, step, mean, weight):
    """Add weight times the counts of the units first, first + 1 ... to `inputs`, one for each."""
    draws = np.int64(mean / MOST_MEAN) + 1
    make_table(table, mean / draws)
    for draw in range(draws):
        _add_counts(inputs, table, key, first, step, np.uint64(draw), weight)


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
