"""The lines a user of the original code types, as they stand, and what they promise."""
import numpy as np
import pytest

from neurojit.brain import BrainSimulation, IonConcentrations, NeuronType, SimulatedNeuron, Synapse


def spiking(current=300.0):
    neuron = SimulatedNeuron(0)
    neuron.add_synaptic_input(current)
    assert neuron.update(dt_ms=0.1)
    return neuron


def test_a_free_neuron_works_alone():
    neuron = SimulatedNeuron(neuron_id=0, neuron_type=NeuronType.EXCITATORY, region="Hippocampus")
    neuron.add_synaptic_input(15.0)
    spiked = neuron.update(dt_ms=0.1)
    assert spiked is False
    assert neuron.voltage_mv == -70.0 + 0.1 * 15.0
    assert (neuron.threshold_mv, neuron.refractory_period_ms) == (-55.0, 2.0)
    assert (neuron.neuron_id, neuron.neuron_type, neuron.region) == (0, NeuronType.EXCITATORY, "Hippocampus")
    assert neuron.spike_times.tolist() == []
    assert isinstance(neuron.ion_concentrations, IonConcentrations)
    assert neuron.ion_concentrations is neuron.ion_concentrations


def test_a_spike_shows_the_peak_then_the_refractory_voltage():
    neuron = spiking()
    assert neuron.voltage_mv == 30.0
    assert neuron.time_since_spike == 0.0
    assert neuron.spike_times.tolist() == [0.0]
    held = []
    while True:
        neuron.add_synaptic_input(1.0)
        neuron.update(dt_ms=0.1)
        if neuron.voltage_mv != -80.0:
            break
        held.append(neuron.synaptic_input)
    # the clock since the spike is a rounded sum of 0.1, so 2 ms are reached in the 20th update
    assert held == [float(k) for k in range(1, 20)]  # input goes on accumulating
    assert neuron.voltage_mv > -80.0 + 0.1 * 20.0  # and acts, all of it, when the neuron is released
    assert neuron.synaptic_input == 0.0
    assert neuron.voltage_trace[0] == 30.0


def test_a_free_neuron_counts_its_own_updates():
    neuron = SimulatedNeuron(7)
    for _ in range(5):
        neuron.update(0.1)
    neuron.add_synaptic_input(300.0)
    neuron.update(0.1)
    assert neuron.spike_times.tolist() == [5 * 0.1]


def test_the_time_step_of_a_free_neuron_may_change():
    neuron = SimulatedNeuron(0)
    neuron.voltage_mv = -60.0
    neuron.update(dt_ms=0.1)
    once = -60.0 + 0.1 * (-0.3 * 10.0)
    assert neuron.voltage_mv == once
    neuron.update(dt_ms=0.5)
    assert neuron.voltage_mv == once + 0.5 * (-0.3 * (once + 70.0))


def test_spikes_of_a_free_neuron_lie_where_its_steps_have_led():
    neuron = SimulatedNeuron(0)
    begins, time = [], 0.0
    for dt, steps in ((1.0, 30), (0.1, 300), (0.5, 30), (0.1, 100)):
        for _ in range(steps):
            neuron.add_synaptic_input(20.0)
            if neuron.update(dt):
                begins.append(time)  # a spike has the time at which its step begins
            time += dt
    assert len(begins) > 30
    assert np.allclose(neuron.spike_times, begins, rtol=0.0, atol=1e-9)


def test_after_every_reset_the_same_input_gives_the_same():
    sim = BrainSimulation(0.1)
    neuron = sim.add_neuron(0)
    neuron.resting_potential_mv = -60.0

    def run():
        for _ in range(40):
            sim.inject_current(0, 3.0)
            sim.simulate_step()
        return neuron.voltage_trace.tolist(), neuron.spike_times.tolist()

    run()
    sim.reset()
    assert neuron.voltage_mv == -60.0
    first = run()
    sim.reset()
    assert run() == first


def test_edited_parameters_take_effect():
    neuron = SimulatedNeuron(0)
    neuron.threshold_mv = -69.0
    neuron.refractory_period_ms = 0.5
    neuron.add_synaptic_input(15.0)
    assert neuron.update(0.1)
    voltages = [neuron.voltage_mv for _ in range(6) if neuron.update(0.1) is False]
    assert voltages[:4] == [-80.0] * 4
    assert voltages[-1] > -80.0


def test_parameters_of_one_neuron_leave_the_others_alone():
    sim = BrainSimulation()
    easy, normal = sim.add_neuron(0), sim.add_neuron(1)
    easy.threshold_mv = -69.0
    for neuron in (easy, normal):
        sim.inject_current(neuron, 15.0)
    sim.simulate_step()
    assert easy.voltage_mv == 30.0
    assert normal.voltage_mv == -68.5
    easy.threshold_mv = -55.0  # all alike again
    sim.run(1.0)
    assert easy.spike_times.tolist() == [0.0]


def test_a_free_synapse_transmits_after_its_delay():
    pre, post = SimulatedNeuron(0), SimulatedNeuron(1)
    synapse = Synapse(pre, post, initial_weight=2.0, delay_ms=1.0)
    assert (synapse.weight, synapse.delay_ms, synapse.learning_rate) == (2.0, 1.0, 0.01)
    assert synapse.transmit(current_time_ms=10.0, pre_spiked=True) == 0.0
    assert synapse.transmit(current_time_ms=10.9, pre_spiked=False) == 0.0
    assert post.synaptic_input == 0.0
    synapse.weight = 3.0  # the weight at arrival counts
    assert synapse.transmit(current_time_ms=11.0, pre_spiked=False) == 24.0
    assert post.synaptic_input == 24.0
    assert synapse.transmit(current_time_ms=12.0, pre_spiked=False) == 0.0


def test_a_free_synapse_of_an_inhibitory_neuron_delivers_negative_input():
    post = SimulatedNeuron(1)
    synapse = Synapse(SimulatedNeuron(0, NeuronType.INHIBITORY), post, 2.0, delay_ms=0.0)
    synapse.transmit(0.0, pre_spiked=True)
    assert post.synaptic_input == -16.0


@pytest.mark.parametrize(("pre", "post", "after"), [
    (True, True, 2.08), (True, False, 2.0 - 0.01 * 0.005 * 2.0), (False, True, 2.0), (False, False, 2.0)])
def test_hebbian_learning_of_a_free_synapse(pre, post, after):
    synapse = Synapse(SimulatedNeuron(0), SimulatedNeuron(1), initial_weight=2.0)
    synapse.apply_hebbian_learning(pre_spiked=pre, post_spiked=post)
    assert synapse.weight == after


def test_learning_keeps_weights_between_0_and_10():
    synapse = Synapse(SimulatedNeuron(0), SimulatedNeuron(1), initial_weight=2.0, learning_rate=300.0)
    synapse.apply_hebbian_learning(True, True)
    assert synapse.weight == 10.0
    synapse.apply_hebbian_learning(True, False)
    assert synapse.weight == 0.0


@pytest.mark.parametrize(("ion", "millivolts"), [("na", 66.6), ("k", -97.7), ("ca", 132.3), ("cl", -88.6)])
def test_nernst_potentials(ion, millivolts):
    assert round(IonConcentrations().calculate_nernst_potential(ion), 1) == millivolts


def test_the_lines_of_a_simulation():
    sim = BrainSimulation(dt_ms=0.1)
    neuron_id = sim.add_neuron(0, NeuronType.EXCITATORY, region="V1")
    sim.add_neuron(1, NeuronType.MOTOR, region="M1")
    sim.connect_neurons(pre_id=0, post_id=1, weight=2.0, delay_ms=1.0)
    sim.inject_current(neuron_id=0, current=15.0)
    sim.stimulate_region("V1", current=25.0)
    assert sim.simulate_step(enable_learning=True) == {"V1": 0, "M1": 0}
    assert neuron_id.voltage_mv == -66.0
    assert sim.neurons[neuron_id] == neuron_id == 0
    assert [sim.neurons[n].neuron_id for n in sim.neuron_groups["V1"]] == [0]
    assert sim.get_neuron_voltage_trace(neuron_id=0).tolist() == [-66.0]
    assert sim.get_spike_times(neuron_id=0).tolist() == []
    assert sim.current_time_ms == 0.1
    assert list(sim.get_statistics()) == [
        "current_time_ms", "total_neurons", "total_synapses", "total_spikes", "step_count",
        "average_firing_rate_hz"]
    sim.reset()
    assert sim.current_time_ms == 0.0


def test_the_neuron_returned_stands_for_its_id():
    sim = BrainSimulation()
    a, b = sim.add_neuron(10), sim.add_neuron(-3)
    synapse = sim.connect_neurons(a, b)
    sim.connect_many([a, b], [b, a])
    assert (synapse.pre_id, synapse.post_id, synapse.pre) == (10, -3, a)
    assert int(a) == 10
    assert a in sim.neurons
    assert {10: "x"}[a] == "x"
    assert np.arange(20)[a] == 10
    assert sim.get_spike_times(a).size == 0
    assert list(sim.neurons) == [10, -3]
    assert sim.synapses.post_ids.tolist() == [-3, -3, 10]


def test_an_empty_simulation_runs():
    sim = BrainSimulation()
    assert sim.simulate_step() == {}
    assert sim.run(1.0) == {}
    assert sim.get_statistics() == {
        "current_time_ms": sim.current_time_ms, "total_neurons": 0, "total_synapses": 0, "total_spikes": 0,
        "step_count": 11, "average_firing_rate_hz": 0.0}


def test_neurons_change_region_and_type():
    sim = BrainSimulation()
    pre, post = sim.add_neuron(0, region="A"), sim.add_neuron(1, region="B")
    sim.connect_neurons(0, 1, weight=1.0, delay_ms=0.0)
    pre.neuron_type = NeuronType.INHIBITORY
    pre.region = "B"
    sim.inject_current(0, 300.0)
    assert sim.simulate_step() == {"A": 0, "B": 1}
    assert post.synaptic_input == -8.0
    assert sim.neuron_groups["B"] == [0, 1]
    assert pre.region == "B"


def test_networks_of_any_size_are_created_beside_what_is_there():
    sim = BrainSimulation()
    sim.add_neuron(4, region="Retina")
    sim.create_simple_network(n_sensory=2, n_processing=0, n_output=1)
    assert sim.neuron_groups["Retina"] == [4, 5, 6]
    assert sim.neuron_groups["Visual_Association"] == [7]
