"""Adding a segment to the input of its targets, four synapses at a time, against one at a time."""
from types import SimpleNamespace
from typing import NamedTuple

import numba
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from neurojit._jit import LANES
from neurojit.compile.wiring import allocate
from neurojit.engine.plan import BLOCK_FIELDS, FIRST_WORD, SIGN, WIDTH, aligned_part
from neurojit.engine.scatter import add_segment

CELLS = 5


class Wires(NamedTuple):
    """What is read of a Wiring."""

    blocks: np.ndarray
    one_weight: np.ndarray
    synapses: np.ndarray


@pytest.fixture(scope="module")
def add():
    return numba.njit(lambda wiring, inputs, place, length: add_segment(wiring, inputs, 0, np.uint64(0), place, length))


def wires(targets, weights, dtype, sign, place):
    """A block of the segment behind `place` other synapses; around it lie targets that do not exist."""
    shared = dtype is None
    width = 1 if shared else 1 + np.dtype(dtype).itemsize // 2
    words = [np.array(targets, np.uint16)] + ([] if shared else [np.array(weights, dtype).view(np.uint16)])
    away = np.full(place * width + 3, 0xFFFF, np.uint16), np.full(LANES, 0xFFFF, np.uint16)
    blocks = np.zeros((1, BLOCK_FIELDS), np.int64)
    blocks[0, [FIRST_WORD, SIGN, WIDTH]] = 3, sign, width
    one = np.array([weights[0] if shared else 0.0])
    return Wires(blocks, one, np.concatenate([away[0], *words, away[1]]))


@settings(max_examples=300, deadline=None)
@given(synapses=st.lists(st.tuples(st.integers(0, CELLS - 1), st.floats(-1e9, 1e9, width=32)), min_size=1, max_size=14),
       dtype=st.sampled_from([np.float32, np.float64, None]), sign=st.sampled_from([1, -1]), place=st.integers(0, 5),
       start=st.sampled_from([0.0, -0.0, 1e-300, 0.1]))
def test_a_segment_adds_what_its_synapses_add_one_by_one(add, synapses, dtype, sign, place, start):
    targets, weights = zip(*synapses, strict=True)
    inputs = np.full(CELLS, start)
    add(wires(targets, weights, dtype, sign, place), inputs, place, len(targets))
    expected = np.full(CELLS, start)
    for target, weight in zip(targets, weights, strict=True):
        expected[target] += sign * (weights[0] if dtype is None else weight)
    assert inputs.tobytes() == expected.tobytes()


@pytest.mark.parametrize("words", [0, 1, 1000])
def test_synapses_begin_on_a_cache_line_and_there_is_room_behind_them(words):
    found = aligned_part(np.zeros(words + 65, np.uint8), 64, words + 1)  # where an empty one begins says nothing
    assert found.size == words + 1
    assert found.ctypes.data % 64 == 0
    part = SimpleNamespace(size=words, width=lambda dtype: 1, first_word=-1)
    synapses = allocate([part], np.float32)
    assert (part.first_word, synapses.size) == (0, max(1, words))
    assert synapses.ctypes.data % 64 == 0
    room = synapses
    while isinstance(room.base, np.ndarray):
        room = room.base
    behind = room.ctypes.data + room.nbytes - synapses.ctypes.data - 2 * words
    assert behind >= 2 * LANES
