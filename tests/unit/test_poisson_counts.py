"""Poisson counts that are drawn in rows: which word is whose, ends, and what is left over."""
import os
import subprocess
import sys

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings, strategies as st
from numba import njit

import philox
from neurojit.engine import poisson
from neurojit.engine.poisson import COLUMNS, MOST_MEAN, REST, TABLE, TOP, add_counts

KEY = 0x1234567890ABCDEF
STEP = 2**33 + 5  # of both halves of which the counter makes use


@njit
def _add(inputs, table, key, first, step, mean, weight):
    add_counts(inputs, table, key, first, step, mean, weight)


def counts(first, n, mean, weight=1.0, step=STEP):
    inputs = np.zeros(n + 2)  # one more on either side, which must stay as it is
    _add(inputs[1:-1], np.zeros(TABLE), np.uint64(KEY), first, step, mean, weight)
    assert inputs[0] == inputs[-1] == 0.0
    return inputs[1:-1]


def expected(first, n, mean, step=STEP, draw=0):
    """The same unit by unit, by the words of tests/philox.py and the engine's table."""
    table = np.zeros(TABLE)
    _table(table, mean)
    limits, low, high = table[64:88].view(np.uint16).reshape(3, COLUMNS)
    unit = np.arange(first, first + n)
    now = step & 0xFFFFFFFF, step >> 32
    place = unit // 8 % 8
    words = np.array(philox.philox(KEY, (unit // 64 * 8 + unit % 8, *now, draw)))
    word = words[place // 2, np.arange(n)].astype(int) >> 16 * (place % 2) & 0xFFFF
    code = np.where(word <= limits[word % COLUMNS], low[word % COLUMNS], high[word % COLUMNS])
    count = (code.astype(np.uint64) << np.uint64(48)).view(np.float64)
    a, b, _, _ = philox.philox(KEY, (unit, *now, 2**31 + draw))
    u = ((a | b << np.uint64(32)) >> np.uint64(11)) * 2.0**-53
    return np.where(count == TOP, np.searchsorted(table[: REST - 1], u, side="right"), count)


@njit
def _table(table, mean):
    poisson.make_table(table, mean)


@settings(max_examples=40, deadline=None)
@given(first=st.integers(0, 300), n=st.integers(0, 500), mean=st.floats(0.01, MOST_MEAN * 0.999))
def test_every_unit_has_the_count_of_its_word(first, n, mean):
    np.testing.assert_array_equal(counts(first, n, mean), expected(first, n, mean))


@pytest.mark.parametrize("first", [0, 1, 63, 64, 65, 127, 128, 129])
def test_a_piece_has_the_counts_of_the_whole(first):
    """However units are shared out among partitions."""
    whole = counts(0, 700, 3.0)
    for n in (1, 63, 64, 65, 127, 128, 129, 255, 256, 257, 500):
        np.testing.assert_array_equal(counts(first, n, 3.0), whole[first : first + n])


def test_large_means_are_drawn_in_parts():
    np.testing.assert_array_equal(
        counts(3, 200, 30.0), sum(expected(3, 200, 10.0, draw=draw) for draw in range(3)))


def test_counts_above_those_a_row_can_hold():
    """At a mean of 12 one count in a million is above 31; among 20 million there must be some, as many as expected."""
    found = np.concatenate([counts(0, 200_000, 11.9, step=step) for step in range(100)])
    p = scipy.stats.poisson(11.9).sf(TOP)
    assert (found == np.round(found)).all()
    assert abs((found > TOP).sum() - p * found.size) < 4.5 * (p * found.size) ** 0.5
    assert (found > TOP).any()


def test_a_large_count_is_the_one_of_its_left_over_word():
    """Of a unit with a count above 31, found by search."""
    for step in range(100):
        units = np.flatnonzero(counts(0, 200_000, 11.9, step=step) > TOP)
        if units.size:
            break
    first = int(units[0])
    np.testing.assert_array_equal(counts(first, 1, 11.9, step=step), expected(first, 1, 11.9, step=step))
    assert counts(first, 1, 11.9, weight=0.5, step=step)[0] > TOP / 2


def test_cpus_with_narrower_registers_draw_the_same():
    """They take fewer calls at a turn, and look counts up in another way."""
    code = ("import sys; sys.path.insert(0, '..'); import hashlib, test_poisson_counts as t; "
            "print(hashlib.sha256(t.counts(5, 900, 11.0).tobytes()).hexdigest())")
    found = set()
    for features in ({}, {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}):
        done = subprocess.run([sys.executable, "-c", code], env=os.environ | features, capture_output=True, text=True,
                              cwd=os.path.dirname(__file__), timeout=120)
        assert done.returncode == 0, done.stderr
        found.add(done.stdout)
    assert len(found) == 1
