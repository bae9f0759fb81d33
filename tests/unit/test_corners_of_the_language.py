"""What a model may say where two features of the language meet."""

import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import EquationError


def final(model, steps, dt=0.1, **values):
    """The last value of every variable of one neuron, and its spike steps."""
    net = nj.Network(seed=1)
    cell = net.create(1, model, name="cell", **values)
    net.record(cell, ["spikes", *model.variables])
    result = nj.Simulation(net, dt=dt, threads=1).run(steps * dt)
    return {k: v[-1, 0] for k, v in result.traces["cell"].items()}, result.spikes["cell"].steps


@pytest.mark.parametrize(("expression", "value"), [
    ("int(x > 1)", 0.0), ("int(x < 1 and x > 0)", 1.0), ("int(not x > 1)", 1.0), ("sign(x)", 1.0), ("-sign(-x)", 1.0),
    ("sign(x - x)", 0.0)])
def test_conditions_and_signs_are_numbers(expression, value):
    model = nj.NeuronModel("counted", f"dx/dt = 0/ms : 1\ndy/dt = ({expression} - y*0)/ms : 1", {}, "x > 9", "",
                           method="euler")
    assert final(model, 10, x=0.5)[0]["y"] == pytest.approx(value)


@pytest.mark.parametrize(("method", "value"), [("euler", 0.45), ("rk4", 0.5), ("heun", 0.5)])
def test_time_goes_on_within_a_step_that_is_divided(method, value):
    model = nj.NeuronModel("timed", "dx/dt = t/ms**2 : 1", {}, "x > 1e9", "", method=method, substeps=10)
    assert final(model, 1, dt=1.0)[0]["x"] == pytest.approx(value)


def test_time_in_a_reset_is_that_of_the_whole_step():
    model = nj.NeuronModel("timed", "dx/dt = 1/ms : 1\ndy/dt = 0/ms : 1", {}, "x > 2.5 and x < 3.5", "y = t/ms",
                           method="euler", substeps=4)
    assert final(model, 5, dt=1.0)[0]["y"] == 2.0


@pytest.mark.parametrize("substeps", [1, 5])
def test_previous_looks_back_over_the_whole_step(substeps):
    """The crossing lies in the second of five substeps."""
    model = nj.NeuronModel("crossing", "dx/dt = 1/ms : 1", {}, "x >= 2.13 and previous(x) < 2.13", "", method="euler",
                           substeps=substeps)
    assert final(model, 40)[1].tolist() == [22]


@pytest.mark.parametrize("method", ["exact", "exponential_euler", "rk4", "heun"])
@pytest.mark.parametrize("refractory", ["1*ms", "y < 0.615"])
def test_others_see_a_clamped_variable_stand_still(method, refractory):
    """x climbs to 1.05, is held at 0, and y, its integral, does not grow meanwhile."""
    model = nj.NeuronModel("held", "dx/dt = 1/ms : 1\ndy/dt = x/ms : 1", {}, "x > 1.05", "x = 0", refractory=refractory,
                           clamped=("x",), method=method)
    after_reset = final(model, 11)[0]["y"]
    assert final(model, 20)[0] == {"x": 0.0, "y": after_reset}


@pytest.mark.parametrize("given", [
    {"receptors": {"all": "x += previous(a)*w"}}, {"initial": {"x": "previous(a)"}},
    {"refractory": "previous(a)*ms"}])
def test_previous_is_refused_where_no_step_has_been_made(given):
    with pytest.raises(EquationError, match="in threshold, reset and events only"):
        nj.NeuronModel("backward", "dx/dt = -x/ms : 1", {"a": (1.0, "1")}, threshold="x > 1", **given)


def test_an_update_takes_no_substeps():
    with pytest.raises(EquationError, match="no substeps"):
        nj.NeuronModel("counter", update="x = x + 1", states={"x": "1"}, substeps=3)


def test_a_variable_cannot_be_called_spikes():
    with pytest.raises(EquationError, match="recorded under this name"):
        nj.NeuronModel("counter", "dspikes/dt = 1/ms : 1")


def test_a_function_with_defaults_is_refused():
    """The default would be looked for where the model is compiled."""
    with pytest.raises(EquationError, match="without defaults"):
        @nj.function(arguments=("1", "1"))
        def scaled(x, factor=np.pi):
            return x * factor


def test_an_arriving_spike_cannot_change_a_variable_w():
    with pytest.raises(EquationError, match="weight"):
        nj.NeuronModel("adapting", "dw/dt = -w/ms : 1", receptors={"all": "w += w"})


def test_a_printed_model_reads_as_it_was_typed():
    model = nj.NeuronModel("crossing", "dV_m/dt = 1*mV/ms : mV", {}, "V_m >= 0*mV and previous(V_m) < 0*mV",
                           "V_m = -1*mV")
    assert "spike when  V_m >= 0 and previous(V_m) < 0" in repr(model)
    hazard = nj.NeuronModel("hazard", "dx/dt = 1/ms : 1", {}, threshold_rate="x/ms", reset="x = 0")
    assert "spike       with probability -expm1(-(x*dt)) in a step" in repr(hazard)


@pytest.mark.parametrize("refractory", ["t_ref", "V > -60*mV"])
@pytest.mark.parametrize("reset", ["V = -45*mV", ""])
def test_no_spike_follows_while_refractory_even_where_the_held_variable_is_above_threshold(refractory, reset):
    model = nj.NeuronModel("above", "dV/dt = (E - V)/tau : mV", {"E": (-40.0, "mV"), "tau": (10.0, "ms"),
                                                                 "t_ref": (5.0, "ms")},
                           "V > -50*mV", reset, refractory=refractory, clamped=("V",), initial={"V": -70.0})
    spikes = final(model, 1000)[1]
    assert np.diff(spikes).tolist() == ([51] * (spikes.size - 1) if refractory == "t_ref" else [])
    assert spikes.size == (18 if refractory == "t_ref" else 1)
