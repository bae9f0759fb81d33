"""Runs: by steps, whole, in pieces, again after a reset, from a copy; delays and traces."""
import copy
import pickle

import numpy as np
import pytest

from neurojit.brain import BrainSimulation, NeuronType
from neurojit.errors import ParameterError, SimulationError


def network(n=40, dt=0.1, seed=5):
    """Neurons that keep each other busy for a while."""
    rng = np.random.default_rng(seed)
    sim = BrainSimulation(dt)
    for i in range(n):
        sim.add_neuron(i, NeuronType.INHIBITORY if i % 5 == 0 else NeuronType.EXCITATORY, f"R{i % 3}")
    pre, post = rng.integers(0, n, (2, 20 * n))
    sim.connect_many(pre, post, rng.uniform(2, 8, 20 * n), rng.uniform(0.1, 4, 20 * n))
    for neuron in sim.neurons.values():
        neuron.threshold_mv = -66.0
    return sim


def kick(sim):
    sim.stimulate_region("R1", 200.0)


def everything(sim):
    return (
        sim.get_statistics(), sim.synapses.weights.tolist(),
        [(n.spike_times.tolist(), n.voltage_trace.tolist(), n.time_since_spike)
         for n in sim.neurons.values()])


@pytest.fixture(scope="module")
def stepped():
    sim = network()
    kick(sim)
    totals = dict.fromkeys(sim.neuron_groups, 0)
    for _ in range(1000):
        for region, n in sim.simulate_step().items():
            totals[region] += n
    assert sum(totals.values()) > 1000
    return everything(sim), totals


def test_run_is_as_many_steps(stepped):
    sim = network()
    kick(sim)
    assert (sim.run(100.0), everything(sim)) == (stepped[1], stepped[0])


@pytest.mark.parametrize("pieces", [[50.0, 50.0], [0.1] * 7 + [99.3], [33.3, 0.0, 66.7]])
def test_the_split_of_a_run_does_not_matter(stepped, pieces):
    sim = network()
    kick(sim)
    for piece in pieces:
        sim.run(piece, verbose=False)
    assert everything(sim) == stepped[0]


def test_reset_brings_the_start_back(stepped):
    sim = network()
    kick(sim)
    sim.run(33.0)
    sim.reset()
    assert sim.get_statistics()["step_count"] == sim.current_time_ms == 0
    assert sim.neurons[0].voltage_trace.size == 0
    kick(sim)
    sim.run(100.0)
    assert everything(sim) == stepped[0]


def test_reset_may_keep_what_was_learnt():
    sim = network()
    kick(sim)
    sim.run(20.0)
    learnt = sim.synapses.weights
    sim.reset(keep_weights=True)
    assert sim.synapses.weights.tolist() == learnt.tolist()
    sim.reset()
    assert sim.synapses.weights.tolist() != learnt.tolist()


def test_a_place_of_all_weights_is_not_written_to():
    """It would reach nobody: the array is a copy."""
    sim = network()
    with pytest.raises(ParameterError, match="the weights of synapses are a copy; to change weights assign all"):
        sim.synapses.weights[0] = 3.0
    sim.synapses.weights *= 2.0
    halved = sim.synapses.weights / 2.0
    halved[0] = 3.0
    sim.synapses.weights = halved
    assert sim.synapses[0].weight == 3.0


def test_reset_goes_back_to_a_weight_that_was_set():
    sim = network()
    sim.synapses[3].weight = 9.0
    kick(sim)
    sim.run(20.0)
    sim.reset()
    assert sim.synapses[3].weight == 9.0


@pytest.mark.parametrize("again", [copy.deepcopy, lambda sim: pickle.loads(pickle.dumps(sim))])
def test_a_copy_goes_on_as_the_original(stepped, again):
    sim = network()
    kick(sim)
    sim.run(47.0)
    other = again(sim)
    sim.run(10.0)  # the original does not disturb the copy
    other.run(53.0)
    assert everything(other) == stepped[0]


def test_learning_can_be_left_out():
    sim = network()
    before = sim.synapses.weights.tolist()
    kick(sim)
    assert sum(sim.run(50.0, enable_learning=False).values()) > 0
    assert sim.synapses.weights.tolist() == before


def test_verbose_runs_print_their_progress(capsys):
    sim = network()
    kick(sim)
    sim.run(100.0, verbose=True)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10
    assert lines[-1].split()[:2] == ["100", "%"]
    assert f"{sim.get_statistics()['total_spikes']} spikes" in lines[-1]


def delivered_after(delay, start=0):
    """Steps from a spike in step `start` to its arrival."""
    sim = BrainSimulation(dt_ms=0.1)
    sim.add_neuron(0)
    sim.add_neuron(1)
    sim.connect_neurons(0, 1, weight=1.0, delay_ms=delay)
    sim.run(start * 0.1)
    sim.inject_current(0, 300.0)
    steps = -1
    while sim.neurons[1].synaptic_input == 0.0:
        sim.simulate_step(enable_learning=False)
        steps += 1
    assert sim.neurons[1].synaptic_input == 8.0
    return steps


# the clock of step 10 is 0.9999999999999999: 1 ms is reached a step later
@pytest.mark.parametrize(
    ("delay", "steps"), [(0.0, 0), (0.1, 1), (0.04, 1), (0.25, 3), (1.0, 11), (1.01, 11)])
def test_a_spike_arrives_in_the_first_step_whose_clock_has_reached_it(delay, steps):
    assert delivered_after(delay) == steps


@pytest.mark.parametrize("delay", [249.97, 2000.0])
def test_delays_of_thousands_of_steps(delay):
    clocks = np.cumsum(np.concatenate(([0.0], np.full(30_000, 0.1))))
    assert delivered_after(delay) == np.flatnonzero(clocks >= delay)[0]


def test_the_running_sum_may_delay_an_arrival_by_a_step():
    """0.1 is no binary fraction: 1 ms takes 10 steps from some steps and 11 from others."""
    clocks = np.cumsum(np.concatenate(([0.0], np.full(199, 0.1))))
    taken = {start: delivered_after(1.0, start) for start in range(100)}
    assert taken == {s: int(np.flatnonzero(clocks >= clocks[s] + 1.0)[0]) - s for s in range(100)}
    assert set(taken.values()) == {10, 11}


def test_one_compiled_step_serves_every_simulation():
    """Sizes, traces, own parameters, learning: all are arguments, so nothing compiles a second time."""
    from neurojit.engine.clocked import advance

    BrainSimulation().simulate_step(enable_learning=0)
    network(n=3).run(1.0, enable_learning=np.bool_(True))
    sim = network(n=300)
    sim.record_voltage([1, 2])
    sim.run(1.0)
    assert len(advance.signatures) == 1


def test_traces_of_large_networks_are_asked_for():
    sim = BrainSimulation()
    for i in range(1001):
        sim.add_neuron(i)
    sim.run(0.5)
    with pytest.raises(SimulationError, match=r"record_voltage\(neuron_ids\)"):
        sim.get_neuron_voltage_trace(3)
    sim.record_voltage([3, 5])
    sim.run(0.5)
    trace = sim.get_neuron_voltage_trace(3)
    assert np.isnan(trace[:5]).all()
    assert trace[5:].tolist() == [-70.0] * 5
    with pytest.raises(SimulationError, match="neuron 4 is not kept: it is not among those chosen"):
        sim.get_neuron_voltage_trace(4)
    sim.record_voltage()
    sim.run(0.1)
    assert sim.get_neuron_voltage_trace(4)[-1] == -70.0


def test_a_neuron_of_another_simulation_is_not_among_the_neurons():
    sim, other = network(n=3), network(n=3)
    assert sim.neurons[1] in sim.neurons
    assert other.neurons[1] not in sim.neurons
    assert 2 in sim.neurons
    assert 3 not in sim.neurons


def test_a_trace_begins_when_its_neuron_was_added():
    sim = BrainSimulation()
    sim.add_neuron(0)
    sim.run(30.0)  # more steps than a block of samples holds
    late = sim.add_neuron(1)
    assert late.voltage_trace.tolist() == []
    late.add_synaptic_input(300.0)
    sim.run(1.0)
    assert sim.get_neuron_voltage_trace(0).tolist() == [-70.0] * 310
    assert late.voltage_trace[:2].tolist() == [30.0, -80.0]
    assert late.spike_times.tolist() == [0.0]
