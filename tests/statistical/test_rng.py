"""Random numbers: Philox by known answers, distributions by Kolmogorov and Smirnov's test over seeds."""

import math

import numpy as np
import pytest
import scipy.stats

import neurojit as nj
from neurojit.engine.rng import SAMPLERS, draw, philox_words
from neurojit.random import stream_key

FULL = 0xFFFFFFFF


@pytest.mark.parametrize(("counter", "key", "words"), [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((FULL,) * 4, (FULL,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0),
     (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
], ids=["zeros", "ones", "pi"])
def test_philox_gives_the_known_answers_of_random123(counter, key, words):
    found = philox_words(np.uint64(key[0] | key[1] << 32), np.array([counter], np.uint32))
    assert tuple(int(w) for w in found[0]) == words


def drawn(distribution, n, seed):
    out = np.empty(n)
    d = distribution
    p = np.array([d.first, d.second, d.low, d.high, d.clip], float)
    draw(SAMPLERS[distribution.kind].address, np.uint64(stream_key(seed, "test")), p, out)
    return out


DISTRIBUTIONS = [
    (nj.random.uniform(-60.0, -50.0), scipy.stats.uniform(-60.0, 10.0)),
    (nj.random.normal(3.0, 2.0), scipy.stats.norm(3.0, 2.0)),
    (nj.random.normal(1.0, 2.0, low=0.0), scipy.stats.truncnorm(-0.5, np.inf, 1.0, 2.0)),
    (nj.random.normal(1.0, 2.0, low=0.5, high=1.5), scipy.stats.truncnorm(-0.25, 0.25, 1.0, 2.0)),
    (nj.random.lognormal(0.5, 0.7), scipy.stats.lognorm(0.7, scale=math.exp(0.5))),
    (nj.random.exponential(2.5), scipy.stats.expon(scale=2.5)),
    (nj.random.exponential(2.5, low=1.0), scipy.stats.expon(1.0, 2.5)),
]


@pytest.mark.parametrize(("distribution", "law"), DISTRIBUTIONS, ids=[repr(d) for d, _ in DISTRIBUTIONS])
def test_a_distribution_is_what_it_says(distribution, law):
    """Ten seeds of 5,001 draws. Were seeds random, one of ten p-values would be below 1e-4 once in a thousand."""
    p = [scipy.stats.kstest(drawn(distribution, 5001, seed), law.cdf).pvalue for seed in range(10)]
    assert min(p) > 1e-4
    assert max(p) > 0.2, "draws more regular or all off in the same way"
    together = np.concatenate([drawn(distribution, 5001, seed) for seed in range(10)])
    assert scipy.stats.kstest(together, law.cdf).pvalue > 1e-3


def test_bounds_hold_and_clipping_moves_to_them():
    redrawn = drawn(nj.random.normal(0.0, 1.0, low=-0.5, high=0.7), 5000, 1)
    clipped = drawn(nj.random.normal(0.0, 1.0, low=-0.5, high=0.7, clip=True), 5000, 1)
    assert redrawn.min() > -0.5
    assert redrawn.max() < 0.7
    assert clipped.min() == -0.5
    assert clipped.max() == 0.7
    # a normal lies below -0.5 with probability 0.3085; five standard deviations of 5000 draws
    assert abs((clipped == -0.5).mean() - 0.3085) < 5 * math.sqrt(0.3085 * 0.6915 / 5000)


def test_a_longer_stream_begins_with_the_shorter():
    for distribution, _ in DISTRIBUTIONS:
        assert np.array_equal(drawn(distribution, 101, 3), drawn(distribution, 2000, 3)[:101])


def test_streams_of_different_names_are_independent():
    keys = [stream_key(seed, "create", name, "V_m") for seed, name in ((1, "exc"), (1, "inh"), (2, "exc"))]
    assert len(set(keys)) == 3
    values = []
    for key in keys:
        out = np.empty(20_000)
        draw(SAMPLERS["normal"].address, np.uint64(key), np.array([0.0, 1.0, -np.inf, np.inf, 0.0]), out)
        values.append(out)
    correlation = np.corrcoef(values) - np.eye(3)
    assert np.abs(correlation).max() < 5 / math.sqrt(20_000)


def test_neighbouring_draws_are_not_correlated():
    for kind in (nj.random.uniform(0.0, 1.0), nj.random.normal(0.0, 1.0)):
        x = drawn(kind, 100_000, 5)
        for lag in (1, 2, 3, 512):
            assert abs(np.corrcoef(x[:-lag], x[lag:])[0, 1]) < 5 / math.sqrt(x.size)


def test_a_population_draws_initial_values_from_its_distribution():
    net = nj.Network(seed=4)
    cells = net.create(5000, "iaf_psc_exp", name="cells", V_m=nj.random.uniform(-70.0, -56.0),
                       tau_m=nj.random.normal(10.0, 1.0, low=5.0))
    sim = nj.Simulation(net)
    assert scipy.stats.kstest(sim[cells]["V_m"], scipy.stats.uniform(-70.0, 14.0).cdf).pvalue > 1e-3
    assert scipy.stats.kstest(sim[cells]["tau_m"], scipy.stats.truncnorm(-5.0, np.inf, 10.0, 1.0).cdf).pvalue > 1e-3
