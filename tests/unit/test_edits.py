"""What users write between runs, and where: it counts, or is refused; never lost."""
import pickle

import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import NetworkError, ParameterError, SimulationError, UnitError


@pytest.fixture
def ring():
    """(simulation, projection) of three synapses with weights 10, 20, 30."""
    net = nj.Network(seed=1)
    cells = net.create(3, nj.models.iaf_psc_exp, name="cells", tau_m=[10.0, 11.0, 12.0])
    made = net.connect(cells, cells, ([0, 1, 2], [1, 2, 0]), weight=[10.0, 20.0, 30.0], name="ring")
    return nj.Simulation(net), made


@pytest.mark.parametrize("name", ["weight", "delay", "pre", "post"])
def test_a_place_of_a_copy_is_not_written_to(ring, name):
    sim, made = ring
    with pytest.raises(ParameterError, match=f"'{name}' of a projection is a copy"):
        sim[made][name][:] = 0
    changed = sim[made][name].copy()
    changed[0] = 2
    assert changed[0] == 2
    assert repr(sim[made]["weight"]) == "array([10., 20., 30.])"


def test_weights_of_some_synapses_are_read_by_their_numbers(ring):
    sim, made = ring
    assert sim[made].values("weight", [2, 0]).tolist() == [30.0, 10.0]
    with pytest.raises(ParameterError, match="synapses must lie between 0 and 2, got 0 to 100"):
        sim[made].values("weight", [0, 100])


def test_all_weights_are_assigned_at_once(ring):
    sim, made = ring
    sim[made]["weight"] *= 2.0
    sim[made]["weight"] = np.where(sim[made]["post"] == 0, 0.0, sim[made]["weight"])
    assert sim[made]["weight"].tolist() == [20.0, 40.0, 0.0]


def test_a_view_taken_before_rewiring_sees_what_is_there_after(ring):
    sim, made = ring
    view = sim[made]
    assert view["weight"].size == 3
    sim[made].rewire(remove=[0])
    assert (len(view), view["weight"].tolist(), view["pre"].tolist()) == (2, [20.0, 30.0], [1, 2])


def test_attributes_are_no_way_to_set_parameters(ring):
    sim, made = ring
    cells = made.pre.populations[0]
    for one, error in ((cells, NetworkError), (sim[cells], ParameterError)):
        with pytest.raises(error, match=r"sim\[cells\]\['I_e'\] = 100"):
            one.I_e = 100.0
    with pytest.raises(ParameterError, match=r"sim\[projection\]\['weight'\] = 3"):
        sim[made].weight = 3.0


def test_numbers_written_into_an_array_of_parameters_are_checked(ring):
    sim, made = ring
    sim.run(1.0)
    sim[made.pre]["tau_m"][1] = -5.0
    with pytest.raises(ParameterError, match="'cells': tau_m must be greater than 0 ms, got -5 for 1 of 3"):
        sim.run(1.0)
    sim[made.pre]["tau_m"][1] = 5.0
    sim.run(1.0)
    assert sim.time == 2.0


@pytest.mark.parametrize("numbers", [[0.7], [True, False, True], "01", [[0, 1]], [None], slice(0, 2)])
def test_what_is_no_number_of_a_unit_or_synapse_is_refused(ring, numbers):
    sim, made = ring
    with pytest.raises(ParameterError, match="pre must be"):
        sim[made].rewire(pre=numbers, post=[0])
    net = nj.Network(seed=1)
    cells = net.create(3, nj.models.iaf_psc_exp, name="cells")
    learned = net.connect(cells, cells, weight=1.0, name="learned", synapse=nj.synapses.stdp_pair())
    with pytest.raises(ParameterError, match="synapses must be"):
        net.record_synapses(learned, interval=1.0, synapses=numbers)
    net.record(cells, ["spikes", "V_m"])
    result = nj.Simulation(net).run(1.0)
    for recorded in (result.spikes["cells"], result.traces["cells"]):
        with pytest.raises(ParameterError, match="units must be"):
            recorded.select(numbers)


def test_a_selection_of_no_units_is_refused():
    net = nj.Network(seed=1)
    net.record(net.create(3, nj.models.iaf_psc_exp, name="cells"), "spikes")
    with pytest.raises(ParameterError, match="units must name at least one that was recorded"):
        nj.Simulation(net).run(1.0).spikes["cells"].select([])


@pytest.mark.parametrize("weight", [np.nan, np.inf, [1.0, 2.0], 1e39, nj.random.uniform(0, 1)])
def test_new_synapses_have_weights_that_are_numbers(ring, weight):
    sim, made = ring
    with pytest.raises(ParameterError, match="weight"):
        sim[made].rewire(pre=[0], post=[2], weight=weight)
    assert sim[made]["weight"].tolist() == [10.0, 20.0, 30.0]


def test_weights_that_float32_cannot_hold_are_refused(ring):
    sim, made = ring
    with pytest.raises(ParameterError, match=r"size of at most 3.4e\+38, .* got 1e\+39"):
        sim[made]["weight"] = 1e39
    for weight in (np.full(9, -1e39), nj.random.uniform(1.0, 1e39), lambda pre, post: 1e39 + 0.0 * pre):
        net = nj.Network(seed=1)
        cells = net.create(3, nj.models.iaf_psc_exp, name="cells")
        net.connect(cells, cells, weight=weight, name="strong")
        with pytest.raises(ParameterError, match="use smaller ones or precision='double'"):
            nj.Simulation(net)
        nj.Simulation(net, precision="double")


def test_synapses_may_be_removed_by_a_mask(ring):
    sim, made = ring
    sim[made].rewire(remove=sim[made]["weight"] > 15.0)
    assert sim[made]["weight"].tolist() == [10.0]


def test_recorded_synapses_are_not_rewired():
    net = nj.Network(seed=1)
    cells = net.create(3, nj.models.iaf_psc_exp)
    made = net.connect(cells, cells, nj.rules.one_to_one(), weight=[10.0, 20.0, 30.0], name="recorded")
    net.record_synapses(made, interval=1.0)
    sim = nj.Simulation(net)
    with pytest.raises(NetworkError, match="'recorded' is recorded by record_synapses"):
        sim[made].rewire(remove=[0])
    assert sim.run(2.0).traces["recorded"]["weight"].shape == (3, 3)


@pytest.mark.parametrize(("receptor", "weight", "says"), [
    ("inhibitory", 2.0, "must be <= 0 nS, got 2:"), ("excitatory", -2.0, "must be >= 0 nS, got -2:"),
    ("inhibitory", [-1.0, 3.0], "must be <= 0 nS, got 3:"),
    ("excitatory", nj.random.uniform(-2.0, -1.0), r"must be >= 0 nS, got uniform\(-2, -1\):")])
@pytest.mark.parametrize("model", ["iaf_cond_exp", "iaf_cond_alpha", "iaf_cond_beta"])
def test_a_receptor_refuses_weights_that_make_its_conductance_negative(model, receptor, weight, says):
    net = nj.Network(seed=1)
    cells = net.create(2, model)
    with pytest.raises(NetworkError, match=says):
        net.connect(cells, cells, nj.rules.one_to_one(), weight=weight, receptor=receptor)
    net.connect(cells, cells, weight={"inhibitory": -2.0, "excitatory": 2.0}[receptor], receptor=receptor)
    net.connect(cells, cells, weight=nj.random.normal(0.0, 1.0), receptor=receptor)


def test_currents_take_weights_of_both_signs_at_every_receptor():
    net = nj.Network(seed=1)
    cells = net.create(2, "iaf_psc_exp")
    for receptor in ("excitatory", "inhibitory"):
        net.connect(cells, cells, weight=-3.0, receptor=receptor)
        net.connect(cells, cells, weight=3.0, receptor=receptor)
    assert [p.weight for p in net.projections] == [-3.0, 3.0] * 2


def quantities():
    return pytest.importorskip("quantities")


def test_quantities_are_converted_in_a_simulation_too(ring):
    pq, (sim, made) = quantities(), ring
    sim[made]["weight"] = 0.1 * pq.nA
    assert sim[made]["weight"].tolist() == [100.0] * 3
    sim[made].rewire(remove=[0], pre=[0], post=[2], weight=0.2 * pq.nA, delay=1000.0 * pq.us)
    assert sim[made]["weight"].tolist() == [200.0, 100.0, 100.0]
    with pytest.raises(UnitError, match="must be in pA"):
        sim[made]["weight"] = 3.0 * pq.mV
    sim.run(20.0)
    part = sim.result.between(0.005 * pq.s, 0.01 * pq.s)
    assert (part.start, part.stop) == (5.0, 10.0)
    network = sim.network
    assert nj.estimate(network, 100.0 * pq.us, duration=1.0 * pq.s) == nj.estimate(network, 0.1, duration=1000.0)


def test_what_a_callable_returns_is_converted():
    pq = quantities()
    net = nj.Network(seed=1)
    cells = net.create(3, nj.models.iaf_psc_exp)
    made = net.connect(cells, cells, nj.rules.one_to_one(), weight=lambda pre, post: np.full(len(pre), 0.1) * pq.nA,
                       delay=lambda pre, post: np.full(len(pre), 1500.0) * pq.us)
    sim = nj.Simulation(net)
    assert (sim[made]["weight"].tolist(), sim[made]["delay"].tolist()) == ([100.0] * 3, [1.5] * 3)


@pytest.mark.parametrize("draw", [
    lambda one: nj.random.uniform(0.0, one), lambda one: nj.random.normal(one, 1.0),
    lambda one: nj.random.lognormal(one, 1.0), lambda one: nj.random.exponential(one),
    lambda one: nj.random.normal(1.0, 1.0, high=one)])
@pytest.mark.parametrize("value", ["quantity", "3*mV", True, [1.0]])
def test_distributions_take_plain_numbers(draw, value):
    value = 3.0 * quantities().mV if value == "quantity" else value
    with pytest.raises(ParameterError, match="must be a plain number, in the unit of what is drawn"):
        draw(value)


def test_a_file_of_another_simulation_is_refused(tmp_path):
    pytest.importorskip("h5py")

    def made(current):
        net = nj.Network(seed=1)
        net.record(net.create(1, nj.models.iaf_psc_exp, name="cell", I_e=current), "V_m", to=tmp_path / "v.h5")
        return nj.Simulation(net)

    first = made(0.0)
    early = first.run(5.0)
    assert np.asarray(early.traces["cell"]["V_m"]).shape == (51, 1)
    later = made(100.0)
    for read in (lambda: np.asarray(early.traces["cell"]["V_m"]), lambda: first.run(5.0)):
        later.run(5.0)
        with pytest.raises(SimulationError, match="another simulation's by now"):
            read()
    assert later.result.traces["cell"]["V_m"].shape == (101, 1)


def test_a_number_for_all_is_not_written_to_for_some():
    net = nj.Network(seed=1)
    cells = net.create(3, "iaf_psc_exp", I_e=5.0)
    sim = nj.Simulation(net)
    shown = sim[cells]["I_e"]
    with pytest.raises(ParameterError, match=r"I_e is one number for all 3 units, 5; .* np.full\(3, 5\)"):
        shown[:2] = 0.0
    assert (repr(shown), shown + 1, type(pickle.loads(pickle.dumps(shown)))) == ("5.0", 6.0, float)
    sim[cells]["I_e"] = np.full(3, shown)
    sim[cells]["I_e"][:2] = 0.0
    assert sim[cells]["I_e"].tolist() == [0.0, 0.0, 5.0]


def test_what_is_written_into_a_simulation_stays_there():
    """The description, simulations of it and snapshots keep their own numbers."""
    net = nj.Network(seed=1)
    cells = net.create(3, "iaf_psc_exp", name="cells", I_e=np.full(3, 400.0))
    net.record(cells, "spikes")
    first, second = nj.Simulation(net), nj.Simulation(net)
    before = first.snapshot()
    first[cells]["I_e"][0] = 1000.0
    first[cells]["I_e"] += 1.0
    assert first[cells]["I_e"].tolist() == [1001.0, 401.0, 401.0]
    assert second[cells]["I_e"].tolist() == nj.Simulation(net)[cells]["I_e"].tolist() == [400.0] * 3
    first.restore(before)
    assert first.run(200.0) == second.run(200.0)


def test_times_that_are_written_into_a_simulation_stay_there():
    mine = np.array([1.0, 2.0])
    net = nj.Network(seed=1)
    source = net.create(2, "spike_generator", name="source", spike_times=[mine, mine.copy()])
    mine[0] = 1.7
    net.record(source, "spikes")
    sim = nj.Simulation(net)
    before = sim.snapshot()
    sim[source]["spike_times"][0][0] = 1.5
    assert sim.run(5.0).spikes["source"].steps.tolist() == [10, 15, 20, 20]
    sim.restore(before)
    assert sim.run(5.0).spikes["source"].steps.tolist() == [10, 10, 20, 20]
    assert nj.Simulation(net).run(5.0).spikes["source"].steps.tolist() == [10, 10, 20, 20]
    sim[source]["spike_times"] = [mine, mine]
    mine[:] = 3.0
    assert sim[source]["spike_times"][1].tolist() == [1.7, 2.0]


def test_times_that_units_share_are_not_written_to():
    """They would change for all."""
    net = nj.Network(seed=1)
    source = net.create(2, "spike_generator", spike_times=[1.0, 2.0])
    sim = nj.Simulation(net)
    for _ in range(2):
        with pytest.raises(ValueError, match="read-only"):
            sim[source]["spike_times"][0][0] = 1.5
        sim[source]["spike_times"] = [3.0, 4.0]
    sim[source]["spike_times"] = [[3.0], [4.0]]
    sim[source]["spike_times"][0][0] = 5.0
    assert [one.tolist() for one in sim[source]["spike_times"]] == [[5.0], [4.0]]
