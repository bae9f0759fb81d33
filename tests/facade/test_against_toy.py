"""The compiled step against the plain-Python one, on random networks: equal to the last bit."""
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from neurojit.brain import BrainSimulation, NeuronType
from tests.facade.toy import ToyBrain, ToyNeuron, ToySynapse

KINDS = list(NeuronType)


def random_pair(rng, dt, individual):
    """The same random network for both: delays of 0, of whole steps and of anything; some learn fast."""
    sim, toy = BrainSimulation(dt), ToyBrain(dt)
    for i in range(int(rng.integers(1, 15))):
        kind = KINDS[rng.integers(4)]
        neuron = sim.add_neuron(i, kind, f"region {rng.integers(3)}")
        other = ToyNeuron(-1.0 if kind is NeuronType.INHIBITORY else 1.0)
        if individual:
            neuron.threshold_mv = other.threshold = rng.uniform(-68, -50)
            refractory = float(rng.choice([0.0, dt, 2.0, rng.uniform(0, 4)]))
            neuron.refractory_period_ms = other.refractory = refractory
        toy.neurons.append(other)
    for _ in range(int(rng.integers(0, 60))):
        pre, post = rng.integers(len(toy.neurons), size=2).tolist()
        weight, rate = rng.uniform(0, 10), float(rng.choice([0.01, 0.5, 0.0]))
        delay = float(rng.choice([0.0, dt * rng.integers(1, 40), rng.uniform(0, 6), 1.0]))
        sim.connect_neurons(pre, post, weight, delay, rate)
        toy.synapses.append(ToySynapse(toy.neurons[pre], toy.neurons[post], weight, delay, rate))
    return sim, toy


def assert_same(sim, toy):
    assert sim.current_time_ms == toy.clock
    assert sim.synapses.weights.tolist() == [s.weight for s in toy.synapses]
    for neuron, other in zip(sim.neurons.values(), toy.neurons, strict=True):
        assert neuron.voltage_trace.tolist() == other.trace
        assert neuron.spike_times.tolist() == other.spike_times
        assert (neuron.time_since_spike, neuron.synaptic_input) == (other.elapsed, other.input)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), dt=st.sampled_from([0.1, 0.25, 1 / 3, 0.07]), individual=st.booleans(),
       learning=st.booleans())
def test_random_networks_agree_to_the_last_bit(seed, dt, individual, learning):
    rng = np.random.default_rng(seed)
    sim, toy = random_pair(rng, dt, individual)
    for _ in range(150):
        for i in np.flatnonzero(rng.random(len(toy.neurons)) < 0.5).tolist():
            current = rng.uniform(-20, 150)
            sim.inject_current(i, current)
            toy.neurons[i].input += current
        before = dict.fromkeys(sim.neuron_groups, 0)
        counts = sim.simulate_step(learning)
        toy.step(learning)
        for neuron, other in zip(sim.neurons.values(), toy.neurons, strict=True):
            before[neuron.region] += other.spiked
        assert counts == before
    assert_same(sim, toy)


@pytest.mark.parametrize("seed", range(5))
def test_networks_that_grow_and_change_while_they_run_agree(seed):
    rng = np.random.default_rng(seed)
    sim, toy = random_pair(rng, 0.1, individual=False)
    for round_number in range(8):
        for _ in range(40):
            for i in range(len(toy.neurons)):
                sim.inject_current(i, 40.0)
                toy.neurons[i].input += 40.0
            sim.simulate_step()
            toy.step(learning=True)
        new = sim.add_neuron(len(toy.neurons), NeuronType.INHIBITORY)
        toy.neurons.append(ToyNeuron(-1.0))
        delay = 2.0 ** round_number  # longer than all before: the ring of arrivals grows with spikes in it
        sim.connect_neurons(0, new, 3.0, delay)
        sim.connect_neurons(new, 0, 3.0, delay)
        first, last = toy.neurons[0], toy.neurons[-1]
        toy.synapses += [ToySynapse(first, last, 3.0, delay), ToySynapse(last, first, 3.0, delay)]
        sim.neurons[0].threshold_mv = toy.neurons[0].threshold = -55.0 + round_number
        sim.synapses[0].delay_ms = toy.synapses[0].delay = 0.5 * round_number
    assert_same(sim, toy)


def test_a_dense_network_agrees_when_thousands_arrive_at_once():
    """Enough arrivals in a step, out of order of creation, for the sort by digits."""
    rng = np.random.default_rng(3)
    n, m = 80, 5000
    sim, toy = BrainSimulation(0.1), ToyBrain(0.1)
    for i in range(n):
        sim.add_neuron(i)
        toy.neurons.append(ToyNeuron())
    pre, post = rng.integers(0, n, (2, m))
    weight, delay = rng.uniform(0, 0.2, m), rng.choice([0.3, 0.4], m)
    sim.connect_many(pre, post, weight, delay)
    toy.synapses = [ToySynapse(toy.neurons[a], toy.neurons[b], float(w), float(d))
                    for a, b, w, d in zip(pre, post, weight, delay, strict=True)]
    for _ in range(30):
        for i in range(n):
            sim.inject_current(i, 60.0 + i % 2)
            toy.neurons[i].input += 60.0 + i % 2
        sim.simulate_step()
        toy.step(learning=True)
    assert sim.get_statistics()["total_spikes"] > n
    assert_same(sim, toy)
