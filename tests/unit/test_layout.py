"""How units are shared out among partitions."""

import numpy as np
from hypothesis import example, given, settings, strategies as st

import neurojit as nj
from neurojit.compile.layout import make_layout
from neurojit.engine import plan as ep


def network(sizes):
    net = nj.Network(seed=1)
    for size in sizes:
        net.create(size, "iaf_psc_exp")
    return net


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 300), min_size=1, max_size=30), st.integers(1, 5))
@example([240, 1], 3)  # the last is too small to make up for what the first was cut into
@example([5, 4, 6, 15, 14, 7, 19, 19, 18, 2, 2, 17, 16, 12, 7, 5, 19, 6, 16, 7, 14, 3, 19, 2, 20, 17], 5)
def test_every_unit_lies_in_one_partition_and_all_get_alike(sizes, n_partitions):
    ranges = make_layout(network(sizes), n_partitions, [0] * len(sizes)).ranges

    lo, hi = ranges[:, :, ep.LO], ranges[:, :, ep.HI]
    assert np.array_equal(lo[0], np.zeros(len(sizes)))
    assert np.array_equal(hi[-1], sizes)
    assert np.array_equal(hi[:-1], lo[1:])
    assert (hi >= lo).all()
    assert (lo[lo < hi] % 16 == 0).all()  # vectors of a partition do not cross cache lines
    each = (hi - lo).sum(axis=1)
    assert np.abs(each - sum(sizes) / n_partitions).max() <= 32


def test_large_populations_are_cut_where_units_share_random_words():
    """All but the last of them, which makes up for the others."""
    sizes = [2068, 583, 2191, 548, 485, 106, 1439, 295]
    ranges = make_layout(network(sizes), 2, [0] * len(sizes)).ranges
    lengths = ranges[:, :, ep.HI] - ranges[:, :, ep.LO]
    assert [lo % 64 for lo, size in zip(ranges[1, :-1, ep.LO], sizes, strict=False) if size >= 128] == [0] * 6
    assert abs(int(lengths[0].sum() - lengths[1].sum())) <= 16


def test_many_small_populations_are_shared_out():
    layout = make_layout(network([10] * 100), 2, [0] * 100)
    assert (layout.ranges[:, :, ep.HI] - layout.ranges[:, :, ep.LO]).sum(axis=1).tolist() == [500, 500]


def test_partitions_keep_off_each_others_pages():
    """Of all that is written while runs go on, nothing of two partitions lies on one page."""
    layout = make_layout(network([37, 500, 3]), 3, [0] * 3)
    pages = []
    for homes in layout.homes:
        first, last = homes[:, ep.AWAY], homes[:, ep.AWAY] + homes[:, ep.LENGTH] - 1
        pages.append({int(p) for a, b in zip(first, last, strict=True) for p in range(a // 512, b // 512 + 1)})
    assert not pages[0] & pages[1]
    assert not pages[1] & pages[2]
    assert not pages[0] & pages[2]


def test_events_are_where_their_neurons_are():
    model = nj.NeuronModel("eventful", "dx/dt = -x/(10*ms) : mV", {}, events={"low": ("x < 1*mV", "")},
                           receptors={"all": "x += w"})
    net = network([10, 25])
    cells = net.create(50, model)
    net.events(cells, "low")
    for n_partitions in (2, 3):
        ranges = make_layout(net, n_partitions, [0] * len(net.populations)).ranges
        assert np.array_equal(ranges[:, cells.index, :2], ranges[:, -1, :2])
