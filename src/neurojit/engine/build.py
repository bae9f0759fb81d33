"""Count, fill and sort the synapses of one piece of a projection in one partition.

A piece is a projection restricted to one receptor channel. Rows are drawn twice, once to count and once
to fill, so nothing but the finished arrays is ever held.
"""
import math
from typing import NamedTuple

import numpy as np

from .._jit import address_of, caller, entry, inline, load_number, store_number
from .rng import SAMPLER
from .rows import ROW

_row = caller(ROW)
_sample = caller(SAMPLER)
MAX_LENGTH = 65535
ANY_SIGN, POSITIVE, NEGATIVE = range(3)


class RowRule(NamedTuple):
    """How a projection draws its rows; own has one entry a target, integers[0] is the number of sources."""

    address: np.ndarray  # of the ROW kernel
    key: np.ndarray
    integers: np.ndarray
    reals: np.ndarray
    indices: np.ndarray
    own: np.ndarray
    longest: np.ndarray


class Values(NamedTuple):
    """Where weights or delays come from: a SAMPLER, its stream, its parameters.

    `first` is empty, or says where the parameters of a target's row begin (values listed by synapse).
    """

    address: np.ndarray
    key: np.ndarray
    parameters: np.ndarray
    first: np.ndarray


class Draws(NamedTuple):
    """Everything that is drawn for a synapse."""

    rule: RowRule
    weight: Values
    delay: Values


class Place(NamedTuple):
    """Where the synapses of some targets go.

    targets, local : index in the projection and in the partition of every target
    units : row of every source in the block
    numbers : empty, or where to begin to number the synapses of every target
    """

    targets: np.ndarray
    local: np.ndarray
    units: np.ndarray
    numbers: np.ndarray


class Unsorted(NamedTuple):
    """A block of synapses while it is filled: every row holds all its targets and then all its weights.

    rows : (row, 2) first synapse of every row
    synapses : words of 16 bits, `width` a synapse
    like : empty; its dtype is that of the weights
    delays : steps of every synapse, or empty where all share one
    """

    rows: np.ndarray
    synapses: np.ndarray
    like: np.ndarray
    width: np.ndarray
    delays: np.ndarray


@inline
def _draw_row(rule, target, marks, out):
    return _row(rule.address[0], (
        rule.key[0], target, rule.own[target], address_of(rule.integers, 0),
        address_of(rule.reals, 0), address_of(rule.indices, 0), address_of(marks, 0), address_of(out, 0)))


@inline
def _draw_values(values, target, n, out):
    first = values.first[target] if values.first.size else 0
    _sample(values.address[0], (
        values.key[0], target, n, address_of(values.parameters, first), address_of(out, 0)))


@inline
def _has_sign(weight, sign):
    """Of nothing too: a weight that was learned away keeps its receptor when synapses are listed anew."""
    return sign == ANY_SIGN or (math.copysign(1.0, weight) > 0.0) == (sign == POSITIVE)


@entry
def count_rows(draws, sign, place, lengths):
    """Add to lengths[row] the synapses of every source onto the targets whose weight has the sign."""
    rule, weight, targets, units = draws.rule, draws.weight, place.targets, place.units
    marks = np.zeros(rule.integers[0] + 1, np.int32)
    sources = np.empty(rule.longest[0] + 1, np.int32)
    weights = np.empty(rule.longest[0] + 1 if sign != ANY_SIGN else 0, np.float64)
    for t in range(targets.size):
        n = _draw_row(rule, targets[t], marks, sources)
        if sign != ANY_SIGN:
            _draw_values(weight, targets[t], n, weights)
        for i in range(n):
            if sign == ANY_SIGN or _has_sign(weights[i], sign):
                lengths[units[sources[i]]] += 1


@entry
def fill_rows(draws, sign, dt, place, cursor, out):
    """Write targets, weights and delays (steps) of the synapses at their rows' cursors.

    `out` is an Unsorted. Where place.numbers is not empty, synapses are numbered from it along their row, and
    the numbers are written in place of weights. Returns (number of delays below half a step, the smallest delay
    drawn, the largest).
    """
    rule, weight, delay = draws.rule, draws.weight, draws.delay
    targets, units, local, numbers = place.targets, place.units, place.local, place.numbers
    rows, width, words = out.rows, out.width[0], out.like.itemsize // 2
    marks = np.zeros(rule.integers[0] + 1, np.int32)
    sources = np.empty(rule.longest[0] + 1, np.int32)
    weights = np.zeros(rule.longest[0] + 1, np.float64)
    delays = np.zeros(rule.longest[0] + 1, np.float64)
    want_weight = (width > 1 and numbers.size == 0) or sign != ANY_SIGN
    want_delay = out.delays.size > 0
    short, least, most = 0, np.inf, 0.0
    for t in range(targets.size):
        n = _draw_row(rule, targets[t], marks, sources)
        if want_weight:
            _draw_values(weight, targets[t], n, weights)
        if want_delay:
            _draw_values(delay, targets[t], n, delays)
        for i in range(n):
            if sign != ANY_SIGN and not _has_sign(weights[i], sign):
                continue
            row = units[sources[i]]
            at = cursor[row]
            cursor[row] = at + 1
            first = np.int64(rows[row, 0])
            out.synapses[first * width + at - first] = local[t]
            if width > 1:
                value = weights[i] if numbers.size == 0 else np.float64(numbers[targets[t]] + i)
                length = np.int64(rows[row + 1, 0]) - first
                store_number(out.synapses, first * width + length + (at - first) * words, value, out.like)
            if want_delay:
                d = delays[i]
                least = min(least, d)
                most = max(most, d)
                steps = np.floor(d / dt + 0.5)
                if steps < 1.0:
                    short += 1
                out.delays[at] = np.uint16(min(max(steps, 0.0), 65535.0))
    return short, least, most


@inline
def _count_delays(delays, one_delay, first, last, count):
    """count[d] = synapses of a row with delay d; returns the smallest and largest delay."""
    if delays.size == 0:
        count[one_delay] = last - first
        return one_delay, one_delay
    low, high = np.int64(delays[first]), np.int64(delays[first])
    for i in range(first, last):
        d = np.int64(delays[i])
        count[d] += 1
        low = min(low, d)
        high = max(high, d)
    return low, high


@entry
def sort_rows(out, one_delay, most, segments):
    """Sort every row by delay, keeping the order within one delay, and cut it into segments.

    Fills rows[:, 1] and returns the number of segments. Without out.delays all synapses have `one_delay`.
    """
    rows, synapses, width = out.rows, out.synapses, out.width[0]
    longest = 0
    for r in range(rows.shape[0] - 1):
        longest = max(longest, np.int64(rows[r + 1, 0]) - np.int64(rows[r, 0]))
    count = np.zeros(most + 2, np.int64)
    place = np.empty(longest, np.int64)  # of a synapse in its sorted row
    old = np.empty(longest * width, np.uint16)
    n = 0
    for r in range(rows.shape[0] - 1):
        rows[r, 1] = n
        first, last = np.int64(rows[r, 0]), np.int64(rows[r + 1, 0])
        length = last - first
        if length == 0:
            continue
        low, high = _count_delays(out.delays, one_delay, first, last, count)
        at = 0
        for d in range(low, high + 1):
            left = count[d]
            count[d] = at
            at += left
            while left > 0:
                some = min(left, MAX_LENGTH)
                segments[n] = np.uint32((d << 16) | some)
                n += 1
                left -= some
        if width > 1 or low < high:
            for i in range(length):
                d = one_delay if out.delays.size == 0 else np.int64(out.delays[first + i])
                place[i] = count[d]
                count[d] += 1
            base = first * width
            for i in range(length * width):
                old[i] = synapses[base + i]
            _write_row(synapses, base, old, place[:length], segments[np.int64(rows[r, 1]) : n], width, out.like)
        for d in range(low, high + 1):
            count[d] = 0
    rows[rows.shape[0] - 1, 1] = n
    return n


@inline
def _write_row(synapses, base, old, place, segments, width, like):
    """Write a row segment by segment; old holds all its targets and then all its weights, unsorted."""
    length = place.size
    words = like.itemsize // 2
    segment_of = np.empty(length, np.int64)
    first_of = np.empty(segments.size, np.int64)
    at = 0
    for s in range(segments.size):
        first_of[s] = at
        n = np.int64(segments[s]) & 0xFFFF
        segment_of[at : at + n] = s
        at += n
    for i in range(length):
        s = segment_of[place[i]]
        inside = place[i] - first_of[s]
        start = base + first_of[s] * width
        synapses[start + inside] = old[i]
        if width > 1:
            n = np.int64(segments[s]) & 0xFFFF
            value = load_number(old, length + i * words, like)
            store_number(synapses, start + n + inside * words, value, like)


@entry
def number_places(rows, segments, numbered, first_word, width, place):
    """place[number] = word of the weight of the synapse that carries this number in `numbered`.

    `numbered` is the block sorted with numbers (float64, width 5) for weights; negative ones are not wanted.
    """
    like = np.empty(0, np.float64)
    for r in range(rows.shape[0] - 1):
        at = np.int64(rows[r, 0])
        for s in range(np.int64(rows[r, 1]), np.int64(rows[r + 1, 1])):
            n = np.int64(segments[s]) & 0xFFFF
            for i in range(n):
                number = load_number(numbered, at * 5 + n + 4 * i, like)
                if number >= 0.0:
                    place[np.int64(number)] = first_word + at * width + n + i * (width - 1)
            at += n


@entry
def weight_extremes(lengths, starts, synapses, like):
    """Smallest and largest size of the weights of some segments."""
    low, high = np.inf, 0.0
    words = like.itemsize // 2
    for s in range(lengths.size):
        at = starts[s] + lengths[s]
        for i in range(lengths[s]):
            size = abs(np.float64(load_number(synapses, at + words * i, like)))
            low, high = min(low, size), max(high, size)
    return low, high


@entry
def row_lengths(rule, targets):
    """Number of sources of every target."""
    marks = np.zeros(rule.integers[0] + 1, np.int32)
    sources = np.empty(rule.longest[0] + 1, np.int32)
    lengths = np.empty(targets.size, np.int64)
    for t in range(targets.size):
        lengths[t] = _draw_row(rule, targets[t], marks, sources)
    return lengths


@entry
def list_rows(rule, values, targets, first, sources, numbers):
    """Draw rows into sources[first[t]:first[t + 1]], and their values into `numbers` unless it is empty."""
    marks = np.zeros(rule.integers[0] + 1, np.int32)
    row = np.empty(rule.longest[0] + 1, np.int32)
    drawn = np.empty(rule.longest[0] + 1, np.float64)
    for t in range(targets.size):
        n = _draw_row(rule, targets[t], marks, row)
        if numbers.size:
            _draw_values(values, targets[t], n, drawn)
        for i in range(n):
            if sources.size:
                sources[first[t] + i] = row[i]
            if numbers.size:
                numbers[first[t] + i] = drawn[i]
