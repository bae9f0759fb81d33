"""Decay between two spikes as a product of a number of the one and a number of the other."""
import math

import numba
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from neurojit.engine.history import begin_of, fallen, falls, period_of, risen, stretch_of

RATES = st.floats(-7.0, 1.0).map(lambda x: 10.0**x)  # dt/tau


@numba.njit
def factors(first, second, rate, period):
    return begin_of(first, period), begin_of(second, period), risen(first, rate, period), fallen(second, rate, period)


@settings(max_examples=300, deadline=None)
@given(rate=RATES, first=st.integers(-40, 2**30 - 1), age=st.integers(0, 10**6))
def test_decay_is_what_rose_before_times_what_fell_since(rate, first, age):
    period = period_of(rate)
    second = min(first + age, 2**30 - 1)
    begin, later, rose, fell = factors(first, second, rate, period)
    periods = (later - begin) // period
    found = rose * fell * math.exp(-rate * period) ** periods if periods < 2 else 0.0
    expected = math.exp(-rate * (second - first))
    assert found == pytest.approx(expected, rel=1e-13 * max(1.0, rate * period), abs=1e-17)


@settings(max_examples=100, deadline=None)
@given(rate=RATES)
def test_a_period_is_a_power_of_two_that_stays_within_the_range_of_floats(rate):
    period, stretch = period_of(rate), stretch_of(rate)
    assert period.bit_count() == stretch.bit_count() == 1
    assert stretch <= period
    assert period == 1 or rate * period <= 80.0
    assert period == 2**30 or rate * period > 40.0


@settings(max_examples=30, deadline=None)
@given(rate=st.floats(-4.0, 1.0).map(lambda x: 10.0**x))
def test_tables_hold_what_is_left_and_nothing_at_last(rate):
    stretch, table = stretch_of(rate), falls(rate)
    fine, coarse = table[:stretch], table[stretch:]
    np.testing.assert_allclose(fine, np.exp(-rate * np.arange(stretch)), rtol=1e-14)
    np.testing.assert_allclose(coarse[:-1], np.exp(-rate * stretch * np.arange(coarse.size - 1)), rtol=1e-13)
    assert coarse[-1] == 0.0
    assert math.exp(-rate * stretch * (coarse.size - 2)) < 1e-16 or coarse.size == 2
    assert rate * ((coarse.size - 1) * stretch) > 40.0, "what is dropped is nothing beside 1"
