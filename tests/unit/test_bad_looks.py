"""What is asked of results, pictures and the teaching facade and makes no sense is refused by name."""
import matplotlib as mpl
import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import NeurojitError, ParameterError

mpl.use("Agg")
OSCILLATOR = nj.models.fitzhugh_nagumo


@pytest.fixture(scope="module")
def result():
    net = nj.Network(seed=1)
    net.record(net.create(3, "iaf_psc_exp", name="cells", I_e=500.0), ["spikes", "V_m"])
    return nj.Simulation(net).run(50.0)


@pytest.mark.parametrize("time", ["a", [1.0], None])
def test_a_window_has_two_times(result, time):
    for one in (result, result.spikes["cells"], result.traces["cells"]):
        if time is None:
            assert one.between(None, None) == one
            continue
        for window in ((time, 20.0), (0.0, time)):
            with pytest.raises(ParameterError, match=r"start|stop"):
                one.between(*window)


@pytest.mark.parametrize("path", [None, 3, b"a.npz"])
def test_a_result_goes_to_a_path(result, path):
    for act in (result.save, nj.Result.load):
        with pytest.raises(ParameterError, match="a result is a file, named by a text or path"):
            act(path)


@pytest.mark.parametrize(("arguments", "says"), [
    ((None, (0, 1), (0, 1)), "is of a NeuronModel"), (("fitzhugh_nagumo", (0, 1), (0, 1)), "is of a NeuronModel"),
    ((OSCILLATOR, (1, 0), (0, 1)), "the range of v must be"), ((OSCILLATOR, (0, 1), 3), "the range of u must be"),
    ((OSCILLATOR, ("a", "b"), (0, 1)), "the range of v must be"), ((OSCILLATOR, (0, 1, 2), (0, 1)), "the range of v"),
    ((OSCILLATOR, (np.nan, 1), (0, 1)), "the range of v must be"),
])
def test_a_phase_plane_has_two_ranges(arguments, says):
    with pytest.raises(ParameterError, match=says):
        nj.plot.phase_plane(*arguments)


@pytest.mark.parametrize("most", [0, 1.5, "x", np.nan, True])
def test_a_raster_has_a_number_of_rows(result, most):
    with pytest.raises(ParameterError, match="most must be an integer"):
        nj.plot.raster(result, most=most)


@pytest.mark.parametrize("draw", [lambda x: nj.plot.histogram(x, "x"),
                                  lambda x: nj.plot.weight_evolution([0.0, 1.0], x)])
@pytest.mark.parametrize("wrong", ["a", ["a", "b"], [1j, 2j], [[1.0], [1.0, 2.0]]])
def test_what_is_drawn_is_numbers(draw, wrong):
    with pytest.raises(ParameterError, match=r"(values|weights) must be an array of real numbers, got (str|list)"):
        draw(wrong)


@pytest.mark.parametrize("most", [0, 1.5, "x", True])
def test_weights_are_drawn_of_a_number_of_synapses(most):
    with pytest.raises(ParameterError, match="most must be an integer"):
        nj.plot.weight_evolution([0.0, 1.0], [[1.0, 2.0], [3.0, 4.0]], most=most)


@pytest.mark.parametrize("model", [3, None, "iaf_psc_exp", nj.models.poisson_generator])
def test_source_is_of_a_model_of_neurons(model):
    with pytest.raises(ParameterError, match="model must be a NeuronModel"):
        nj.source(model)


def test_the_facade_names_what_it_cannot_use():
    sim = nj.BrainSimulation()
    sim.add_neuron(0)
    synapse = sim.connect_neurons(0, 0)
    for act in (lambda: sim.stimulate_region(["default"], 1.0), lambda: sim.neuron_groups[["default"]]):
        with pytest.raises(NeurojitError, match="no region"):
            act()
    with pytest.raises(ParameterError, match="delay_ms must be one number"):
        synapse.delay_ms = [1.0]
    with pytest.raises(ParameterError, match="delay_ms must be one number"):
        sim.connect_neurons(0, 0, delay_ms=[1.0])
    with pytest.raises(ParameterError, match="duration_ms must be a whole number of steps"):
        sim.run(1e308)
