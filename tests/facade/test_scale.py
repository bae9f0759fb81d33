"""The same facade with ten thousand neurons and a million synapses."""
import gc
import time

import numpy as np
import pytest

from neurojit.brain import BrainSimulation, NeuronType, SimulatedNeuron, Synapse

N, M = 10_000, 1_000_000


@pytest.fixture(scope="module")
def large():
    rng = np.random.default_rng(0)
    sim = BrainSimulation()
    for i in range(N):
        sim.add_neuron(i, NeuronType.INHIBITORY if i % 5 == 0 else NeuronType.EXCITATORY, "cortex")
    pre, post = rng.integers(0, N, (2, M))
    sim.connect_many(pre, post, rng.uniform(0.2, 1.0, M), rng.uniform(0.5, 15.0, M))
    for i in range(0, N, 10):
        sim.inject_current(i, 300.0)
    sim.run(20.0)
    return sim


def test_a_million_synapses_step_without_objects(large):
    assert large.get_statistics()["total_spikes"] >= N // 10
    alive = [o for o in gc.get_objects() if type(o) in (Synapse, SimulatedNeuron)]
    assert len(alive) < 10


def test_synapses_are_made_when_asked_for(large):
    assert len(large.synapses) == M
    part = large.synapses[10:20]
    assert len(part) == 10
    assert part[-1] == large.synapses[19]
    assert [s.pre_id for s in part] == part.pre_ids.tolist()
    assert sum(1 for _ in large.synapses[::10_000]) == 100


def test_spike_times_of_all_neurons_are_quick_to_get(large):
    began = time.perf_counter()
    total = sum(len(large.get_spike_times(i)) for i in range(N))
    assert total == large.get_statistics()["total_spikes"]
    assert time.perf_counter() - began < 2.0


def test_a_quiet_step_does_not_visit_the_synapses(large):
    """10,000 neurons take some ten microseconds a step, a million synapses would take milliseconds."""
    large.reset()
    large.run(1.0)
    began = time.perf_counter()
    large.run(20.0)
    assert time.perf_counter() - began < 0.2
