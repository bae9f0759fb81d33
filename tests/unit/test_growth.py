"""What grows while a simulation goes on: what new synapses know, which are accepted, what Turnover draws."""

import numpy as np
import pytest

import neurojit as nj

JAR = nj.NeuronModel("jar", "dx/dt = 0*x/tau : 1", {"tau": (1.0, "ms")}, threshold="x > 1e9", reset="",
                     receptors={"all": "x += w"})
RISING = nj.SynapseModel("rising", {"rate": (0.1, "1"), "slow": (1e9, "ms")}, variables={"c": 1.0}, on_pre="c = c",
                         equations="dc/dt = -c/slow : 1\ndw/dt = rate*c*constant/ms : 1", modulators=("constant",),
                         bounds=(0, 1e6))


@pytest.mark.parametrize("fraction", [1.0, 0.5, 0.0])
def test_a_new_synapse_has_not_lived_before(fraction):
    """Its weight rises by 0.1 a ms from the time at which it grows on."""
    net = nj.Network(seed=1)
    net.create_modulator("constant", tau=1e9, concentration=1.0)
    source = net.create(2, "spike_generator", spike_times=[[21.0, 30.0], []])
    jar = net.create(1, JAR)
    growing = net.connect(source, jar, ([1], [0]), weight=[8.0], delay=[4.0], synapse=RISING(),
                          dendritic_fraction=fraction)
    net.record(jar, "x")
    sim = nj.Simulation(net, precision="double")
    sim.run(20.0)
    sim[growing].rewire(pre=[0], post=[0], weight=[8.0], delay=[4.0])
    assert sim[growing]["weight"] == pytest.approx([8.0, 10.0])  # the new one, of source 0, comes first
    sim.run(30.0)
    x = sim.result.traces["jar"]["x"][:, 0]
    late = 4.0 * (1.0 - fraction)  # until a spike reaches the synapse
    assert x[np.array([251, 341])] == pytest.approx(np.cumsum([8.1 + 0.1 * late, 9.0 + 0.1 * late]), abs=1e-6)
    assert sim[growing]["weight"] == pytest.approx([11.0, 13.0])


def test_one_receptor_takes_weights_of_both_signs():
    net = nj.Network(seed=1)
    cells, mixed = net.create(3, "iaf_psc_delta"), net.create(3, "iaf_psc_exp")
    one = net.connect(cells, cells, ([0], [1]), weight=[0.5])
    two = net.connect(cells, mixed, ([0], [1]), weight=[0.5])
    sim = nj.Simulation(net)
    sim[one].rewire(pre=[1], post=[2], weight=[-0.5])
    assert sim[one]["weight"].tolist() == [0.5, -0.5]
    with pytest.raises(nj.ParameterError, match="must have the sign of the others"):
        sim[two].rewire(pre=[1], post=[2], weight=[-0.5])


def network():
    net = nj.Network(seed=5)
    cells = net.create(50, "iaf_psc_exp", name="cells", I_e=400.0)
    delays = nj.random.uniform(0.5, 5.0)
    learned = net.connect(cells, cells, nj.rules.fixed_indegree(5), weight=nj.random.uniform(1.0, 40.0), delay=delays)
    return nj.Simulation(net), learned, delays


def test_delays_are_those_the_network_can_take():
    """The law that wired it may give shorter and longer ones than it happened to give then."""
    sim, learned, delays = network()
    low, high = sim[learned]["delay"].min(), sim[learned]["delay"].max()
    turnover = nj.structural.Turnover(learned, fraction=1.0, weight=nj.random.uniform(1.0, 40.0), delay=delays)
    for _ in range(40):
        turnover(sim)
        sim.step(1)
        found = sim[learned]["delay"]
        assert found.min() >= low - 1e-9
        assert found.max() <= high + 1e-9
        assert len(np.unique(found)) > 30
    with pytest.raises(nj.ParameterError, match="delays of new synapses must lie within"):
        nj.structural.Turnover(learned, fraction=0.5, delay=9.0)(sim)
    with pytest.raises(nj.ParameterError, match="delays of new synapses must lie within"):
        nj.structural.Turnover(learned, fraction=0.5, delay=nj.random.uniform(7.0, 9.0))(sim)
    sim[learned].rewire(pre=[0], post=[0], delay=[low - 0.04])  # the same step


def test_turnovers_of_one_step_grow_different_pairs():
    sim, learned, _ = network()
    grown = []
    for how in ({"prune_below": 10.0}, {"fraction": 0.2}):
        before = sim[learned].to_scipy().toarray() != 0.0
        nj.structural.Turnover(learned, weight=20.0, **how)(sim)
        grown.append((sim[learned].to_scipy().toarray() != 0.0) & ~before)
    assert min(one.sum() for one in grown) > 20
    assert (grown[0] & grown[1]).sum() == 0


def test_turnovers_take_quantities():
    quantities = pytest.importorskip("quantities")
    sim, learned, _ = network()
    nj.structural.Turnover(learned, prune_below=quantities.Quantity(0.01, "nA"), weight=quantities.Quantity(0.02, "nA"),
                           delay=quantities.Quantity(0.001, "s"))(sim)
    weights, delays = sim[learned]["weight"], sim[learned]["delay"]
    assert weights.min() >= 10.0
    assert np.allclose(delays[weights == 20.0], 1.0)
    assert (weights == 20.0).sum() > 30
    with pytest.raises(nj.NeurojitError, match="prune_below must be in pA"):
        nj.structural.Turnover(learned, prune_below=quantities.Quantity(1.0, "mV"))


@pytest.mark.parametrize("units", [("V", "pA", "nS"), ("mV", "nA", "nS"), ("mV", "pA", "uS")])
def test_gap_junctions_need_the_units_of_their_conductance(units):
    potential, current, conductance = units
    model = nj.NeuronModel(
        "coupled", update="V_m = V_m + 0*V_1*(I_gap/I_1 + g_gap/g_1)", states={"V_m": potential},
        parameters={"V_1": (1.0, potential), "I_1": (1.0, current), "g_1": (1.0, conductance)},
        inputs={"I_gap": current, "g_gap": conductance})
    net = nj.Network(seed=1)
    cells = net.create(2, model)
    with pytest.raises(nj.NetworkError, match=r"gap junctions need .* declare the model in mV, pA and nS"):
        net.connect_gap(cells[:1], cells[1:], conductance=1.0)


def test_pulses_that_no_step_could_send_are_refused():
    def simulate(**values):
        net = nj.Network(seed=1)
        packets = net.create(2, "pulsepacket_generator", name="packets", activity=3, **values)
        net.record(packets, "spikes")
        return nj.Simulation(net).run(20.0).spikes["packets"]

    with pytest.raises(nj.ParameterError, match="pulse_times of 'packets' must be at least one time step"):
        simulate(pulse_times=[0.0], sdev=0.0)
    assert len(simulate(pulse_times=[0.1], sdev=0.0)) == 6
    assert len(simulate(pulse_times=[0.0], sdev=1.0)) < 6  # those before the start are not sent


def test_a_refractory_time_is_a_number():
    model = nj.NeuronModel("odd", "dx/dt = 1/ms : 1", {"a": (0.0, "ms"), "b": (0.0, "1")}, threshold="x > 1",
                           reset="x = 0", refractory="a/b")
    net = nj.Network(seed=1)
    net.create(2, model)
    with pytest.raises(nj.ParameterError, match=r"refractory time a/b must be 0 or at least one time step .* got nan"):
        nj.Simulation(net).run(1.0)


def test_a_source_without_parameters_says_what_it_needs():
    with pytest.raises(nj.ParameterError, match="with law 'constant' needs a parameter"):
        nj.SourceModel("s", "constant", None)
