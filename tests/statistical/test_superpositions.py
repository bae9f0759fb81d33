"""Superpositions of gamma processes and of Poisson processes with dead time, exact in discrete time."""

import numpy as np
import pytest
import scipy.stats
from counting import chi_square, counter_model, counts_of, intervals
from numba import njit

import neurojit as nj
from neurojit.engine.trains import binomial

KINDS = ["uniform", "listed", "source"]


@njit
def _binomial(key, n, p, out):
    for i in range(out.size):
        out[i] = binomial(np.uint64(key), i, 7, np.uint64(3) << np.uint64(16), n, p)


@pytest.mark.parametrize(("n", "p"), [(1, 0.3), (5, 0.01), (20, 0.5), (40, 0.97), (1000, 0.002), (1000, 0.4),
                                      (300_000, 1e-4)])
def test_binomial_draws_are_exact(n, p):
    found = np.zeros(100_000, np.int64)
    values = []
    for key in (1, 2, 3):
        _binomial(key, n, p, found)
        values.append(chi_square(found, scipy.stats.binom(n, p)))
    assert min(values) > 1e-3


@pytest.mark.parametrize(("n", "p", "answer"), [(0, 0.5, 0), (10, 0.0, 0), (10, 1.0, 10), (10, 1.5, 10), (10, -0.1, 0)])
def test_certain_draws_are_certain(n, p, answer):
    found = np.zeros(100, np.int64)
    _binomial(1, n, p, found)
    assert (found == answer).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [1, 2, 5])
def test_intervals_of_a_gamma_process(kind, shape):
    """A sum of `shape` geometric waiting times: mean 1/rate, CV**2 = (1 - p)/shape."""
    p = 500.0 * shape * 1e-4
    values = []
    for seed in (1, 2, 3):
        found = intervals(counts_of("gamma_sup", kind, 300, 2000, seed, rate=500.0, gamma_shape=shape))
        assert abs(found.mean() - 20.0) < 5 * 20.0 / np.sqrt(shape * found.size)
        assert abs(found.std() / found.mean() - np.sqrt((1 - p) / shape)) < 0.02
        values.append(chi_square(found - shape, scipy.stats.nbinom(shape, p)))
    assert min(values) > 1e-3, values


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dead", [0.0, 0.1, 1.5])
def test_intervals_with_dead_time(kind, dead):
    """No interval is within the dead time; beyond it they are geometric, and the rate is met."""
    steps = round(dead * 10)
    p = 1.0 / (20 - steps)
    for seed in (1, 2, 3):
        found = intervals(counts_of("ppd_sup", kind, 300, 2000, seed, rate=500.0, dead_time=dead))
        assert found.min() == steps + 1
        assert abs(found.mean() - 20.0) < 5 * 20.0 / np.sqrt(found.size)
        assert chi_square(found - steps - 1, scipy.stats.geom(p, loc=-1)) > 1e-3


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("base", "own"), [("gamma_sup", {"gamma_shape": 4}), ("ppd_sup", {"dead_time": 15.0})])
def test_components_add_up_and_are_in_equilibrium_from_the_start(kind, base, own):
    """Rate n_proc*rate in every step; counts over long times vary as little as those of a component."""
    found = counts_of(base, kind, 400, 3000, rate=50.0, n_proc=40, **own)
    total = found.sum(axis=1)
    expected = 400 * 40 * 50.0 * 1e-4  # 80 a step
    assert abs(total.mean() / expected - 1.0) < 0.01
    # blocks of 50 steps: the first ones, too; a component repeats itself little in 5 ms
    blocks = total.reshape(-1, 50).sum(axis=1)
    assert (np.abs(blocks - 50 * expected) < 5 * np.sqrt(50 * expected)).all()
    windows = found.sum(axis=0)
    fano = windows.var() / windows.mean()
    law = 0.25 if base == "gamma_sup" else (1.0 - 0.05 * 15.0) ** 2  # CV**2 of the intervals
    assert abs(fano / law - 1.0) < 0.5, fano


def test_the_hazard_oscillates():
    """Without dead time, counts are binomial with the hazard of the beginning of the step."""
    found = counts_of("ppd_sup", "uniform", 300, 400, rate=200.0, n_proc=50, frequency=50.0, relative_amplitude=1.0)
    t = np.arange(400) * 0.1
    p = 0.02 * (1.0 + np.sin(2 * np.pi * 0.05 * t))
    expected, variance = 300 * 50 * p, 300 * 50 * p * (1 - p)
    keep = expected > 10
    statistic = ((found.sum(axis=1) - expected)[keep] ** 2 / variance[keep]).sum()
    assert scipy.stats.chi2(keep.sum()).sf(statistic) > 1e-3


@pytest.mark.parametrize("base", ["gamma_sup", "ppd_sup"])
def test_each_target_has_a_train_of_its_own(base):
    found = counts_of(base, "uniform", 200, 4000, rate=400.0, n_proc=3)
    for i, j in [(0, 1), (3, 100), (198, 199)]:
        assert abs(np.corrcoef(found[:, i], found[:, j])[0, 1]) < 5 / np.sqrt(4000)


def test_start_and_stop_are_met_to_the_step():
    for base in ("gamma_sup", "ppd_sup"):
        found = counts_of(base, "uniform", 300, 60, delay=0.7, rate=5000.0, n_proc=20, start=2.0, stop=3.0)
        assert np.flatnonzero(found.sum(axis=1)).tolist() == list(range(20, 30)), base


def test_a_rate_edited_between_runs_counts_and_leaves_others_alone():
    def run(edit):
        net = nj.Network(seed=1)
        cells = net.create(50, counter_model(), name="cells")
        edited = net.create(50, "gamma_sup_source", name="edited", rate=100.0, gamma_shape=3, n_proc=4)
        other = net.create(20, "ppd_sup_source", name="other", rate=100.0, dead_time=3.0)
        private = net.create(1, "gamma_sup_generator", rate=100.0, gamma_shape=2)
        net.connect(private, cells, weight=1.0)
        net.record(edited + other, "spikes")
        net.record(cells, "V_m")
        sim = nj.Simulation(net)
        sim.run(200.0)
        sim[edited].__setitem__(*edit)
        return sim.run(200.0)

    same, faster, reshaped = run(("rate", 100.0)), run(("rate", 200.0)), run(("gamma_shape", 5.0))
    assert abs(len(same.spikes["edited"]) - 4000) < 200
    assert abs(len(faster.spikes["edited"]) - 8000) < 300
    assert abs(len(reshaped.spikes["edited"]) - 4000) < 200
    for result in (faster, reshaped):
        assert result.spikes["other"] == same.spikes["other"]
        assert np.array_equal(result.traces["cells"]["V_m"], same.traces["cells"]["V_m"])


def test_a_vanishing_rate_gives_no_spikes():
    for base in ("gamma_sup", "ppd_sup"):
        for rate in (0.0, 1e-12):
            assert counts_of(base, "source", 50, 100, rate=rate, n_proc=3).sum() == 0
