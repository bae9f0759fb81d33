"""Everything invalid is refused, with a message that names it."""
import numpy as np
import pytest

from neurojit.brain import BrainSimulation, IonConcentrations, NeuronType, SimulatedNeuron, Synapse
from neurojit.errors import NeurojitError

NAN, INF = float("nan"), float("inf")


@pytest.fixture
def sim():
    sim = BrainSimulation()
    sim.add_neuron(0, region="A")
    sim.add_neuron(1, region="B")
    sim.connect_neurons(0, 1)
    return sim


BAD = {
    "no neuron 7": lambda sim: sim.inject_current(7, 1.0),
    "no neuron 'x'": lambda sim: sim.get_spike_times("x"),
    "no neuron 2; ids go from 0 to 1": lambda sim: sim.neurons[2],
    r"no neuron \[\]": lambda sim: sim.connect_neurons([], 0),
    "no region 'C'.*Known: A, B": lambda sim: sim.stimulate_region("C", 1.0),
    "no region 'D'": lambda sim: sim.neuron_groups["D"],
    "neuron 1 already": lambda sim: sim.add_neuron(1),
    "neuron id must be an integer, got 1.5": lambda sim: sim.add_neuron(1.5),
    "neuron id must be an integer of 64 bits, got 1180591620717411303424": lambda sim: sim.add_neuron(2**70),
    "neuron_type must be one of .*MOTOR, got 'glia'": lambda sim: sim.add_neuron(5, "glia"),
    "region must be a name, got 3": lambda sim: sim.add_neuron(5, region=3),
    "delay_ms must be finite, at least 0 ms, got -1": lambda sim: sim.connect_neurons(0, 1, delay_ms=-1.0),
    "delay_ms must be finite.*got nan": lambda sim: sim.connect_neurons(0, 1, delay_ms=NAN),
    "delay_ms must be at most 1048576 steps": lambda sim: sim.connect_neurons(0, 1, delay_ms=1e9),
    "weight must be a finite number, at least 0, got nan": lambda sim: sim.connect_neurons(0, 1, weight=NAN),
    "weight must be .* got -2": lambda sim: sim.connect_neurons(0, 1, weight=-2.0),
    "weight must be a number": lambda sim: sim.connect_neurons(0, 1, weight="strong"),
    "learning_rate must be .* got inf": lambda sim: sim.connect_neurons(0, 1, learning_rate=INF),
    "pre_ids and post_ids must be equally long, got 2 and 1": lambda sim: sim.connect_many([0, 1], [0]),
    r"post_ids: no neuron 9 \(at index 1\)": lambda sim: sim.connect_many([0, 1], [0, 9]),
    "pre_ids must be a list of neuron ids, got float64": lambda sim: sim.connect_many([0.5], [0]),
    r"weights must be one number or 2 of them, got shape \(3,\)":
        lambda sim: sim.connect_many([0, 1], [0, 1], weights=[1, 2, 3]),
    "weights must be finite, at least 0, got -1.0 at index 1":
        lambda sim: sim.connect_many([0, 1], [0, 1], weights=[1, -1]),
    "current must be a finite number, got nan": lambda sim: sim.inject_current(0, NAN),
    "current must be a finite number, got inf": lambda sim: sim.stimulate_region("A", INF),
    "duration_ms must be .* at least 0 ms, got -1": lambda sim: sim.run(-1),
    "duration_ms must be a finite number": lambda sim: sim.run(NAN),
    "duration_ms must be a whole number of steps of 0.1 ms, got 0.25; nearest are 0.2 and 0.3":
        lambda sim: sim.run(0.25),
    "dt_ms must be greater than 0 ms, got 0": lambda sim: BrainSimulation(dt_ms=0),
    "dt_ms must be a finite number of ms, got nan": lambda sim: SimulatedNeuron(0).update(dt_ms=NAN),
    "n_sensory must be an integer >= 0, got -1": lambda sim: sim.create_simple_network(n_sensory=-1),
    "threshold_mv must be a finite number of mV, got nan":
        lambda sim: setattr(sim.neurons[0], "threshold_mv", NAN),
    "refractory_period_ms must be .* at least 0":
        lambda sim: setattr(sim.neurons[0], "refractory_period_ms", -1.0),
    "pre_ids must be a list of neuron ids, got lists of several lengths":
        lambda sim: sim.connect_many([[0], [1, 2]], [0, 1]),
    "neuron 0 belongs to a simulation": lambda sim: sim.neurons[0].update(0.1),
    "synapse belongs to a simulation": lambda sim: sim.synapses[0].transmit(0.0, True),
    "neuron 0 does not belong to this simulation": lambda sim: sim.inject_current(SimulatedNeuron(0), 1.0),
    "pre must be a SimulatedNeuron, got 0": lambda sim: Synapse(0, 1),
    "weight must be a finite number": lambda sim: setattr(sim.synapses[0], "weight", NAN),
    "no ion 'mg'.*Known: ca, cl, k, na": lambda sim: IonConcentrations().calculate_nernst_potential("mg"),
    "concentration k_out must be greater than 0 mM, got 0": lambda sim: IonConcentrations(k_out=0.0),
}


@pytest.mark.parametrize("message", BAD)
def test_it_is_refused_by_name(sim, message):
    with pytest.raises(NeurojitError, match=message):
        BAD[message](sim)


def test_what_was_refused_leaves_no_trace(sim):
    for action in BAD.values():
        with pytest.raises(NeurojitError):
            action(sim)
    assert sim.get_statistics()["total_neurons"] == 2
    assert len(sim.synapses) == 1
    assert list(sim.neuron_groups) == ["A", "B"]
    assert sim.neurons[0].synaptic_input == 0.0


def test_an_index_beyond_the_synapses_is_an_index_error(sim):
    with pytest.raises(IndexError, match="synapse 1 out of range: there are 1"):
        sim.synapses[1]


def test_mappings_answer_for_what_is_not_there(sim):
    assert sim.neurons.get(9) is None
    assert 9 not in sim.neurons
    assert "C" not in sim.neuron_groups


def test_numbers_of_other_kinds_are_fine(sim):
    sim.inject_current(np.int64(0), np.float32(1.5))
    sim.add_neuron(np.int32(4), NeuronType("motor"))
    assert sim.neurons[0].synaptic_input == 1.5


def test_known_neurons_are_listed_as_numbers_in_order():
    sim = BrainSimulation()
    for neuron_id in (10, 2, 1):
        sim.add_neuron(neuron_id)
    with pytest.raises(NeurojitError, match=r"Known: 1, 2, 10$"):
        sim.connect_neurons(1, 99, weight=1.0)
