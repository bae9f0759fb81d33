"""Choosing by a table of columns, in the three ways that CPUs have for it."""
import numba
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from numba.core.codegen import get_host_cpu_features

from neurojit._jit import CHOSEN, COLUMNS, columns

WAYS = {"_at_once": "+avx512bw", "_by_bytes": "+avx2", "_one_by_one": ""}
WORDS = np.arange(65_536, dtype=np.uint16)


@pytest.fixture(scope="module", params=list(WAYS))
def look_up(request):
    """A loop of one of the ways; compiled now, as `columns` decides now."""
    if WAYS[request.param] not in get_host_cpu_features():
        pytest.skip(f"this CPU has no {WAYS[request.param]}")

    def loop(words, table, counts):
        for first in range(0, words.size, CHOSEN):
            columns.choose(words, np.uint64(first), table, counts)

    compiled = numba.njit(loop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_recipe", lambda context: getattr(columns, request.param))
        compiled(WORDS, np.zeros(3 * COLUMNS, np.uint16), np.zeros(WORDS.size, np.uint8))
    return compiled


@settings(max_examples=30, deadline=None)
@given(limits=st.lists(st.integers(0, 65_535), min_size=COLUMNS, max_size=COLUMNS),
       chosen=st.lists(st.integers(0, 255), min_size=2 * COLUMNS, max_size=2 * COLUMNS))
def test_every_word_finds_its_number(look_up, limits, chosen):
    limits, (low, high) = np.array(limits), np.array(chosen).reshape(2, COLUMNS)
    counts = np.zeros(WORDS.size, np.uint8)
    look_up(WORDS, np.concatenate([limits, low, high]).astype(np.uint16), counts)
    column = WORDS & (COLUMNS - 1)
    np.testing.assert_array_equal(counts, np.where(limits[column] >= WORDS, low[column], high[column]))
