"""Keeping what is above a limit, side by side, as the CPU can do it and as every CPU can."""
import numba
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from neurojit._jit import LANES, compress, keep_above, keep_numbered_above

NUMBERS = st.lists(st.integers(-5, 5), min_size=0, max_size=5 * LANES)


def compiled():
    """The loop that kernels make of it; compiled now, as `compress` decides now."""

    def keep(values, keys, m, least, kept, kept_keys):
        n = np.uint64(0)
        for i in range((m + LANES - 1) // LANES):
            n = keep_above(values, keys, np.uint64(i * LANES), np.uint64(m), least, n, kept, kept_keys)
        return n

    return numba.njit(keep)


def compiled_numbered():
    """The same loop, of places."""

    def keep(values, places, m, least, kept, kept_keys):
        n = np.uint64(0)
        for i in range((m + LANES - 1) // LANES):
            n = keep_numbered_above(values, places, np.uint32(512), np.uint32(2**32 - 512 * 40), np.uint64(i * LANES),
                                    np.uint64(m), least, n, kept, kept_keys)
        return n

    return numba.njit(keep)


@pytest.fixture(scope="module", params=["of this CPU", "of every CPU"])
def both(request):
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "of every CPU":
            patch.setattr(compress, "_appender", lambda: compress._append_one_by_one)
        functions, room = (compiled(), compiled_numbered()), np.zeros(2 * LANES, np.int32)
        for function, kind in zip(functions, (np.uint32, np.uint16), strict=True):
            function(room, room.view(kind), 1, np.int32(0), room.copy(), room.view(np.uint32).copy())
    return functions


@settings(max_examples=200, deadline=None)
@given(numbers=NUMBERS, least=st.integers(-6, 6))
def test_what_is_above_is_kept_in_order(both, numbers, least):
    keep, keep_numbered = both
    m = len(numbers)
    values = np.full(m + LANES, 6, np.int32)  # behind the end lies what would be kept
    values[:m] = numbers
    keys = np.arange(m + LANES, dtype=np.uint32) * 3 + 1
    kept, kept_keys = np.full(m + LANES, 77, np.int32), np.full(m + LANES, 77, np.uint32)
    n = keep(values, keys, m, np.int32(least), kept, kept_keys)
    expected = np.flatnonzero(values[:m] > least)
    np.testing.assert_array_equal(kept[:n], values[expected])
    np.testing.assert_array_equal(kept_keys[:n], keys[expected])
    places = np.arange(m + LANES, dtype=np.uint16) * 7 + 40
    n = keep_numbered(values, places, m, np.int32(least), kept, kept_keys)
    np.testing.assert_array_equal(kept[:n], values[expected])
    np.testing.assert_array_equal(kept_keys[:n], 512 * (places[expected].astype(np.uint32) - 40) + expected)
