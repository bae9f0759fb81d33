"""Synapses as arrays: order, write-back, formats, precision and storage."""

import numpy as np
import pytest
import scipy.sparse

import neurojit as nj
from neurojit.errors import NetworkError, ParameterError

FORMATS = ["bsr", "coo", "csc", "csr", "dia", "dok", "lil"]


def network(n_pre=12, n_post=9, model="iaf_psc_exp"):
    net = nj.Network(seed=1)
    return net, net.create(n_pre, model, name="pre"), net.create(n_post, model, name="post")


def random_matrix(rng, shape=(12, 9), density=0.4):
    return scipy.sparse.random_array(shape, density=density, rng=rng, data_sampler=rng.standard_normal)


@pytest.mark.parametrize("partitions", [1, 3])
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", ["array", "matrix"])
def test_any_sparse_matrix_comes_back_as_it_was_given(form, kind, partitions):
    given = random_matrix(np.random.default_rng(1)).asformat(form)
    if kind == "matrix":
        given = getattr(scipy.sparse, f"{form}_matrix")(given)
    net, pre, post = network()
    projection = net.connect(pre, post, given, delay=1.0)
    back = nj.Simulation(net, precision="double", partitions=partitions)[projection].to_scipy()
    assert back.shape == (12, 9)
    assert np.array_equal(back.toarray(), given.toarray())


def test_synapses_are_in_order_of_pre_post_creation_with_multapses_kept():
    net, pre, post = network()
    i, j, w = [3, 0, 3, 3, 0], [2, 8, 2, 1, 8], [0.5, 1.0, 0.25, 2.0, -4.0]
    projection = net.connect(pre, post, (i, j), weight=w, delay=[0.5, 0.1, 3.0, 2.0, 1.0])
    synapses = nj.Simulation(net, precision="double")[projection]
    assert synapses["pre"].tolist() == [0, 0, 3, 3, 3]
    assert synapses["post"].tolist() == [8, 8, 1, 2, 2]
    assert synapses["weight"].tolist() == [1.0, -4.0, 2.0, 0.5, 0.25]
    assert np.allclose(synapses["delay"], [0.1, 1.0, 2.0, 0.5, 3.0], rtol=0, atol=1e-12)
    matrix = synapses.to_scipy()
    assert isinstance(matrix, scipy.sparse.coo_array)
    assert matrix.nnz == 5
    assert np.array_equal(synapses.to_scipy("delay").data, synapses["delay"])
    assert matrix.toarray()[3, 2] == 0.75


def test_a_coo_matrix_with_duplicates_keeps_both():
    net, pre, post = network()
    given = scipy.sparse.coo_array(([1.0, 2.0, 0.0], ([0, 0, 4], [1, 1, 4])), shape=(12, 9))
    synapses = nj.Simulation(net, dt=0.1)
    del synapses
    net, pre, post = network()
    projection = net.connect(pre, post, given)
    found = nj.Simulation(net)[projection]
    assert found["weight"].tolist() == [1.0, 2.0, 0.0], "an explicit zero is a synapse"


def values_of(partitions=None, **options):
    net, pre, post = network(30, 40)
    first = net.connect(pre, post, nj.rules.fixed_indegree(7), weight=nj.random.normal(0.0, 20.0),
                        delay=nj.random.uniform(0.1, 3.0))
    second = net.connect(pre, post[::2] + pre, nj.rules.pairwise_bernoulli(0.3), weight=nj.random.uniform(-5.0, 5.0),
                         delay=1.0)
    net.record(post, "V_m")
    drive = net.create(30, "spike_generator", spike_times=[[1.0 + 0.1 * k, 6.0] for k in range(30)])
    net.connect(drive, pre, nj.rules.one_to_one(), weight=3000.0, delay=0.1)
    return net, first, second, nj.Simulation(net, precision="double", partitions=partitions, **options)


@pytest.mark.parametrize("partitions", [1, 4])
def test_weights_are_written_back_in_the_order_they_are_read(partitions):
    """Signs are split by receptor and projections share blocks, yet each weight finds its own place."""
    _, first, second, sim = values_of(partitions)
    before = sim[second]["weight"]
    old = sim[first]["weight"]
    new = old * np.linspace(0.1, 2.0, old.size)
    sim[first]["weight"] = new
    assert np.array_equal(sim[first]["weight"], new)
    assert np.array_equal(sim[second]["weight"], before), "no other projection is touched"
    sim[first]["weight"] = old
    assert np.array_equal(sim[first]["weight"], old)


def test_weights_that_were_written_back_act_like_weights_that_were_given():
    _, first, second, sim = values_of()
    edited = sim[first]["weight"] * np.linspace(0.0, 2.0, len(sim[first]))
    sim[first]["weight"] = edited
    trace = sim.run(20.0).traces["post"]["V_m"]
    other, pre, post = network(30, 40)
    drawn = sim[first], sim[second]
    other.connect(pre, post, (drawn[0]["pre"], drawn[0]["post"]), weight=edited, delay=drawn[0]["delay"])
    other.connect(pre, post[::2] + pre, (drawn[1]["pre"], drawn[1]["post"]), weight=drawn[1]["weight"], delay=1.0)
    other.record(post, "V_m")
    drive = other.create(30, "spike_generator", spike_times=[[1.0 + 0.1 * k, 6.0] for k in range(30)])
    other.connect(drive, pre, nj.rules.one_to_one(), weight=3000.0, delay=0.1)
    again = nj.Simulation(other, precision="double").run(20.0).traces["post"]["V_m"]
    assert np.abs(trace - trace[0]).max() > 0.3, "something must happen"
    assert np.abs(trace - again).max() < 1e-10  # the order of multapses of one pair may differ


def test_one_scalar_weight_can_be_changed():
    net, pre, post = network()
    projection = net.connect(pre, post, weight=2.0)
    sim = nj.Simulation(net, partitions=3)
    sim[projection]["weight"] = 5.0
    assert (sim[projection]["weight"] == 5.0).all()
    with pytest.raises(ParameterError, match="share one weight, stored once"):
        sim[projection]["weight"] = np.arange(108.0)


@pytest.mark.parametrize(("value", "says"), [
    (np.ones(3), r"scalar or hold 4 values, got shape \(3,\)"),
    (np.array([1.0, np.nan, 1.0, 1.0]), "must be finite, got nan"),
    (float("inf"), "must be finite, got inf"),
])
def test_weights_that_cannot_be_are_refused(value, says):
    net, pre, post = network()
    projection = net.connect(pre, post, ([0, 1, 2, 3], [0, 1, 2, 3]), weight=[1.0, 2.0, 3.0, 4.0])
    sim = nj.Simulation(net)
    with pytest.raises(ParameterError, match=says):
        sim[projection]["weight"] = value
    assert sim[projection]["weight"].tolist() == [1.0, 2.0, 3.0, 4.0]


def test_a_synapse_keeps_its_receptor():
    net, pre, post = network()
    projection = net.connect(pre, post, ([0, 1], [0, 1]), weight=[1.0, -2.0])
    sim = nj.Simulation(net)
    with pytest.raises(NetworkError, match=r"1 weights of .* would change sign, but a synapse keeps its receptor"):
        sim[projection]["weight"] = [-1.0, -2.0]
    named, pre, post = network()
    projection = named.connect(pre, post, ([0, 1], [0, 1]), weight=[1.0, 2.0], receptor="excitatory")
    sim = nj.Simulation(named)
    sim[projection]["weight"] = [-1.0, 2.0]
    assert sim[projection]["weight"].tolist() == [-1.0, 2.0]


def test_synapses_are_no_array_but_hold_some():
    net, pre, post = network()
    synapses = net.connect(pre, post)
    with pytest.raises(ParameterError, match=r"no array; take one by name, such as \['weight'\], or .* to_scipy"):
        np.asarray(nj.Simulation(net)[synapses])


def test_inputs_have_no_synapses_to_look_at():
    net, pre, _ = network()
    noise = net.connect(net.create(1, "poisson_generator", rate=1.0), pre, weight=1.0)
    dc = net.connect(net.create(1, "dc_generator"), pre)
    sim = nj.Simulation(net)
    for projection in (noise, dc):
        with pytest.raises(NetworkError, match="is an input and has no synapses"):
            sim[projection].to_scipy()


def test_weights_are_float32_in_mixed_precision_and_exact_in_double():
    weights = np.random.default_rng(0).normal(size=108)
    for precision, dtype in (("mixed", np.float32), ("double", np.float64)):
        net, pre, post = network()
        projection = net.connect(pre, post, weight=weights)
        sim = nj.Simulation(net, precision=precision)
        assert sim._program.wired.wiring.like.dtype == dtype
        assert np.array_equal(sim[projection]["weight"], weights.astype(dtype).astype(float))


@pytest.mark.parametrize("partitions", [1, 3])
@pytest.mark.parametrize(("values", "weights_stored", "per_synapse"), [
    ({"weight": 0.1, "delay": 1.5}, 0, 3.0),
    ({"weight": 0.1, "delay": nj.random.uniform(0.1, 1.0)}, 0, 4.0),
    ({"weight": nj.random.normal(1.0, 0.1), "delay": 1.5}, 200_000, 7.0),
    ({"weight": nj.random.normal(1.0, 0.1), "delay": nj.random.uniform(0.1, 1.0)}, 200_000, 8.0),
])
def test_storage_is_compact(values, weights_stored, per_synapse, partitions):
    """A scalar is stored once; otherwise 2 bytes a target, 4 a weight, and the segments of delays."""
    net, pre, post = network(200, 1000)
    net.connect(pre, post, nj.rules.fixed_indegree(200), **values)
    sim = nj.Simulation(net, partitions=partitions)
    wiring = sim._program.wired.wiring
    assert sim.synapse_count == 200_000
    assert wiring.synapses.nbytes == 2 * 200_000 + 4 * weights_stored
    stored = sum(getattr(wiring, name).nbytes for name in wiring._fields)
    assert stored <= per_synapse * 200_000


def test_an_array_of_equal_weights_acts_like_the_scalar():
    traces = []
    for weight in (120.0, np.full(108, 120.0)):
        net, pre, post = network()
        drive = net.create(1, "spike_generator", spike_times=[1.0])
        net.connect(drive, pre, weight=3000.0, delay=0.1)
        net.connect(pre, post, weight=weight, delay=0.5)
        net.record(post, "V_m")
        traces.append(nj.Simulation(net).run(10.0).traces["post"]["V_m"])
    assert np.array_equal(*traces)
    assert np.ptp(traces[0]) > 1.0


def test_a_row_of_more_than_65535_synapses_is_split():
    """Autapse-like multapses from one unit: all of them arrive at once."""
    net, pre, post = network(1, 2, model="iaf_psc_delta")
    n = 150_001
    net.connect(pre, post, (np.zeros(n, int), np.ones(n, int)), weight=0.125, delay=0.3)
    net.connect(net.create(1, "spike_generator", spike_times=[1.0]), pre, weight=30.0, delay=0.1)
    net.record(post, "V_m")
    net.record(post, "spikes")
    result = nj.Simulation(net).run(2.0)
    assert result.spikes["post"].steps.tolist() == [14]
    assert result.spikes["post"].senders.tolist() == [1]
