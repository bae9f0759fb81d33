"""The description: names, views, recorders, what is refused and what a frozen network says."""

import pickle

import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import NetworkError, NeurojitError, ParameterError


@pytest.fixture
def net():
    net = nj.Network(seed=1)
    net.create(10, "iaf_psc_exp", name="exc")
    net.create(5, nj.models.iaf_psc_exp, name="inh")
    return net


@pytest.mark.parametrize(("arguments", "values", "says"), [
    ((5, "iaf_psc_exb"), {}, "unknown model 'iaf_psc_exb'; did you mean 'iaf_psc_exp'"),
    ((5, nj.models), {}, "model must be a NeuronModel"),
    ((5, None), {}, "model must be a NeuronModel"),
    ((0, "iaf_psc_exp"), {}, "integer >= 1, got 0"),
    ((-3, "iaf_psc_exp"), {}, "integer >= 1, got -3"),
    ((2.5, "iaf_psc_exp"), {}, "integer >= 1, got 2.5"),
    ((True, "iaf_psc_exp"), {}, "integer >= 1, got True"),
    ((10**12, "iaf_psc_exp"), {}, "at most 2,147,483,647 units .*, got 1,000,000,000,000 more"),
    ((5, "iaf_psc_exp"), {"tau": 1.0}, "no parameter or variable 'tau'; did you mean 'tau_m'"),
    ((5, "iaf_psc_exp"), {"g_ex": 1.0}, "no parameter or variable 'g_ex'"),
    ((5, "iaf_psc_exp"), {"tau_m": [1.0, 2.0]}, r"tau_m must be a scalar or an array of length 5, got shape \(2,\)"),
    ((5, "iaf_psc_exp"), {"V_m": np.zeros((5, 1))}, r"V_m must be .* got shape \(5, 1\)"),
    ((5, "iaf_psc_exp"), {"V_m": float("nan")}, "V_m must be finite, got nan"),
    ((5, "iaf_psc_exp"), {"V_m": float("inf")}, "V_m must be finite, got inf"),
    ((5, "iaf_psc_exp"), {"I_e": [0, 0, np.nan, 0, 0]}, "I_e must be finite, got nan at index 2"),
    ((5, "iaf_psc_exp"), {"tau_m": float("inf")}, "tau_m must be finite, got inf"),
    ((5, "iaf_psc_exp"), {"tau_m": 0.0}, "tau_m must be"),
    ((5, "iaf_psc_exp"), {"tau_m": -1.0}, "tau_m must be .* got -1"),
    ((5, "iaf_psc_exp"), {"t_ref": -1.0}, "t_ref must be >= 0"),
    ((5, "iaf_psc_exp"), {"tau_m": "slow"}, "tau_m"),
    ((2, "iaf_psc_exp"), {"tau_m": ["slow", "fast"]}, "tau_m must be a number or an array of numbers in ms, got array"),
    ((2, "iaf_psc_exp"), {"tau_m": ["1", "2"]}, "tau_m must be a number or an array of numbers in ms, got array"),
    ((2, "iaf_psc_exp"), {"tau_m": [1.0, 2j]}, "tau_m must be a number or an array of numbers in ms, got array"),
    ((1, "spike_generator"), {"spike_times": [1j]}, "spike_times must be a number or an array of numbers in ms"),
    ((5, "iaf_psc_exp"), {"tau_m": lambda x: x}, "tau_m must be .* got the callable"),
    ((5, "iaf_psc_exp"), {"tau_m": nj.random.uniform(-1.0, 1.0)}, "tau_m: uniform.* can give values outside"),
    ((1, "poisson_generator"), {"rate": -5.0}, "rate must be >= 0 Hz, got -5"),
    ((1, "poisson_generator"), {"rate": float("inf")}, "rate must be finite, got inf"),
    ((1, "poisson_source"), {"rate": float("nan")}, "rate must be finite, got nan"),
    ((1, "poisson_generator"), {"stop": float("nan")}, "stop must be finite, got nan"),
    ((1, "spike_generator"), {"spike_times": 5.0}, "spike_times must be a list"),
    ((1, "spike_generator"), {"spike_times": [np.nan]}, "spike_times must be finite, got nan"),
    ((3, "spike_generator"), {"spike_times": [[1.0], [2.0]]}, "one list for each of 3 units, got 2"),
    ((5, "iaf_psc_exp"), {"positions": np.zeros((4, 2))}, r"positions must be .* got shape \(4, 2\)"),
    ((5, "iaf_psc_exp"), {"positions": np.full(5, np.nan)}, "positions must be finite"),
    ((5, "iaf_psc_exp", "exc"), {}, "already a population named 'exc'"),
    ((5, "iaf_psc_exp", ""), {}, "name must be a text"),
    ((5, "iaf_psc_exp", 7), {}, "name must be a text, got 7"),
])
def test_a_population_that_cannot_be_is_refused(net, arguments, values, says):
    with pytest.raises(NeurojitError, match=says):
        net.create(*arguments, **values)
    assert len(net.populations) == 2


@pytest.mark.parametrize("seed", [-1, 1.5, "1", True])
def test_a_seed_is_a_number(seed):
    with pytest.raises(ParameterError, match="seed must be an integer >= 0"):
        nj.Network(seed=seed)


def test_without_a_seed_one_is_drawn_and_reported():
    one, other = nj.Network(), nj.Network()
    assert one.seed != other.seed
    assert f"seed={one.seed}" in repr(one)


def test_populations_get_unique_names(net):
    assert [net.create(1, "iaf_psc_exp").name for _ in range(3)] == ["iaf_psc_exp", "iaf_psc_exp_2", "iaf_psc_exp_3"]
    assert net["inh"].size == 5
    with pytest.raises(NetworkError, match="no population 'ihn'; did you mean 'inh'"):
        net["ihn"]


def test_projections_get_unique_names(net):
    exc = net["exc"]
    names = [net.connect(exc, exc, weight=1.0).name for _ in range(3)]
    assert len(set(names)) == 3
    assert net.connect(exc, exc, weight=1.0, name="mine").name == "mine"
    with pytest.raises(NetworkError, match="already a projection named 'mine'"):
        net.connect(exc, exc, weight=1.0, name="mine")


def test_views_are_slices_lists_masks_and_unions(net):
    exc, inh = net["exc"], net["inh"]
    assert len(exc[:3]) == 3
    assert exc[3:9:2].units().tolist() == [3, 5, 7]
    assert exc[-1].units().tolist() == [9]
    assert exc[[7, 2]].units().tolist() == [7, 2]
    assert exc[np.arange(10) > 7].units().tolist() == [8, 9]
    assert (exc + inh).units().tolist() == list(range(15))
    assert (inh + exc).units().tolist() == [*range(10, 15), *range(10)]
    assert (exc + inh)[8:12].units().tolist() == [8, 9, 10, 11]
    assert exc[2:8][1:3].units().tolist() == [3, 4]
    assert [p.units().tolist() for p in inh] == [[10], [11], [12], [13], [14]]
    assert [p.units().tolist() for p in exc[8:] + inh[:1]] == [[8], [9], [10]]


@pytest.mark.parametrize(("view", "says"), [
    (lambda e, i: e[10], "index 10 is out of range"),
    (lambda e, i: e[[0, 12]], "out of range"),
    (lambda e, i: e[np.ones(4, bool)], "out of range"),
    (lambda e, i: e["first"], "out of range"),
    (lambda e, i: e[[1, 1]], "once"),
    (lambda e, i: e + e[:3], "share units"),
    (lambda e, i: (e + i)[[12, 3]], "ascending"),
    (lambda e, i: e[5:5] + i, "no units"),
])
def test_a_view_that_is_none_is_refused(net, view, says):
    with pytest.raises(NetworkError, match=says):
        view(net["exc"], net["inh"])


def test_views_of_other_networks_and_other_things_are_refused(net):
    other = nj.Network(seed=1).create(3, "iaf_psc_exp")
    with pytest.raises(NetworkError, match="post belongs to another network"):
        net.connect(net["exc"], other)
    with pytest.raises(NetworkError, match="two networks"):
        net["exc"] + other
    with pytest.raises(NetworkError, match="pre must be a population"):
        net.connect("exc", net["inh"])
    with pytest.raises(NetworkError, match="pre has no units"):
        net.connect(net["exc"][5:5], net["inh"])


def test_events_and_modulation_are_of_whole_populations(net):
    exc, inh = net["exc"], net["inh"]
    for ask in (lambda of: net.events(of, "up"), lambda of: net.modulate(of, V_th="V_th")):
        with pytest.raises(NetworkError, match=r"a whole population, not .* exc\[3 of 10\]; take net\['exc'\]"):
            ask(exc[:3])
        with pytest.raises(NetworkError, match=r"take net\['exc'\], net\['inh'\]"):
            ask(exc + inh)
        with pytest.raises(NetworkError, match="takes a population of this network, got 'exc'"):
            ask("exc")


def test_sources_are_connected_only_as_they_can_be(net):
    exc = net["exc"]
    noise, dc = net.create(1, "poisson_generator", name="noise"), net.create(1, "dc_generator", name="dc")
    seed = net.create(1, "seed", name="seed")
    silent = nj.NeuronModel("silent", "dV_m/dt = -V_m/(10*ms) : mV", receptors={"all": "V_m += w"})
    quiet = net.create(1, silent, name="quiet")
    for pre, post, options, says in [
        (exc, noise, {}, "'noise' .* is a source and receives nothing"),
        (noise + exc, exc, {}, "mixes generators"),
        (dc, exc, {"delay": 1.0}, "has no delay"),
        (dc, seed, {}, "no input I_stim"),
        (quiet, exc, {}, "no threshold, so it sends no spikes"),
    ]:
        with pytest.raises(NetworkError, match=says):
            net.connect(pre, post, **options)


@pytest.mark.parametrize(("target", "variables", "options", "says"), [
    ("exc", "V", {}, "no variable 'V' to record; did you mean 'V_m'"),
    ("exc", ["spikes", "g_ex"], {}, "no variable 'g_ex'"),
    ("exc", [], {}, "at least one variable"),
    ("exc", 1, {}, "variables must be a name such as 'V_m', 'spikes', or a list of names, got 1"),
    ("exc", True, {}, "or a list of names, got True"),
    ("exc", None, {}, "or a list of names, got None"),
    ("exc", {"V_m": 1}, {}, "or a list of names, got {'V_m': 1}"),
    ("exc", [1], {}, "named by texts such as 'V_m', got 1"),
    ("exc", ["V_m", "spikes", "V_m"], {}, "'V_m' is named twice"),
    ("exc", "V_m", {"interval": -1.0}, "interval must be .* got -1"),
    ("exc", "V_m", {"interval": 0.0}, "interval must be .* got 0"),
    ("exc", "V_m", {"interval": float("nan")}, "interval must be"),
    ("exc", "V_m", {"start": 5.0, "stop": 5.0}, "start must be before stop"),
    ("exc", "V_m", {"start": "a"}, "start must be a number .* got 'a'"),
    ("exc", "V_m", {"stop": [1.0, 2.0]}, "stop must be a time in ms"),
    ("exc", "V_m", {"name": 5}, "name must be a text, got 5"),
    ("noise", "spikes", {}, "use poisson_source"),
    ("dc", "spikes", {}, "no spikes to record"),
    ("dc", "V_m", {}, "no variable 'V_m' to record; Known: none"),
    ("dopamine", "V_m", {}, "no variable 'V_m' to record; Known: concentration"),
    ("noise", "V_m", {}, "no variable 'V_m'"),
])
def test_what_does_not_exist_is_not_recorded(net, target, variables, options, says):
    net.create(1, "poisson_generator", name="noise")
    net.create(1, "dc_generator", name="dc")
    net.create_modulator("dopamine")
    with pytest.raises(NeurojitError, match=says):
        net.record(net[target], variables, **options)


@pytest.mark.parametrize("name", [1, None, True, ["V_m"]])
def test_a_name_that_is_no_text_is_answered_with_the_names_there_are(net, name):
    exc = net["exc"]
    learned = net.connect(exc, exc, synapse=nj.synapses.stdp_pair())
    sim = nj.Simulation(net, threads=1)
    described = nj.Network(seed=1)
    cells, current = described.create(3, "iaf_psc_exp"), described.create(1, "dc_generator")
    for ask in (lambda: described[name], lambda: sim[exc][name], lambda: sim[learned][name],
                lambda: described.connect(cells, cells, receptor=[name]),
                lambda: described.connect(current, cells, input=[name]), lambda: described.events(cells, name),
                lambda: nj.synapses.stdp_pair(name), lambda: nj.synapses.stdp_pair("additive", name),
                lambda: nj.models.get(name)):
        with pytest.raises(NeurojitError, match="a name is a text"):
            ask()


def test_recorders_that_would_overwrite_each_other_need_names(net):
    exc, inh = net["exc"], net["inh"]
    net.record(exc, "spikes")
    net.record(exc[:3], "V_m")
    for target, variable, interval in [(exc + inh, "spikes", None), (exc[5:], "V_m", 0.5), (exc, "I_syn_ex", 0.5)]:
        with pytest.raises(NetworkError, match=r"'exc' already has a recorder.*name="):
            net.record(target, variable, interval=interval)
    net.record(exc[5:], "V_m", name="late")
    with pytest.raises(NetworkError, match=r"name='both'.* of one population"):
        net.record(exc + inh, "spikes", name="both")
    with pytest.raises(NetworkError, match="parts of one population"):
        net.record(inh[:2] + inh[3:], "V_m")


def test_recorders_of_units_and_of_synapses_have_keys_of_their_own(net):
    exc = net["exc"]
    made = net.connect(exc, exc, name="made")
    net.record_synapses(made, interval=1.0, name="exc")
    for variable in ("spikes", "V_m"):
        with pytest.raises(NetworkError, match=r"'exc' already has a recorder of synapses; give this one a name="):
            net.record(exc, variable)
    net.record(exc, "V_m", name="potential")
    with pytest.raises(NetworkError, match="'potential' already has a recorder"):
        net.record_synapses(made, interval=1.0, name="potential")


def test_names_are_texts(net):
    exc = net["exc"]
    made = net.connect(exc, exc)
    for call in (lambda: net.connect(exc, exc, name=5), lambda: net.record_synapses(made, interval=1.0, name=5),
                 lambda: net.connect_gap(*[net.create(2, "hh_cond_beta_gap_traub")] * 2, name=5)):
        with pytest.raises(NetworkError, match="name must be a text, got 5"):
            call()


def test_a_simulated_network_is_frozen(net):
    nj.Simulation(net)
    for change in (lambda: net.create(1, "iaf_psc_exp"), lambda: net.connect(net["exc"], net["inh"]),
                   lambda: net.record(net["exc"], "spikes")):
        with pytest.raises(NetworkError, match="already simulated"):
            change()


def test_a_network_can_be_pickled(net):
    net.connect(net["exc"], net["exc"][:2] + net["inh"], nj.rules.fixed_indegree(2), weight=20.0, delay=1.5)
    net.record(net["exc"], "V_m")
    copy = pickle.loads(pickle.dumps(net))
    assert repr(copy) == repr(net)
    one, other = (nj.Simulation(n).run(20.0).traces["exc"]["V_m"] for n in (net, copy))
    assert np.array_equal(one, other)


def test_a_description_prints(net):
    net.connect(net["exc"], net["exc"][:2] + net["inh"], nj.rules.fixed_indegree(2), weight=2.0, delay=1.5)
    text = repr(net)
    for part in ("15 units", "1 projections", "Population('exc', 10 x iaf_psc_exp)", "exc[2 of 10]",
                 "fixed_indegree(2)", "weight=2.0", "delay=1.5 ms"):
        assert part in text


def test_quantities_are_converted_where_they_enter():
    class Quantity:  # as pint's: magnitude, units, to()
        def __init__(self, magnitude, unit, factor=1.0):
            self.magnitude, self.units, self._factor = magnitude, unit, factor

        def to(self, unit):
            assert str(unit) in ("ms", "mV", "pA", "millisecond", "millivolt", "picoampere"), unit
            return Quantity(self.magnitude * self._factor, unit)

    net = nj.Network(seed=1)
    cells = net.create(2, "iaf_psc_exp", tau_m=Quantity(0.02, "s", 1000.0),
                       V_m=Quantity(np.array([-0.06, -0.07]), "V", 1000.0))
    projection = net.connect(cells, cells, weight=Quantity(0.5, "nA", 1000.0), delay=Quantity(0.002, "s", 1000.0))
    sim = nj.Simulation(net)
    assert sim[cells]["tau_m"] == 20.0
    assert sim[cells]["V_m"].tolist() == [-60.0, -70.0]
    assert sim[projection]["weight"].tolist() == [500.0] * 4
    assert sim[projection]["delay"].tolist() == [2.0] * 4


def test_current_reaches_a_model_without_receptors():
    model = nj.NeuronModel("alone", "dV/dt = -V/tau + I_stim/C : mV", {"tau": (10.0, "ms"), "C": (100.0, "pF")})
    net = nj.Network(seed=1)
    cell = net.create(1, model)
    net.connect(net.create(1, "dc_generator", amplitude=100.0), cell)
    with pytest.raises(NetworkError, match="no receptors"):
        net.connect(net.create(1, "poisson_generator", rate=10.0), cell)
    sim = nj.Simulation(net, dt=0.1)
    sim.run(200.0)
    assert sim[cell]["V"][0] == pytest.approx(10.0, rel=1e-6)
