"""Rules and values refuse what they cannot do, naming it."""

import numpy as np
import pytest
import scipy.sparse

import neurojit as nj
from neurojit.errors import NetworkError, NeurojitError, ParameterError

rules, random = nj.rules, nj.random


@pytest.fixture
def net():
    net = nj.Network(seed=1)
    net.create(4, "iaf_psc_exp", name="four")
    net.create(6, "iaf_psc_exp", name="six")
    return net


@pytest.mark.parametrize(("make", "says"), [
    (lambda: rules.pairwise_bernoulli(1.5), "between 0 and 1, got 1.5"),
    (lambda: rules.pairwise_bernoulli(-0.1), "between 0 and 1, got -0.1"),
    (lambda: rules.pairwise_bernoulli(float("nan")), "got nan"),
    (lambda: rules.pairwise_bernoulli("exp(-d)"), "a number from 0 to 1 or a function .*, got 'exp\\(-d\\)'"),
    (lambda: rules.pairwise_bernoulli(None), "a number from 0 to 1 or a function .*, got None"),
    (lambda: rules.pairwise_bernoulli(True), "a number from 0 to 1 or a function .*, got True"),
    (lambda: rules.fixed_indegree(-1), "indegree must be an integer >= 0, got -1"),
    (lambda: rules.fixed_indegree(2.5), "indegree .* got 2.5"),
    (lambda: rules.fixed_outdegree(True), "outdegree .* got True"),
    (lambda: rules.fixed_total_number("9"), "number .* got '9'"),
    (lambda: random.uniform(2.0, 1.0), "low must be below high, got low=2.0, high=1.0"),
    (lambda: random.uniform(float("nan"), 1.0), "low must be below high"),
    (lambda: random.normal(0.0, -1.0), "std must be >= 0, got -1"),
    (lambda: random.normal(float("inf"), 1.0), "must be finite"),
    (lambda: random.normal(0.0, float("nan")), "std must be >= 0, got nan"),
    (lambda: random.lognormal(0.0, -1.0), "sigma must be >= 0"),
    (lambda: random.exponential(0.0), "mean must be > 0, got 0.0"),
    (lambda: random.normal(0.0, 1.0, low=50.0), r"less than 0.1 % of the draws"),
    (lambda: random.normal(0.0, 1.0, low=1.0, high=1.0), "low must be below high"),
    (lambda: random.normal(0.0, 1.0, low=float("nan")), "low must be below high"),
])
def test_a_bad_rule_or_distribution_is_refused_at_once(make, says):
    with pytest.raises(NeurojitError, match=says):
        make()


@pytest.mark.parametrize(("pre", "post", "rule", "count"), [
    (slice(0, 1), slice(5, 10), rules.fixed_indegree(1, allow_autapses=False), 5),
    (slice(0, 10), slice(10, 15), rules.fixed_indegree(10, allow_autapses=False, allow_multapses=False), 50),
    (slice(0, 1), slice(5, 10), rules.fixed_total_number(4, allow_autapses=False), 4),
    (slice(0, 1), slice(0, 5), rules.fixed_total_number(4, allow_autapses=False), 4),
    (slice(0, 5), slice(2, 3), rules.fixed_total_number(4, allow_autapses=False), 4),
    (slice(0, 3), slice(5, 6), rules.fixed_outdegree(2, allow_autapses=False), 6),
    (slice(0, 5), slice(0, 1), rules.fixed_indegree(2, allow_autapses=False), 2),
])
def test_autapses_are_those_of_units_on_both_sides(pre, post, rule, count):
    net = nj.Network(seed=1)
    cells = net.create(20, "iaf_psc_exp")
    made = net.connect(cells[pre], cells[post], rule)
    found = nj.Simulation(net)[made]
    assert len(found) == count
    assert (made.pre.units()[found["pre"]] != made.post.units()[found["post"]]).all()


@pytest.mark.parametrize(("pre", "post", "rule"), [
    (slice(0, 1), slice(0, 5), rules.fixed_indegree(1, allow_autapses=False)),
    (slice(0, 10), slice(9, 12), rules.fixed_indegree(10, allow_autapses=False, allow_multapses=False)),
    (slice(0, 5), slice(4, 5), rules.fixed_outdegree(1, allow_autapses=False)),
    (slice(3, 4), slice(3, 4), rules.fixed_total_number(1, allow_autapses=False)),
])
def test_rules_that_leave_a_unit_itself_alone_are_refused(pre, post, rule):
    net = nj.Network(seed=1)
    cells = net.create(20, "iaf_psc_exp")
    with pytest.raises(NetworkError, match="beside the unit itself"):
        net.connect(cells[pre], cells[post], rule)


@pytest.mark.parametrize(("rule", "kind", "says"), [
    (rules.one_to_one(), NetworkError, "as many sources as targets, got 4 and 6"),
    (rules.fixed_indegree(5, allow_multapses=False), NetworkError, "needs at least 5 partners, there are 4"),
    (rules.fixed_outdegree(7, allow_multapses=False), NetworkError, "needs at least 7 partners, there are 6"),
    (([0, 4], [0, 1]), NetworkError, "pre index 4 is out of range; there are 4 units"),
    (([0, -1], [0, 1]), NetworkError, "pre index -1 is out of range"),
    (([0, 1], [0, 6]), NetworkError, "post index 6 is out of range"),
    (([0, 1], [0]), NetworkError, "one length, got 2 and 1"),
    (([0.5], [0]), NetworkError, "pre must be a 1-D array of integers"),
    (([[0]], [[0]]), NetworkError, "pre must be a 1-D array"),
    (scipy.sparse.eye_array(4), NetworkError, r"shape \(sources, targets\) = \(4, 6\), got \(4, 4\)"),
    (scipy.sparse.eye_array(6, 4), NetworkError, r"= \(4, 6\), got \(6, 4\)"),
    (np.zeros((4, 6)), NetworkError, "dense array of 2 dimensions, shape \\(4, 6\\)"),
    (np.zeros((4, 6, 2)), NetworkError, "dense array of 3 dimensions, shape \\(4, 6, 2\\)"),
    (scipy.sparse.coo_array(np.ones((4, 6, 2))), NetworkError, r"got \(4, 6, 2\)"),
    (scipy.sparse.csr_array(np.full((4, 6), np.nan)), ParameterError, "weight must be finite, got nan"),
    (scipy.sparse.csr_array(np.full((4, 6), np.inf)), ParameterError, "weight must be finite, got inf"),
    (scipy.sparse.csr_array(np.full((4, 6), 1j)), NetworkError, "must be real numbers, got complex128"),
    ("all", NetworkError, "'all' is not a rule"),
    (0.1, NetworkError, "0.1 is not a rule"),
    (([0], [1], [2]), NetworkError, "is not a rule"),
])
def test_a_rule_that_does_not_fit_is_refused(net, rule, kind, says):
    with pytest.raises(kind, match=says):
        net.connect(net["four"], net["six"], rule)
    assert not net.projections


@pytest.mark.parametrize("text", [
    "one_to_one()", "all_to_all()", "all_to_all(allow_autapses=False)", "fixed_indegree(0)", "fixed_indegree(3)",
    "fixed_outdegree(3, allow_multapses=False)", "fixed_indegree(3, allow_multapses=False, allow_autapses=False)",
    "fixed_total_number(7, allow_autapses=False)", "pairwise_bernoulli(0.1)",
    "pairwise_bernoulli(0.1, allow_autapses=False)",
])
def test_a_rule_prints_all_it_was_given(text):
    rule = eval(text, vars(rules))
    assert repr(rule) == text


def test_positions_of_other_dimensions_are_not_compared(net):
    plane, line = (net.create(3, "iaf_psc_exp", positions=np.zeros(shape)) for shape in ((3, 2), 3))

    def near(pre, post):
        return np.exp(-np.abs(pre - post).sum(axis=1))

    for options in ({"rule": rules.pairwise_bernoulli(near)}, {"weight": near}, {"delay": near}):
        with pytest.raises(NetworkError, match=r"as many dimensions on both sides, got 2 of .*, 1 of"):
            net.connect(plane, line, **options)
    net.connect(plane, line, weight=1.0)


def test_only_plastic_synapses_have_a_dendritic_fraction(net):
    with pytest.raises(NetworkError, match=r"dendritic_fraction=0.5 is for plastic synapses; give synapse="):
        net.connect(net["four"], net["six"], dendritic_fraction=0.5)


def test_a_matrix_of_weights_takes_no_other_weights(net):
    matrix = scipy.sparse.coo_array(([0.5, 2.0], ([0, 3], [5, 1])), shape=(4, 6))
    assert net.connect(net["four"], net["six"], matrix).weight.tolist() == [0.5, 2.0]
    with pytest.raises(NetworkError, match=r"data of the matrix are the weights, .* matrix.astype\(bool\)"):
        net.connect(net["four"], net["six"], matrix, weight=3.0)
    for pattern in (matrix.astype(bool), matrix != 0, (matrix != 0).astype(int)):
        assert net.connect(net["four"], net["six"], pattern, weight=3.0).weight == 3.0
        assert net.connect(net["four"], net["six"], pattern, weight=[3.0, 4.0]).weight.tolist() == [3.0, 4.0]


@pytest.mark.parametrize(("values", "says"), [
    ({"weight": float("nan")}, "weight must be finite, got nan"),
    ({"weight": float("inf")}, "weight must be finite, got inf"),
    ({"weight": "strong"}, "weight"),
    ({"weight": np.full(24, 1j)}, "weight must be a number or an array of numbers in pA"),
    ({"weight": np.ones(5)}, r"weight .* 24 synapses, got shape \(5,\)"),
    ({"weight": np.ones((6, 4))}, r"got shape \(6, 4\)"),
    ({"delay": -1.0}, "must be >= 0 ms, got -1 for 1 of 1"),
    ({"delay": np.where(np.arange(24) < 3, -2.0, 1.0)}, "got -2 for 3 of 24"),
    ({"delay": float("nan")}, "delay must be finite, got nan"),
    ({"delay": float("inf")}, "delay must be finite, got inf"),
    ({"delay": random.uniform(-2.0, -1.0)}, "gives no delay > 0"),
    ({"receptor": "gaba"}, "no receptor 'gaba'"),
])
def test_bad_weights_delays_and_receptors_are_refused(net, values, says):
    with pytest.raises(NeurojitError, match=says):
        net.connect(net["four"], net["six"], **values)


@pytest.mark.parametrize(("delay", "says"), [
    (0.04, r"at least one time step \(dt = 0.1 ms\), got 0.04 ms for 1 of 1"),
    (np.where(np.arange(24) < 3, 0.04, 1.0), "got 0.04 ms for 3 of 24 synapses of"),
    (random.uniform(0.0, 0.2), "at least one time step"),
    (random.normal(1.0, 5.0), "at least one time step"),
    (0.1 * 2**15, "below 32768 time steps"),
    (np.where(np.arange(24) < 3, 1e4, 1.0), "below 32768 time steps .* got 10000 ms"),
    (random.uniform(1.0, 1e5), "below 32768 time steps"),
    (random.exponential(3000.0, low=1.0), "below 32768 time steps"),
    (lambda pre, post: np.full(len(pre), 1e9), "below 32768 time steps"),
    (lambda pre, post: np.full(len(pre), -1.0), "at least one time step"),
    (lambda pre, post: np.full(len(pre), np.nan), "not finite"),
    (lambda pre, post: np.ones(3), "must return 24 values"),
])
def test_delays_that_no_ring_holds_are_refused_when_dt_is_known(net, delay, says):
    net.connect(net["four"], net["six"], weight=1.0, delay=delay)
    with pytest.raises(ParameterError, match=says):
        nj.Simulation(net, dt=0.1)


def test_the_longest_and_shortest_delays_work(net):
    projection = net.connect(net["four"], net["six"], ([0, 1], [0, 1]), weight=1.0, delay=[0.05, 0.1 * (2**15 - 1)])
    sim = nj.Simulation(net, dt=0.1)
    assert np.round(sim[projection]["delay"] / 0.1).tolist() == [1, 2**15 - 1]
    assert sim.run(1.0).stop == 1.0


@pytest.mark.parametrize("probability", [lambda a, b: np.full(len(a), 1.5), lambda a, b: np.full(len(a), -0.1),
                                         lambda a, b: np.full(len(a), np.nan), lambda a, b: np.ones(2)])
def test_a_callable_probability_that_is_none_is_refused(net, probability):
    net.connect(net["four"], net["six"], rules.pairwise_bernoulli(probability), weight=1.0)
    with pytest.raises(ParameterError, match="probability"):
        nj.Simulation(net)


def test_a_rule_prints_as_it_is_written():
    assert repr(rules.pairwise_bernoulli(0.02)) == "pairwise_bernoulli(0.02)"
    assert repr(rules.fixed_indegree(7)) == "fixed_indegree(7)"
    assert repr(rules.one_to_one()) == "one_to_one()"
    assert repr(random.normal(0.8, 0.2, low=0.1)) == "normal(0.8, 0.2, low=0.1)"


@pytest.mark.parametrize(("name", "wrong"), [
    ("weight", {"weight": lambda pre: 1.0}), ("delay", {"delay": lambda: 1.0}),
    ("probability", {"rule": lambda: nj.rules.pairwise_bernoulli(lambda pre, post, more: 0.5)})])
def test_a_function_of_pairs_takes_pre_and_post(net, name, wrong):
    cells = net.create(3, "iaf_psc_exp")
    rule = wrong.pop("rule", nj.rules.all_to_all)
    with pytest.raises(nj.ParameterError, match=rf"{name} is called as <lambda>\(pre, post\), but it is"):
        net.connect(cells, cells, rule(), **{"weight": 1.0, **wrong})


def test_functions_of_any_kind_that_take_pre_and_post_pass(net):
    cells = net.create(3, "iaf_psc_exp")
    for weight in (np.hypot, lambda *pair: 1.0, lambda pre, post, scale=2.0: scale, max):
        assert net.connect(cells, cells, nj.rules.all_to_all(), weight=weight).weight is weight


def test_a_matrix_that_changes_later_changes_no_connections(net):
    matrix = scipy.sparse.coo_array(([1.0, 2.0], (np.array([0, 1], np.int32), np.array([2, 3], np.int32))), (4, 6))
    made = net.connect(net["four"], net["six"], matrix)
    matrix.row[:], matrix.col[:], matrix.data[:] = 99, 99, np.nan
    sim = nj.Simulation(net)
    assert sim[made]["pre"].tolist() == [0, 1]
    assert sim[made]["weight"].tolist() == [1.0, 2.0]


def test_a_matrix_of_bool_says_who_is_connected(net):
    matrix = scipy.sparse.coo_array((np.array([True, False]), ([0, 1], [1, 2])), shape=(4, 6))
    given = net.connect(net["four"], net["six"], matrix, weight=5.0)
    plain = net.connect(net["four"], net["six"], matrix)
    sim = nj.Simulation(net)
    for made, weight in ((given, 5.0), (plain, 1.0)):
        found = [sim[made][name].tolist() for name in ("pre", "post", "weight")]
        assert found == [[0], [1], [weight]]
