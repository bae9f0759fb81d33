"""Law 1: one result, for any number of threads, partitions and runs, in any process."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from everything import digest, network, state

import neurojit as nj

LENGTH = 250.0
HERE = Path(__file__).parent


@pytest.fixture(scope="module", params=["mixed", "double"])
def precision(request):
    return request.param


@pytest.fixture(scope="module")
def expected(precision):
    """The digest with one thread, one partition and one run."""
    result = nj.Simulation(network(), dt=0.1, threads=1, precision=precision, partitions=1).run(LENGTH)
    for name, train in result.spikes.items():
        assert len(train) > 30, f"{name} must be busy for the comparison to mean something"
    return digest(result)


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("partitions", [None, 1, 2, 5])
def test_threads_and_partitions_do_not_change_a_bit(threads, partitions, precision, expected):
    sim = nj.Simulation(network(), dt=0.1, threads=threads, precision=precision, partitions=partitions)
    assert sim.threads == threads
    assert digest(sim.run(LENGTH)) == expected


def test_populations_beyond_16_bit_indices_are_cut_and_give_the_same():
    """70,000 neurons need two partitions; their number is chosen from sizes, their results are those of five."""
    results = []
    for partitions in (1, 5):
        net = nj.Network(seed=2)
        cells = net.create(70_000, "iaf_psc_delta", name="cells", V_m=nj.random.uniform(-70.0, -55.0), I_e=390.0)
        net.connect(cells, cells, nj.rules.fixed_indegree(3), weight=nj.random.normal(0.3, 0.5),
                    delay=nj.random.uniform(0.5, 2.0))
        net.record(cells, "spikes")
        net.record(cells[[0, 65_535, 65_536, 69_999]], "V_m")
        sim = nj.Simulation(net, threads=1, partitions=partitions)
        assert sim._program.layout.n_partitions == max(2, partitions)
        results.append(digest(sim.run(20.0)))
    assert results[0] == results[1]


def test_more_partitions_than_units_do_not_change_a_bit(precision, expected):
    sim = nj.Simulation(network(), dt=0.1, threads=2, precision=precision, partitions=70)
    assert digest(sim.run(LENGTH)) == expected


@pytest.mark.parametrize("pieces", [[25.0] * 10, [0.1, 0.2, 99.7, 0.1, 149.9], [20.0, 27.3, 86.4, 116.3]],
                         ids=["ten", "odd", "at_the_changes_of_current"])
@pytest.mark.parametrize("threads", [1, 2])
def test_split_runs_do_not_change_a_bit(pieces, threads, precision, expected):
    sim = nj.Simulation(network(), dt=0.1, threads=threads, precision=precision)
    parts = [sim.run(piece) for piece in pieces]
    assert digest(sim.result) == expected
    assert sum(len(p.spikes["exp"]) for p in parts) == len(sim.result.spikes["exp"])


def test_a_second_process_gives_the_same_bits():
    here = digest(nj.Simulation(network(), dt=0.1, threads=1).run(LENGTH))
    there = subprocess.run([sys.executable, HERE / "everything.py"], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == here


def test_the_final_state_is_the_same_too():
    one = nj.Simulation(network(), threads=1, partitions=1)
    other = nj.Simulation(network(), threads=3, partitions=5)
    one.run(120.0)
    other.run(70.0)
    other.run(50.0)
    for key, values in state(one).items():
        assert np.array_equal(values, state(other)[key]), key


def test_reset_gives_the_same_again():
    sim = nj.Simulation(network(), threads=2)
    before = state(sim)
    first = digest(sim.run(LENGTH))
    sim.reset()
    assert sim.time == 0.0
    assert all(np.array_equal(values, before[key]) for key, values in state(sim).items())
    assert digest(sim.run(LENGTH)) == first


def test_reset_with_a_seed_changes_noise_and_initial_values_but_not_the_wiring():
    sim = nj.Simulation(network(), threads=2)
    projections = [p for p in sim.network.projections if not p.is_current and not p.is_private]
    wiring = [sim[p].to_scipy() for p in projections]
    before = state(sim)
    first = sim.run(LENGTH)
    sim.reset(seed=99)
    for projection, old in zip(projections, wiring, strict=True):
        new = sim[projection].to_scipy()
        assert np.array_equal(new.row, old.row)
        assert np.array_equal(new.col, old.col)
        assert np.array_equal(new.data, old.data)
    assert not np.array_equal(state(sim)["exp", "V_m"], before["exp", "V_m"])
    second = sim.run(LENGTH)
    assert second.spikes["shared"] != first.spikes["shared"]
    assert second.spikes["exp"] != first.spikes["exp"]


def test_another_seed_is_another_network():
    one, other = (nj.Simulation(network(seed=s)).run(50.0) for s in (11, 12))
    assert digest(one) != digest(other)


def test_adding_a_population_changes_no_others_draws():
    """Streams are named after populations and projections; only unit numbers in the network move."""
    plain = nj.Simulation(network()).run(LENGTH)
    more = nj.Simulation(network(extra=True)).run(LENGTH)
    assert len(more.spikes["lonely"]) > 10
    for name, train in plain.spikes.items():
        assert train == more.spikes[name], name
    for name, traces in plain.traces.items():
        for variable in traces:
            assert np.array_equal(traces[variable], more.traces[name][variable])


def test_a_shared_and_a_per_neuron_parameter_of_equal_value_give_the_same_spikes():
    """The two variants of a kernel compute the same formula; V_m may differ in the last bits."""
    results = []
    for threshold in (-55.0, np.full(50, -55.0)):
        net = nj.Network(seed=5)
        cells = net.create(50, "iaf_cond_exp", name="cells", V_th=threshold, V_m=nj.random.uniform(-70, -55), I_e=400.0)
        net.connect(cells, cells, nj.rules.pairwise_bernoulli(0.2), weight=nj.random.normal(1.0, 4.0), delay=1.0)
        net.record(cells, ["spikes", "V_m"])
        results.append(nj.Simulation(net).run(100.0))
    assert len(results[0].spikes["cells"]) > 50
    assert results[0].spikes["cells"] == results[1].spikes["cells"]
    assert np.abs(results[0].traces["cells"]["V_m"] - results[1].traces["cells"]["V_m"]).max() < 1e-9
