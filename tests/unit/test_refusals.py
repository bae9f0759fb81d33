"""What is refused late in a description, or only when it is simulated."""
import numpy as np
import pytest

import neurojit as nj
from neurojit.network import checks


class Milliseconds:
    """A quantity as pint makes them."""

    def __init__(self, seconds):
        self.magnitude, self.units = seconds, "s"

    def to(self, unit):
        assert unit == "ms"
        return Milliseconds(np.asarray(self.magnitude) * 1000.0)


def test_spike_times_may_be_quantities():
    net = nj.Network(seed=1)
    source = net.create(1, "spike_generator", spike_times=Milliseconds(np.array([0.001, 0.002])))
    net.record(source, "spikes")
    assert nj.Simulation(net).run(5.0).spikes["spike_generator"].times == pytest.approx([1.0, 2.0])


def test_negative_times_are_refused_by_name():
    net = nj.Network(seed=1)
    with pytest.raises(nj.ParameterError, match="amplitude_times must be >= 0 ms, got -1"):
        net.create(1, "step_current_generator", amplitude_times=[-1.0, 2.0], amplitude_values=[1.0, 2.0])
    with pytest.raises(nj.ParameterError, match="spike_times must be >= 0 ms, got -3"):
        net.create(1, "spike_generator", spike_times=[-3.0])


def test_a_network_that_could_not_be_built_can_be_mended():
    net = nj.Network(seed=1)
    cells = net.create(5, "iaf_psc_exp")
    net.connect(cells, cells, nj.rules.one_to_one(), delay=0.01)
    with pytest.raises(nj.ParameterError, match="delay must be at least one time step"):
        nj.Simulation(net, dt=0.1)
    net.create(1, "iaf_psc_exp", name="one more")
    assert nj.Simulation(net, dt=0.01).run(1.0).stop == 1.0


def test_a_network_that_does_not_fit_in_memory_is_refused_with_the_figure():
    net = nj.Network(seed=1)
    cells = net.create(2_000_000, "iaf_psc_exp")
    net.connect(cells, cells, nj.rules.fixed_indegree(20_000), weight=nj.random.normal(1.0, 0.1))
    assert nj.estimate(net).synapses == 40_000_000_000
    with pytest.raises(nj.NetworkError, match=r"needs about \d+.\d GB \(40,000,000,000 synapses\), but only"):
        nj.Simulation(net)


def test_more_units_than_fit_in_memory_are_refused_before_anything_is_allocated(monkeypatch):
    monkeypatch.setattr(checks, "available_mb", lambda: 2000.0)
    net = nj.Network(seed=1)
    with pytest.raises(nj.NetworkError, match=r"1,000,000,000 units need 32.0 GB .* but only 2.0 GB are free"):
        net.create(10**9, "iaf_psc_exp")
    assert net.populations == []


def test_traces_that_do_not_fit_in_memory_are_refused_with_the_figure():
    net = nj.Network(seed=1)
    net.record(net.create(1000, "iaf_psc_exp"), "V_m")
    sim = nj.Simulation(net)
    with pytest.raises(nj.SimulationError, match="the traces of this run need 800"):
        sim.run(1e7)
    assert sim.time == 0.0


def test_an_estimate_is_of_a_network():
    net = nj.Network(seed=1)
    net.create(5, "iaf_psc_exp")
    with pytest.raises(nj.NetworkError, match="an estimate is of a Network, such as sim"):
        nj.estimate(nj.Simulation(net))
    for duration in (-5.0, "long", None, True, np.nan):
        with pytest.raises(nj.ParameterError, match=r"duration must be a (time >= 0|number .*in) ms, got"):
            nj.estimate(net, duration=duration)


def test_threads_may_be_a_numpy_integer():
    net = nj.Network(seed=1)
    net.create(5, "iaf_psc_exp")
    assert nj.Simulation(net, threads=np.int64(2)).threads == 2


@pytest.mark.parametrize("model", ["iaf_psc_exp", 3, nj.models.poisson_source, nj.synapses.stdp_triplet])
def test_code_is_of_a_neuron(model):
    with pytest.raises(nj.ParameterError, match="model must be a NeuronModel, such as"):
        nj.source(model)


@pytest.mark.parametrize("kind", ["parameter", "variable"])
@pytest.mark.parametrize("name", ["name", "positions"])
def test_what_create_could_not_be_given_is_refused(kind, name):
    equations = f"d{name if kind == 'variable' else 'x'}/dt = 1/ms : 1"
    with pytest.raises(nj.NeurojitError, match=f"'{name}' cannot name a parameter or variable"):
        nj.NeuronModel("mine", equations, {name if kind == "parameter" else "tau": (1.0, "1")})


def test_a_variable_is_not_called_as_what_spikes_are_recorded_under():
    for name in ("rate", "spikes"):
        with pytest.raises(nj.EquationError, match=f"a variable cannot be called '{name}'"):
            nj.NeuronModel("mine", f"d{name}/dt = 1/ms : 1", {})


@pytest.mark.parametrize("model", ["poisson_generator", "poisson_source"])
def test_rates_that_would_take_all_day_are_refused(model):
    net = nj.Network(seed=1)
    source = net.create(1, model, name="source", rate=1e13)
    net.connect(source, net.create(2, "iaf_psc_exp"), weight=1e-9)
    with pytest.raises(nj.ParameterError, match=r"rate of 'source' must be at most 1e\+09 Hz, .* got 1e\+13 Hz"):
        nj.Simulation(net)


@pytest.mark.parametrize("wrong", [2.0, None, [], "2"])
def test_receptors_have_time_constants(wrong):
    with pytest.raises(nj.ParameterError, match="tau_syn must hold at least one time constant"):
        nj.models.iaf_psc_exp_multisynapse(wrong)


@pytest.mark.parametrize("clamped", [3, None, "V_m"])
def test_clamped_is_a_tuple_of_names(clamped):
    with pytest.raises(nj.EquationError, match="clamped must be a tuple of variable names"):
        nj.NeuronModel("mine", "dV_m/dt = 1*mV/ms : mV", {}, clamped=clamped)


@pytest.mark.parametrize("wrong", [
    {"parts": nj.receptors.AMPA}, {"parts": None}, {"parameters": None}, {"parameters": 3}, {"equations": 3}])
def test_receptors_are_put_into_a_model(wrong):
    given = {"parts": [nj.receptors.AMPA], "name": "mine", "equations": "dV_m/dt = I_syn/C_m : mV",
             "parameters": {"C_m": (200.0, "pF")}} | wrong
    with pytest.raises(nj.EquationError, match=r"parts must be|give equations= as text"):
        nj.receptors.with_receptors(given.pop("parts"), **given)
