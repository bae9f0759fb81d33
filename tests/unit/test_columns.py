"""Choosing by a table of columns, in the three ways that CPUs have for it."""
import numba
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from numba.core.codegen import get_host_cpu_features

from neurojit._jit import COLUMNS, choose, columns, consecutive, in_lanes, inline, load_lanes, short_of

WAYS = {"_at_once": "+avx512bw", "_by_bytes": "+avx2", "_one_by_one": ""}
WORDS = np.arange(65_536, dtype=np.uint16)
CALLS = 16
N = 4 * CALLS  # words of 16 bits at a time


@inline
def _both(k):
    """The words 2*k and 2*k + 1 in one of 32 bits."""
    return (k * np.uint64(0x20002) + np.uint64(0x10000),)


both = in_lanes(_both, 1)


@pytest.fixture(scope="module", params=list(WAYS))
def look_up(request):
    """A loop of one of the ways; compiled now, as `columns` decides now."""
    if WAYS[request.param] not in get_host_cpu_features():
        pytest.skip(f"this CPU has no {WAYS[request.param]}")

    def loop(table, chosen):
        rows = (load_lanes(table, np.uint64(0)), load_lanes(table, np.uint64(COLUMNS)),
                load_lanes(table, np.uint64(2 * COLUMNS)))
        for first in range(0, chosen.size, N):
            lower = both((consecutive(np.uint64(first // 2), CALLS),))
            upper = both((consecutive(np.uint64(first // 2 + CALLS), CALLS),))
            found = choose(lower[0], upper[0], rows)
            for i in range(N):
                chosen[first + i] = short_of(found, np.uint64(i))

    compiled = numba.njit(loop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_recipe", lambda: getattr(columns, request.param))
        compiled(np.zeros(3 * COLUMNS, np.uint16), np.zeros(WORDS.size, np.uint16))
    return compiled


@settings(max_examples=30, deadline=None)
@given(limits=st.lists(st.integers(0, 65_535), min_size=COLUMNS, max_size=COLUMNS),
       chosen=st.lists(st.integers(0, 65_535), min_size=2 * COLUMNS, max_size=2 * COLUMNS))
def test_every_word_finds_its_number(look_up, limits, chosen):
    limits, (low, high) = np.array(limits), np.array(chosen).reshape(2, COLUMNS)
    found = np.zeros(WORDS.size, np.uint16)
    look_up(np.concatenate([limits, low, high]).astype(np.uint16), found)
    words = WORDS.reshape(-1, 2, CALLS, 2).transpose(0, 2, 1, 3).ravel()  # two of either row in turn
    column = words & (COLUMNS - 1)
    np.testing.assert_array_equal(found, np.where(limits[column] >= words, low[column], high[column]))
