"""Sources: what is refused, at once or when a time step is known, and units of what is given over time."""

import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import NetworkError, NeurojitError, ParameterError


class Nanoampere:
    """A quantity as pint makes them."""

    def __init__(self, value):
        self.magnitude, self.units = np.asarray(value), "nA"

    def to(self, unit):
        if unit != "pA":
            raise ValueError(f"cannot convert nA to {unit}")
        return Nanoampere(self.magnitude * 1000.0)


class Radian:
    """An angle as pint makes them, which is a plain number where none is asked for in degrees."""

    def __init__(self, value):
        self.magnitude, self.units = value, "rad"

    def to(self, unit):
        return Radian(np.rad2deg(self.magnitude) if unit == "deg" else self.magnitude)


def fed(**inputs):
    """Two cells with external inputs of the names and units given."""
    text = "\n".join(f"d{name}_seen/dt = {name}/ms : {unit}" for name, unit in inputs.items())
    net = nj.Network(seed=1)
    return net, net.create(2, nj.NeuronModel("fed", text, inputs={k: v for k, v in inputs.items() if k != "I_stim"}),
                           name="fed")


@pytest.mark.parametrize(("model", "values", "says"), [
    ("inhomogeneous_poisson_generator", {"rate_values": [-1.0]}, "rate_values must be >= 0 Hz, got -1"),
    ("inhomogeneous_poisson_source", {"rate_times": [-1.0]}, "rate_times must be >= 0 ms, got -1"),
    ("sinusoidal_poisson_source", {"rate": -5.0}, "rate must be >= 0 Hz, got -5"),
    ("sinusoidal_poisson_generator", {"frequency": -1.0}, "frequency must be >= 0 Hz, got -1"),
    ("sinusoidal_poisson_generator", {"individual_spike_trains": False}, "no parameter .* 'individual_spike_trains'"),
    ("gamma_sup_generator", {"gamma_shape": 0}, "gamma_shape must be between 1 and 1000"),
    ("gamma_sup_source", {"n_proc": 0}, "n_proc must be between 1 and"),
    ("ppd_sup_generator", {"dead_time": -1.0}, "dead_time must be >= 0 ms, got -1"),
    ("ppd_sup_generator", {"relative_amplitude": 1.5}, "relative_amplitude must be between 0 and 1"),
    ("pulsepacket_generator", {"activity": -1}, "activity must be >= 0"),
    ("pulsepacket_generator", {"sdev": -1.0}, "sdev must be >= 0 ms, got -1"),
    ("pulsepacket_generator", {"pulse_times": [-3.0]}, "pulse_times must be >= 0 ms, got -3"),
    ("noise_generator", {"std": -2.0}, "std must be >= 0 pA, got -2"),
    ("noise_generator", {"dt": 0.0}, "dt must be"),
    ("ac_generator", {"amplitude": float("nan")}, "amplitude must be finite, got nan"),
    ("timed_array", {"values": [1.0, float("inf")]}, "values must be finite, got inf at index 1"),
])
def test_values_out_of_range_are_refused_at_once(model, values, says):
    with pytest.raises(ParameterError, match=says):
        nj.Network(seed=1).create(1, model, **values)


@pytest.mark.parametrize(("model", "values", "says"), [
    ("inhomogeneous_poisson_generator", {"rate_times": [1.0, 2.0], "rate_values": [1.0]}, "one length, got 2 and 1"),
    ("inhomogeneous_poisson_source", {"rate_times": [2.0, 1.0], "rate_values": [1.0, 2.0]}, "must ascend"),
    ("inhomogeneous_poisson_source", {"rate_times": [1.01], "rate_values": [1.0]}, "rate_times .* multiple"),
    ("gamma_sup_generator", {"rate": 10.0, "gamma_shape": 2.5}, "gamma_shape of .* must be a whole number, got 2.5"),
    ("gamma_sup_source", {"rate": 10.0, "n_proc": 1.5}, "n_proc of .* must be a whole number, got 1.5"),
    ("gamma_sup_source", {"rate": 6000.0, "gamma_shape": 2},
     r"rate\*gamma_shape of 'source' must be at most one a time step \(10000 Hz at dt = 0.1 ms\), got 12000 Hz"),
    ("ppd_sup_source", {"rate": 100.0, "dead_time": 10.0},
     r"1/rate of 'source' must be at least dead_time \+ dt, got 1/rate = 10 ms and dead_time = 10 ms"),
    ("ppd_sup_source", {"rate": [10.0, 300.0], "dead_time": 5.0}, "got 1/rate = 3.33333 ms and dead_time = 5 ms"),
    ("pulsepacket_generator", {"pulse_times": [5.0], "activity": 1.5}, "activity .* must be a whole number, got 1.5"),
    ("noise_generator", {"std": 1.0, "dt": 0.25}, "dt of 'source' must be a multiple of the time step"),
    ("noise_generator", {"std": 1.0, "dt": 0.04}, "dt of 'source' must be a multiple of the time step"),
    ("noise_generator", {"std": 1.0, "std_mod": 2.0}, "must not be above std, got std_mod=2, std=1"),
    ("timed_array", {"values": [1.0], "interval": 0.15}, "interval of 'source' must be a multiple"),
    ("timed_array", {}, "values of 'source' must not be empty"),
    ("gamma_sup_generator", {"start": 0.03}, "start of 'source' must be a multiple"),
])
def test_values_that_no_time_step_allows_are_refused_by_the_simulation(model, values, says):
    net = nj.Network(seed=1)
    cells = net.create(2, "iaf_psc_exp")
    net.connect(net.create(2, model, name="source", **values), cells)
    with pytest.raises(ParameterError, match=says):
        nj.Simulation(net, dt=0.1)


def test_complex_values_are_refused_and_not_cut():
    net = nj.Network(seed=1)
    cells = net.create(2, "iaf_psc_exp")
    for values in (1j * np.arange(10), [1.0, 2j], np.ones((10, 2), complex)):
        with pytest.raises(ParameterError, match="values of I_stim must be a number or an array of numbers in pA"):
            net.drive(cells, "I_stim", values, interval=1.0)


def test_every_generator_of_random_spikes_names_its_recordable_twin():
    for name, model in nj.models.all_models().items():
        if getattr(model, "private", False):
            net = nj.Network(seed=1)
            twin = name.replace("generator", "source")
            with pytest.raises(NetworkError, match=f"cannot be recorded: .* use {twin}"):
                net.record(net.create(1, name), "spikes")
            net.record(net.create(1, twin), "spikes")
            assert nj.models.get(twin).parameters == model.parameters


@pytest.mark.parametrize(("arguments", "says"), [
    (("g_ex", [1.0], 1.0), "fed has no input g_ex, .* did you mean 'g_ext'"),
    (("g_ext", np.zeros((5, 3)), 1.0), r"values of g_ext .* \(times,\) or \(times, 2\), got shape \(5, 3\)"),
    (("g_ext", [], 1.0), r"got shape \(0,\)"),
    (("g_ext", 5.0, 1.0), r"got shape \(\)"),
    (("g_ext", [1.0, np.nan], 1.0), "values of g_ext must be finite, got nan at index 1"),
    (("g_ext", [1.0], 0.0), "interval must be"),
    (("g_ext", [1.0], -1.0), "interval must be"),
    (("g_ext", Nanoampere([1.0]), 1.0), "g_ext"),
    (("g_ext", "up", 1.0), "g_ext"),
])
def test_an_input_that_cannot_be_driven_is_refused(arguments, says):
    net, cells = fed(g_ext="nS", I_stim="pA")
    with pytest.raises(NeurojitError, match=says):
        net.drive(cells, *arguments)


def test_models_without_the_input_and_sources_are_refused():
    net, cells = fed(g_ext="nS")
    with pytest.raises(NetworkError, match="fed has no input I_stim"):
        net.drive(cells, "I_stim", [1.0], 1.0)
    with pytest.raises(NetworkError, match=r"seed has no input I_stim, .* no external input"):
        net.drive(net.create(1, "seed"), "I_stim", [1.0], 1.0)
    noise = net.create(1, "noise_generator", name="noise")
    with pytest.raises(NetworkError, match=r"'noise' .* is a source and receives nothing"):
        net.drive(noise, "I_stim", [1.0], 1.0)
    with pytest.raises(NetworkError, match="target belongs to another network"):
        nj.Network(seed=1).drive(cells, "g_ext", [1.0], 1.0)


def test_input_is_for_currents_and_receptor_for_spikes():
    net = nj.Network(seed=1)
    cells = net.create(2, "iaf_psc_exp")
    dc, noise = net.create(1, "dc_generator"), net.create(1, "poisson_generator")
    with pytest.raises(NetworkError, match="input='I_stim' is for current sources"):
        net.connect(noise, cells, input="I_stim")
    with pytest.raises(NetworkError, match="currents, which have no receptor"):
        net.connect(dc, cells, receptor="excitatory")
    with pytest.raises(NetworkError, match="mixes generators"):
        net.connect(dc + noise, cells)


def test_values_and_weights_are_converted_to_the_unit_of_the_input():
    net, cells = fed(I_stim="pA", I_more="nA")
    net.drive(cells, "I_stim", Nanoampere([2.0]), 1.0)
    net.connect(net.create(1, "dc_generator", amplitude=500.0), cells, input="I_more", weight=0.001)
    sim = nj.Simulation(net, dt=0.1)
    sim.run(1.0)
    assert sim[cells]["I_stim_seen"] == pytest.approx([2000.0, 2000.0])
    assert sim[cells]["I_more_seen"] == pytest.approx([0.5, 0.5])


def test_populations_whose_input_has_two_units_are_driven_one_by_one():
    net, one = fed(drive="pA")
    other = net.create(2, nj.NeuronModel("other", "dx/dt = drive/ms : mV", inputs={"drive": "mV"}), name="other")
    with pytest.raises(NetworkError, match="has units mV, pA; drive them one by one"):
        net.drive(one + other, "drive", [1.0], 1.0)


def test_a_driven_population_is_named_and_can_be_a_slice_or_a_union():
    net = nj.Network(seed=1)
    a, b = net.create(3, "iaf_psc_exp", name="a"), net.create(2, "iaf_psc_delta", name="b")
    net.record(a + b, "V_m")
    source = net.drive(a[1:] + b, "I_stim", np.array([[0.0, 100.0, 0.0, 300.0]]), 1.0, name="stimulus")
    assert (source.name, source.size) == ("stimulus", 4)
    assert net.drive(a, "I_stim", [0.0], 1.0).name == "timed_array"
    result = nj.Simulation(net).run(5.0)
    assert (result.traces["a"]["V_m"][-1] > -69.9).tolist() == [False, False, True]
    assert (result.traces["b"]["V_m"][-1] > -69.9).tolist() == [False, True]


def test_a_law_that_is_not_random_cannot_be_private():
    with pytest.raises(ParameterError, match="'times' cannot be private"):
        nj.SourceModel("x", "times", {}, private=True)


@pytest.mark.parametrize("model", ["ac_generator", "noise_generator", "sinusoidal_poisson_generator"])
def test_a_phase_may_be_an_angle_with_a_unit(model):
    assert nj.Network(seed=1).create(1, model, phase=Radian(np.pi / 2)).values["phase"] == pytest.approx(90.0)
    assert nj.Network(seed=1).create(1, model, phase=90.0).values["phase"] == 90.0


def test_a_source_and_a_projection_of_the_same_name_have_other_trains():
    net = nj.Network(seed=1)
    source = net.create(5, "poisson_source", name="noise", rate=3000.0)
    own = net.create(5, "poisson_generator", rate=np.full(5, 3000.0))
    cells = net.create(5, "iaf_psc_delta", name="cells", tau_m=1e12, V_th=1e12)
    net.connect(own, cells, nj.rules.one_to_one(), weight=np.full(5, 1.0), delay=0.1, name="noise")
    net.record(source, "spikes")
    net.record(cells, "V_m")
    result = nj.Simulation(net).run(500.0)
    train = result.spikes["noise"]
    counts = np.zeros((5001, 5))
    np.add.at(counts, (train.steps, train.senders), 1)
    arrived = np.diff(result.traces["cells"]["V_m"], axis=0)
    for unit in range(5):
        for late in range(3):
            between = np.corrcoef(counts[1 : 4999 - late, unit], arrived[late : 4998, unit])[0, 1]
            assert abs(between) < 4.5 / np.sqrt(5000)
