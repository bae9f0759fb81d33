"""Rules of connection: numbers, uniformity, what is excluded, and independence of partitions."""

import math

import numpy as np
import pytest
import scipy.stats

import neurojit as nj


def wired(rule, n_pre=200, n_post=150, seed=1, same=False, partitions=None, **options):
    """pre and post of a projection, and weights and delays."""
    net = nj.Network(seed=seed)
    pre = net.create(n_pre, "iaf_psc_exp", name="pre")
    post = pre if same else net.create(n_post, "iaf_psc_exp", name="post")
    projection = net.connect(pre, post, rule, **{"weight": 1.0, "delay": 1.0, **options})
    return nj.Simulation(net, precision="double", partitions=partitions)[projection]


def pairs(synapses, n_post=150):
    return synapses["pre"] * n_post + synapses["post"]


RULES = {
    "one_to_one": (nj.rules.one_to_one(), {"n_pre": 150}),
    "all_to_all": (nj.rules.all_to_all(), {}),
    "bernoulli": (nj.rules.pairwise_bernoulli(0.1), {}),
    "indegree": (nj.rules.fixed_indegree(20), {}),
    "outdegree": (nj.rules.fixed_outdegree(20), {}),
    "total": (nj.rules.fixed_total_number(3000), {}),
    "distance": (nj.rules.pairwise_bernoulli(lambda pre, post: np.exp(-np.abs(pre - post) / 30.0)), {}),
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("partitions", [2, 5])
def test_wiring_does_not_depend_on_partitions(rule, partitions):
    declared, sizes = RULES[rule]
    values = {"weight": nj.random.normal(0.0, 1.0), "delay": nj.random.uniform(0.1, 5.0)}
    one, other = (wired(declared, partitions=k, **sizes, **values) for k in (1, partitions))
    for key in ("pre", "post", "weight", "delay"):
        assert np.array_equal(one[key], other[key]), key
    assert len(one) > 100


@pytest.mark.parametrize("rule", [r for r in RULES if r not in ("one_to_one", "all_to_all")])
def test_wiring_depends_on_the_seed(rule):
    declared, sizes = RULES[rule]
    one, other = (wired(declared, seed=s, **sizes) for s in (1, 2))
    same = [np.array_equal(one[side], other[side]) for side in ("pre", "post")]
    assert not all(same)


def test_one_to_one_and_all_to_all_are_complete():
    one = wired(nj.rules.one_to_one(), 150)
    assert np.array_equal(one["pre"], np.arange(150))
    assert np.array_equal(one["post"], np.arange(150))
    every = wired(nj.rules.all_to_all(), 20, 30)
    assert np.array_equal(pairs(every, 30), np.arange(600))


def uniform_pvalue(counts, expected=None):
    return scipy.stats.chisquare(counts, expected).pvalue


def test_fixed_indegree_gives_every_target_its_number_from_uniform_sources():
    found = wired(nj.rules.fixed_indegree(50))
    assert (np.bincount(found["post"], minlength=150) == 50).all()
    assert uniform_pvalue(np.bincount(found["pre"], minlength=200)) > 1e-3
    assert np.unique(pairs(found)).size < len(found), "multapses are allowed"


def test_fixed_outdegree_gives_every_source_its_number_of_uniform_targets():
    found = wired(nj.rules.fixed_outdegree(50))
    assert (np.bincount(found["pre"], minlength=200) == 50).all()
    assert uniform_pvalue(np.bincount(found["post"], minlength=150)) > 1e-3


def test_fixed_total_number_is_met_and_uniform_on_both_sides():
    found = wired(nj.rules.fixed_total_number(12_345))
    assert len(found) == 12_345
    assert uniform_pvalue(np.bincount(found["pre"], minlength=200)) > 1e-3
    assert uniform_pvalue(np.bincount(found["post"], minlength=150)) > 1e-3


@pytest.mark.parametrize("p", [0.001, 0.02, 0.3, 0.95])
def test_bernoulli_counts_are_binomial_and_pairs_uniform(p):
    numbers = np.array([len(wired(nj.rules.pairwise_bernoulli(p), seed=s)) for s in range(20)])
    mean, variance = 30_000 * p, 30_000 * p * (1 - p)
    # the mean of twenty counts, and their spread, within five standard errors
    assert abs(numbers.mean() - mean) < 5 * math.sqrt(variance / 20)
    assert variance / 5 < numbers.var(ddof=1) < variance * 3.5
    one = wired(nj.rules.pairwise_bernoulli(p))
    assert np.unique(pairs(one)).size == len(one), "a pair at most once"
    if p > 0.01:
        for side, n in (("pre", 200), ("post", 150)):
            counts = np.bincount(one[side], minlength=n)
            z = (counts - counts.mean()) / math.sqrt(30_000 / n * p * (1 - p))
            assert 0.6 < z.var() < 1.5, "degrees are binomial"


def test_bernoulli_of_nought_and_one():
    assert len(wired(nj.rules.pairwise_bernoulli(0.0))) == 0
    assert len(wired(nj.rules.pairwise_bernoulli(1.0))) == 30_000


@pytest.mark.parametrize("rule", [
    nj.rules.all_to_all(allow_autapses=False), nj.rules.pairwise_bernoulli(0.5, allow_autapses=False),
    nj.rules.fixed_indegree(60, allow_autapses=False), nj.rules.fixed_outdegree(60, allow_autapses=False),
    nj.rules.fixed_total_number(6000, allow_autapses=False),
], ids=lambda r: r.kind)
def test_no_unit_connects_to_itself_when_told(rule):
    found = wired(rule, 100, same=True)
    assert len(found) > 3000
    assert (found["pre"] != found["post"]).all()


@pytest.mark.parametrize("rule", [
    nj.rules.fixed_indegree(90, allow_multapses=False), nj.rules.fixed_outdegree(90, allow_multapses=False),
    nj.rules.fixed_indegree(99, allow_multapses=False, allow_autapses=False),
    nj.rules.fixed_outdegree(99, allow_multapses=False, allow_autapses=False),
], ids=repr)
def test_no_pair_is_connected_twice_when_told(rule):
    found = wired(rule, 100, same=True)
    assert len(found) == 100 * rule.number
    assert np.unique(pairs(found, 100)).size == len(found)
    assert rule.allow_autapses or (found["pre"] != found["post"]).all()


def test_autapses_are_recognised_across_slices_and_unions():
    net = nj.Network(seed=1)
    a, b = net.create(20, "iaf_psc_exp", name="a"), net.create(20, "iaf_psc_exp", name="b")
    view, other = a[5:15] + b[:10], b + a[::2]
    projection = net.connect(view, other, nj.rules.all_to_all(allow_autapses=False), weight=1.0)
    found = nj.Simulation(net)[projection]
    pre, post = view.units()[found["pre"]], other.units()[found["post"]]
    shared = np.intersect1d(view.units(), other.units()).size
    assert shared == 15
    assert len(found) == 20 * 30 - shared
    assert (pre != post).all()


def test_distance_dependent_probability_falls_as_given():
    n = 400
    net = nj.Network(seed=2)
    place = np.random.default_rng(0).uniform(0.0, 1.0, (n, 2))
    cells = net.create(n, "iaf_psc_exp", name="cells", positions=place)
    profile = nj.rules.pairwise_bernoulli(lambda pre, post: 0.8 * np.exp(-np.linalg.norm(pre - post, axis=1) / 0.2),
                                          allow_autapses=False)
    projection = net.connect(cells, cells, profile, weight=lambda pre, post: np.linalg.norm(pre - post, axis=1),
                             delay=lambda pre, post: 0.5 + np.linalg.norm(pre - post, axis=1))
    found = nj.Simulation(net, precision="double")[projection]
    distance = np.linalg.norm(place[:, None] - place[None, :], axis=2)
    p = 0.8 * np.exp(-distance / 0.2)
    np.fill_diagonal(p, 0.0)
    drawn = np.zeros((n, n))
    drawn[found["pre"], found["post"]] = 1.0
    for near, far in [(0.0, 0.1), (0.1, 0.2), (0.2, 0.4), (0.4, 0.8), (0.8, 1.5)]:
        inside = (distance >= near) & (distance < far)
        spread = math.sqrt((p[inside] * (1 - p[inside])).sum())
        assert abs(drawn[inside].sum() - p[inside].sum()) < 5 * spread, (near, far)
    between = distance[found["pre"], found["post"]]
    assert np.array_equal(found["weight"], between)
    assert np.abs(found["delay"] - 0.5 - between).max() <= 0.05 + 1e-9, "rounded to the grid"


def test_weights_and_delays_of_synapses_follow_their_distributions():
    found = wired(nj.rules.fixed_indegree(60), weight=nj.random.normal(2.0, 0.5), delay=nj.random.uniform(0.05, 3.05))
    assert scipy.stats.kstest(found["weight"], scipy.stats.norm(2.0, 0.5).cdf).pvalue > 1e-3
    steps = np.round(found["delay"] / 0.1).astype(int)
    assert np.abs(steps * 0.1 - found["delay"]).max() < 1e-12
    assert (steps.min(), steps.max()) == (1, 30)
    assert uniform_pvalue(np.bincount(steps)[1:]) > 1e-3, "each step rounds the same width"
    assert abs(np.corrcoef(found["weight"], steps)[0, 1]) < 5 / math.sqrt(len(found))


def test_a_delay_is_rounded_to_the_nearest_step():
    found = wired(([0, 1, 2, 3, 4], [0, 1, 2, 3, 4]), delay=np.array([0.05, 0.14, 0.16, 1.0, 2.26]))
    assert np.allclose(found["delay"], [0.1, 0.1, 0.2, 1.0, 2.3], rtol=0, atol=1e-12)
