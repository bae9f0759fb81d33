"""Count, fill and sort the synapses of one piece of a projection in one partition.

A piece is a projection restricted to one receptor channel. Rows are drawn twice, once to count and once
to fill, so nothing but the finished arrays is ever held.
"""
from typing import NamedTuple

import numpy as np

from .._jit import address_of, caller, entry, inline
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
    return sign == ANY_SIGN or (weight >= 0.0) == (sign == POSITIVE)


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

    `out` is (targets, weights, delays); an empty array is not written. Where place.numbers is not empty,
    synapses are numbered from it along their row, and the numbers are written in place of weights.
    Returns (number of delays below half a step, the smallest delay drawn, the largest).
    """
    rule, weight, delay = draws.rule, draws.weight, draws.delay
    targets, units, local, numbers = place.targets, place.units, place.local, place.numbers
    out_target, out_weight, out_delay = out
    marks = np.zeros(rule.integers[0] + 1, np.int32)
    sources = np.empty(rule.longest[0] + 1, np.int32)
    weights = np.zeros(rule.longest[0] + 1, np.float64)
    delays = np.zeros(rule.longest[0] + 1, np.float64)
    want_weight = (out_weight.size > 0 and numbers.size == 0) or sign != ANY_SIGN
    want_delay = out_delay.size > 0
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
            unit = units[sources[i]]
            at = cursor[unit]
            cursor[unit] = at + 1
            out_target[at] = local[t]
            if out_weight.size > 0:
                out_weight[at] = weights[i] if numbers.size == 0 else np.float64(numbers[targets[t]] + i)
            if want_delay:
                d = delays[i]
                least = min(least, d)
                most = max(most, d)
                steps = np.floor(d / dt + 0.5)
                if steps < 1.0:
                    short += 1
                out_delay[at] = np.uint16(min(max(steps, 0.0), 65535.0))
    return short, least, most


@entry
def one_delay_segments(rows, delay, segments):
    """Segments of rows that share one delay; fills rows[:, 1], returns the number of segments."""
    n = 0
    for r in range(rows.shape[0] - 1):
        rows[r, 1] = n
        left = np.int64(rows[r + 1, 0]) - np.int64(rows[r, 0])
        while left > 0:
            length = min(left, MAX_LENGTH)
            segments[n] = np.uint32((delay << 16) | length)
            n += 1
            left -= length
    rows[rows.shape[0] - 1, 1] = n
    return n


@entry
def sort_rows(rows, targets, weights, delays, most, segments):
    """Sort every row by delay, keeping the order within one delay; as `one_delay_segments` otherwise."""
    longest = 0
    for r in range(rows.shape[0] - 1):
        longest = max(longest, np.int64(rows[r + 1, 0]) - np.int64(rows[r, 0]))
    count = np.zeros(most + 2, np.int64)
    old_targets = np.empty(longest, targets.dtype)
    old_weights = np.empty(longest if weights.size else 0, weights.dtype)
    n = 0
    for r in range(rows.shape[0] - 1):
        rows[r, 1] = n
        first, last = np.int64(rows[r, 0]), np.int64(rows[r + 1, 0])
        if first == last:
            continue
        low, high = most, 0
        for i in range(first, last):
            d = np.int64(delays[i])
            count[d] += 1
            low = min(low, d)
            high = max(high, d)
        at = first
        for d in range(low, high + 1):
            left = count[d]
            count[d] = at
            at += left
            while left > 0:
                length = min(left, MAX_LENGTH)
                segments[n] = np.uint32((d << 16) | length)
                n += 1
                left -= length
        for i in range(first, last):
            old_targets[i - first] = targets[i]
            if weights.size:
                old_weights[i - first] = weights[i]
        for i in range(first, last):
            d = np.int64(delays[i])
            at = count[d]
            count[d] = at + 1
            targets[at] = old_targets[i - first]
            if weights.size:
                weights[at] = old_weights[i - first]
        for d in range(low, high + 1):
            count[d] = 0
    rows[rows.shape[0] - 1, 1] = n
    return n


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
