"""The words by which the ring of spikes names segments."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

import neurojit as nj
from neurojit.compile.wiring import PartitionBlock, Wired
from neurojit.engine import ring

pack, unpack = ring.entry_of.py_func, ring.segment_of.py_func


@given(st.data(), st.integers(1, ring.PLACE_AND_BLOCK_BITS - 1))
def test_a_word_tells_block_place_and_length(data, place_bits):
    block = data.draw(st.integers(0, 2 ** (ring.PLACE_AND_BLOCK_BITS - place_bits) - 1))
    place = data.draw(st.integers(0, 2**place_bits - 1))
    length = data.draw(st.integers(0, 2**ring.LENGTH_BITS - 1))
    word = pack(np.int64(block), np.int64(place), np.int64(length), place_bits)
    assert word >= 0
    assert unpack(word, place_bits) == (block, place, length)


def wired(n_blocks, synapses):
    """A wiring of which only the number of blocks and their size matter."""
    rows = np.array([[0, 0], [synapses, 0]], np.uint32)
    block = PartitionBlock(None, 0, 0, rows)
    return Wired(None, [block] * n_blocks, 1, 1)


def test_places_take_as_many_bits_as_the_largest_block_needs():
    assert wired(1, 0).place_bits() == 0
    assert wired(3, 5).place_bits() == 3
    assert wired(100, 2**32 - 1).place_bits() == 32


def test_more_than_a_word_can_name_is_refused():
    with pytest.raises(MemoryError, match=r"40000 blocks of synapses .* largest of 4294967295 synapses"):
        wired(40_000, 2**32 - 1).place_bits()


def test_spikes_of_many_blocks_arrive():
    """Entries of static and plastic blocks, from rows of any length, with delays of many steps."""
    net = nj.Network(seed=1)
    source = net.create(7, "spike_generator", spike_times=[[1.0 + k] for k in range(7)])
    cells = [net.create(n, "iaf_psc_delta", name=f"cells_{n}", V_th=1e6, tau_m=1e9) for n in (1, 5, 33)]
    rule = nj.synapses.stdp_pair("additive", W_max=10.0)
    for one in cells:
        for synapse in (None, rule):
            weight = nj.random.uniform(0.5, 1.5)
            net.connect(source, one, weight=weight, delay=nj.random.uniform(0.1, 9.0), synapse=synapse)
    sim = nj.Simulation(net, precision="double", threads=1, partitions=2)
    before = [sim[one]["V_m"].copy() for one in cells]
    sim.run(30.0)

    for one, start in zip(cells, before, strict=True):
        total = np.zeros(len(one))
        for projection in net.projections:
            if projection.post.populations[0] is one:
                state = sim[projection]
                np.add.at(total, state["post"], state["weight"])
        assert np.allclose(sim[one]["V_m"] - start, total, rtol=1e-6)
