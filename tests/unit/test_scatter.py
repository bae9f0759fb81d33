"""Adding a segment to the input of its targets, four synapses at a time, against one at a time."""
from typing import NamedTuple

import numba
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from neurojit._jit import LANES
from neurojit.engine.plan import BLOCK_FIELDS, FIRST_WORD, SIGN, WIDTH
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
