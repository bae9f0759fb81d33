"""Poisson counts: exact by chi-square for small and large means, independent between targets and steps."""

import math

import numpy as np
import pytest
import scipy.stats
from counting import chi_square, counter_model
from hypothesis import example, given, settings, strategies as st
from numba import njit

import neurojit as nj
from neurojit.engine.poisson import COLUMNS, MOST_MEAN, REST, TABLE, TOP, make_table

# per step, the means the engine treats in different ways: one comparison, several, several draws
MEANS = [0.05, 0.8, 2.0, 15.0, 60.0]
STEPS = 400
UNITS = 600  # more than one block of 512


def counts(mean, kind, n=UNITS, steps=STEPS, seed=1, **rate_of):
    """Counts of every step and target, shape (steps, n); the drive is uniform, or listed with a rate for each."""
    net = nj.Network(seed=seed)
    cells = net.create(n, counter_model(), name="cells")
    rate = mean * 1000.0 / 0.1
    if kind == "uniform":
        source = net.create(1, "poisson_generator", rate=rate)
        net.connect(source, cells, weight=1.0, delay=0.1)
    elif kind == "listed":
        source = net.create(n, "poisson_generator", rate=np.full(n, rate))
        net.connect(source, cells, nj.rules.one_to_one(), weight=1.0, delay=0.1)
    else:
        source = net.create(n, "poisson_source", rate=rate)
        net.connect(source, cells, nj.rules.one_to_one(), weight=1.0, delay=0.1)
    net.record(cells, "V_m")
    trace = nj.Simulation(net, dt=0.1, threads=1).run((steps + 1) * 0.1).traces["cells"]["V_m"]
    assert (trace == np.round(trace)).all()
    return trace[2:].astype(int)


def p_value(found, mean):
    """p-value of counts against Poisson's law."""
    return chi_square(found, scipy.stats.poisson(mean))


@pytest.mark.parametrize("kind", ["uniform", "listed", "source"])
@pytest.mark.parametrize("mean", MEANS)
def test_counts_follow_poissons_law(mean, kind):
    """Three seeds of 240,000 counts; all above 1e-3 fails once in 300 were it random, and it is not."""
    p = [p_value(counts(mean, kind, seed=seed), mean) for seed in (1, 2, 3)]
    assert min(p) > 1e-3, p


@settings(max_examples=100, deadline=None)
@given(mean=st.floats(1e-17, MOST_MEAN))
@example(1e-17)
@example(1e-6)
@example(MOST_MEAN)
def test_the_table_of_a_mean_is_exact(mean):
    """All 65,536 words looked up, and what they leave over, give Poisson's probabilities.

    Exact to the last bits: no sample could show a count that has one word too many.
    """
    table = np.zeros(TABLE)
    _make(table, mean)
    p = np.bincount(_counted(np.arange(65_536, dtype=np.uint16), table), minlength=REST) / 65_536
    left, p[TOP] = p[TOP], 0.0
    assert 0.0 < left < 33 / 65_536  # at most one word a count, and what lies beyond
    p += left * np.diff(table[:REST], prepend=0.0)
    assert np.abs(p - scipy.stats.poisson(mean).pmf(np.arange(REST))).max() < 1e-14


@njit
def _make(table, mean):
    make_table(table, mean)


def _counted(words, table):
    """The counts that words mean; those of a table are the upper 16 bits of float64."""
    limits, low, high = table[64:88].view(np.uint16).reshape(3, COLUMNS)
    column = words % COLUMNS
    codes = np.where(words <= limits[column], low[column], high[column])
    counts = (codes.astype(np.uint64) << np.uint64(48)).view(np.float64)
    assert (counts == np.round(counts)).all()
    return counts.astype(int)


@pytest.mark.parametrize("kind", ["uniform", "listed"])
@pytest.mark.parametrize("mean", [0.8, 15.0])
def test_targets_are_independent(mean, kind):
    """The variance of the sum over targets is the sum of variances; correlations of pairs are noise."""
    found = counts(mean, kind, n=530, steps=2000)
    total = found.sum(axis=1)
    # var/mean of a Poisson sum is 1 with standard error sqrt(2/steps)
    assert abs(total.var() / total.mean() - 1.0) < 5 * math.sqrt(2 / 2000)
    for i, j in [(0, 1), (0, 4), (0, 256), (0, 512), (3, 515), (510, 520), (17, 18)]:
        assert abs(np.corrcoef(found[:, i], found[:, j])[0, 1]) < 5 / math.sqrt(2000), (i, j)


@pytest.mark.parametrize("kind", ["uniform", "listed", "source"])
def test_steps_are_independent(kind):
    found = counts(2.0, kind, n=520, steps=2000)
    centred = found - 2.0
    lagged = (centred[1:] * centred[:-1]).mean() / 2.0
    assert abs(lagged) < 5 / math.sqrt(centred[1:].size)
    per_target = found.sum(axis=0)
    assert abs(per_target.var() / per_target.mean() - 1.0) < 5 * math.sqrt(2 / 520)


def test_two_generator_units_and_two_projections_draw_separately():
    net = nj.Network(seed=1)
    cells = net.create(300, counter_model(), name="cells")
    source = net.create(2, "poisson_generator", rate=8000.0)
    net.connect(source, cells, weight=1.0, delay=0.1)  # two units: 1.6 a step
    net.connect(source[:1], cells, weight=1000.0, delay=0.1)
    net.record(cells, "V_m")
    found = nj.Simulation(net).run(100.0).traces["cells"]["V_m"][2:].astype(int)
    small, large = found % 1000, found // 1000
    assert p_value(small, 1.6) > 1e-3
    assert p_value(large, 0.8) > 1e-3
    assert abs(np.corrcoef(small.ravel(), large.ravel())[0, 1]) < 5 / math.sqrt(found.size)


def test_a_rate_by_target_is_met_by_each():
    rates = np.array([0.0, 100.0, 2000.0, 30_000.0, 200_000.0])
    net = nj.Network(seed=1)
    cells = net.create(5, counter_model(), name="cells")
    source = net.create(5, "poisson_generator", rate=rates)
    net.connect(source, cells, nj.rules.one_to_one(), weight=1.0, delay=0.1)
    net.record(cells, "V_m")
    found = nj.Simulation(net).run(1000.1).traces["cells"]["V_m"].sum(axis=0)
    assert found[0] == 0
    # counts in one second have the rate as mean and variance
    assert (np.abs(found - rates) < 5 * np.sqrt(rates) + 1e-9).all()


def test_start_and_stop_are_met_to_the_step():
    """Spikes are stamped in (start, stop], and arrive a delay later."""
    for kind in ("poisson_generator", "poisson_source"):
        net = nj.Network(seed=1)
        cells = net.create(50, counter_model(), name="cells")
        source = net.create(1, kind, rate=300_000.0, start=2.0, stop=3.0)
        net.connect(source, cells, weight=1.0, delay=0.5)
        net.record(cells, "V_m")
        found = nj.Simulation(net).run(6.0).traces["cells"]["V_m"].sum(axis=1)
        assert np.flatnonzero(found).tolist() == list(range(26, 36)), kind


def test_a_shared_source_gives_all_its_targets_one_train():
    net = nj.Network(seed=1)
    cells = net.create(6, counter_model(), name="cells")
    source = net.create(1, "poisson_source", name="source", rate=5000.0)
    net.connect(source, cells, weight=1.0, delay=0.3)
    net.record(cells, "V_m")
    net.record(source, "spikes")
    result = nj.Simulation(net).run(100.0)
    found = result.traces["cells"]["V_m"]
    assert (found == found[:, :1]).all()
    sent = np.bincount(result.spikes["source"].steps, minlength=1001)
    assert np.array_equal(found[4:, 0], sent[1:998])


def test_a_drive_follows_a_rate_edited_between_runs():
    net = nj.Network(seed=1)
    cells = net.create(500, counter_model(), name="cells")
    source = net.create(1, "poisson_generator", rate=5000.0)
    net.connect(source, cells, weight=1.0, delay=0.1)
    net.record(cells, "V_m")
    sim = nj.Simulation(net)
    slow = sim.run(100.0).traces["cells"]["V_m"][2:]
    sim[source]["rate"] = 20_000.0
    fast = sim.run(100.0).traces["cells"]["V_m"]
    assert p_value(slow.astype(int), 0.5) > 1e-3
    assert p_value(fast.astype(int), 2.0) > 1e-3


def test_a_vanishing_rate_gives_no_spikes():
    """Down to rates so small that exp(-mean) rounds to 1."""
    for rate in (0.0, 1e-9, 1e-12, 1e-15):
        net = nj.Network(seed=1)
        cells = net.create(600, counter_model(), name="cells")
        source = net.create(1, "poisson_generator", rate=rate)
        net.connect(source, cells, weight=1.0, delay=0.1)
        net.record(cells, "V_m")
        assert nj.Simulation(net).run(10.0).traces["cells"]["V_m"].sum() == 0, rate
