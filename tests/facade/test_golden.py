"""The three-layer example with seed 42: every edge, spike, weight and voltage of the reference run."""
import json

import numpy as np
import pytest

from neurojit.brain import BrainSimulation, NeuronType
from tests.reference_data import reference_path

DT = 0.1
STEPS = 1500


@pytest.fixture(scope="module")
def golden():
    return json.loads(reference_path("seed", "flash_network_seed42.json").read_text())


def build():
    np.random.seed(42)  # noqa: NPY002
    sim = BrainSimulation(dt_ms=DT)
    sim.create_simple_network(n_sensory=10, n_processing=20, n_output=5)
    return sim


@pytest.fixture(scope="module")
def flashed():
    sim = build()
    counts = dict.fromkeys(sim.neuron_groups, 0)
    for step in range(STEPS):
        if int(step * DT / 10) % 2 == 0:
            sim.stimulate_region("Retina", 25.0)
        for region, n in sim.simulate_step(enable_learning=True).items():
            counts[region] += n
    return sim, counts


def test_every_edge_is_drawn(golden):
    edges = build().synapses
    have = [[s.pre_id, s.post_id, s.weight, s.delay_ms] for s in edges]
    assert have == golden["edges_pre_post_weight_delay"]


def test_every_fifth_processing_neuron_is_inhibitory():
    sim = build()
    kinds = [sim.neurons[i].neuron_type for i in sim.neuron_groups["V1"]]
    assert [k is NeuronType.INHIBITORY for k in kinds] == [i % 5 == 0 for i in range(20)]
    assert {sim.neurons[i].neuron_type for i in sim.neuron_groups["Retina"]} == {NeuronType.SENSORY}


def test_every_spike_is_matched(golden, flashed):
    sim, _ = flashed
    times = {i: sim.get_spike_times(i).tolist() for i in sim.neurons}
    want = {i: [step * DT for step, n in golden["spikes_step_neuron"] if n == i] for i in sim.neurons}
    assert times == want


def test_every_final_weight_is_matched(golden, flashed):
    assert flashed[0].synapses.weights.tolist() == golden["final_weights"]


def test_voltage_is_matched(golden, flashed):
    want = golden["voltage_mv_neuron10_first_200_steps"]
    assert flashed[0].get_neuron_voltage_trace(10)[:200].tolist() == want


def test_statistics_are_matched(golden, flashed):
    assert flashed[0].get_statistics() == golden["statistics"]


def test_regions_spike_as_documented(flashed):
    sim, counts = flashed
    assert counts == {"Retina": 470, "V1": 151, "Visual_Association": 15}
    seconds = STEPS * DT / 1000
    rates = [round(counts[r] / len(group) / seconds, 1) for r, group in sim.neuron_groups.items()]
    assert rates == [313.3, 50.3, 20.0]
    assert round(sim.get_statistics()["average_firing_rate_hz"], 2) == 121.14
