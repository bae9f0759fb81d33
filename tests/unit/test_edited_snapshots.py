"""Edits, rewiring and snapshots where they meet, and corners of networks in which there is nothing to deliver."""
import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import NetworkError, ParameterError


def network(**values):
    net = nj.Network(seed=1)
    return net, net.create(4, nj.models.iaf_psc_exp, name="cells", **values)


def test_a_shared_weight_that_was_edited_outlives_rewiring_and_loading(tmp_path):
    net, cells = network()
    made = net.connect(cells, cells, ([0, 0], [0, 1]), weight=1.0)
    sim = nj.Simulation(net)
    sim[made]["weight"] = 2.0
    sim[made].rewire(pre=[0], post=[2], weight=2.0)
    sim.save(tmp_path / "s.npz")
    assert nj.Simulation.load(net, tmp_path / "s.npz")[made]["weight"].tolist() == [2.0] * 3
    kept = sim.snapshot()
    sim[made]["weight"] = 7.0
    sim.restore(kept)
    assert sim[made]["weight"].tolist() == [2.0] * 3


def test_an_edited_modulator_is_in_force_after_loading(tmp_path):
    net, cells = network(I_e=500.0)
    source = net.create(5, "poisson_source", rate=100.0)
    dopamine = net.create_modulator("dopamine")
    net.connect(cells, dopamine, weight=0.1)
    made = net.connect(source, cells, weight=20.0, synapse=nj.synapses.stdp_dopamine())
    sim = nj.Simulation(net)
    sim[dopamine]["tau"], sim[dopamine]["baseline"] = 5.0, 0.02
    sim.run(20.0)
    sim.save(tmp_path / "s.npz")
    again = nj.Simulation.load(net, tmp_path / "s.npz")
    for one in (sim, again):
        one.run(60.0)
    assert np.array_equal(sim[made]["weight"], again[made]["weight"])
    assert again.edited


def test_whether_parameters_were_edited_is_known_after_loading(tmp_path):
    net, cells = network()
    sim = nj.Simulation(net)
    sim.run(1.0)
    for value, edited in ((None, False), (-50.0, True)):
        if value is not None:
            sim[cells]["V_th"] = value
        sim.save(tmp_path / "s.npz")
        assert (sim.edited, nj.Simulation.load(net, tmp_path / "s.npz").edited) == (edited, edited)


def test_a_weight_of_nothing_keeps_its_receptor():
    net, cells = network()
    made = net.connect(cells, cells, ([0, 1, 2], [0, 0, 1]), weight=[-10.0, 10.0, 5.0])
    sim = nj.Simulation(net)
    sim[made]["weight"] = [0.0, 10.0, 5.0]
    assert repr(sim[made]["weight"]) == "array([ 0., 10.,  5.])"
    for _ in range(2):
        with pytest.raises(NetworkError, match="would change sign"):
            sim[made]["weight"] = [5.0, *[10.0] * (len(sim[made]) - 1)]
        sim[made].rewire(remove=[2] if len(sim[made]) > 2 else None)
    sim[made]["weight"] = [-3.0, 10.0]
    assert sim[made]["weight"].tolist() == [-3.0, 10.0]


def test_an_inhibitory_weight_learned_to_nothing_and_back_stays_inhibitory(tmp_path):
    """Down at the first spike of the source, up at the second; in between the projection is rewired and loaded."""
    toggle = nj.SynapseModel("toggle", variables={"n": 0.0}, on_pre="w = where(n > 0.5, 30, 0); n = n + 1",
                             bounds=(0.0, 100.0))
    net, cells = network()
    clock = net.create(1, "spike_generator", spike_times=[2.0, 10.0, 12.0])
    made = net.connect(clock, cells, ([0, 0, 0], [0, 1, 2]), weight=[-10.0, 10.0, 5.0], synapse=toggle)
    net.record(cells, ["I_syn_ex", "I_syn_in"])
    sim = nj.Simulation(net)
    sim.run(5.0)
    sim[made].rewire(remove=[2])
    sim.save(tmp_path / "s.npz")
    again = nj.Simulation.load(net, tmp_path / "s.npz")
    for one in (sim, again):
        traces = one.run(15.0).traces["cells"]
        assert (traces["I_syn_ex"][:, 0].min(), traces["I_syn_in"][:, 0].min() < -25.0) == (0.0, True)


@pytest.mark.parametrize(("bounds", "weight"), [
    ({}, 100.0), ({"W_max": 0.1}, 0.1), ({"W_max": 20.0, "W_min": 10.0}, 10.0)])
def test_weights_may_lie_on_their_bounds(bounds, weight):
    net, cells = network()
    rule = nj.synapses.stdp_dopamine if "W_min" in bounds else nj.synapses.stdp_pair
    if "W_min" in bounds:
        net.create_modulator("dopamine")
    made = net.connect(cells, cells, weight=weight, synapse=rule(**bounds))
    sim = nj.Simulation(net)
    sim[made]["weight"] = sim[made]["weight"]
    assert sim[made]["weight"] == pytest.approx(weight, rel=1e-7)


@pytest.mark.parametrize("precision", ["mixed", "double"])
def test_a_weight_a_little_beyond_its_bound_is_refused(precision):
    """As it is given, that is; stored in 32 bits it may be rounded beyond."""
    net, cells = network()
    with pytest.raises(ParameterError, match="a size of 0 to 50"):
        net.connect(cells, cells, weight=50.00002, synapse=nj.synapses.stdp_pair(W_max=50.0))
    made = net.connect(cells, cells, weight=10.0, synapse=nj.synapses.stdp_pair(W_max=50.0))
    sim = nj.Simulation(net, precision=precision)
    with pytest.raises(ParameterError, match="a size of 0 to 50"):
        sim[made]["weight"] = 50.00002 if precision == "double" else 50.0002


def test_weights_out_of_bounds_are_refused_before_anything_changes():
    net, cells = network()
    made = net.connect(cells, cells, weight=10.0, synapse=nj.synapses.stdp_pair(W_max=50.0))
    sim = nj.Simulation(net)
    with pytest.raises(ParameterError, match="a size of 0 to 50"):
        sim[made].rewire(pre=[0], post=[1], weight=777.0)
    with pytest.raises(ParameterError, match="a size of 0 to 50"):
        sim[made]["weight"] = 1e6
    assert sim[made]["weight"].tolist() == [10.0] * 16


def test_projections_without_synapses_are_kept_rewired_and_run():
    net, cells = network()
    net.connect(cells, cells, nj.rules.pairwise_bernoulli(0.0), weight=5.0, synapse=nj.synapses.stdp_pair())
    net.connect(cells, cells, ([], []), weight=[], delay=[])
    made = net.connect(cells, cells, ([0], [1]), weight=[1.0])
    sim = nj.Simulation(net)
    sim.restore(sim.snapshot())
    sim[made].rewire(remove=[0])
    assert len(sim[made]) == 0
    sim[made].rewire(pre=[0], post=[2], weight=[3.0])
    sim.run(5.0)
    assert (sim[made]["weight"].tolist(), sim[made]["post"].tolist()) == ([3.0], [2])


def test_a_network_built_without_synapses_grows_none():
    net, cells = network()
    made = net.connect(cells, cells, ([], []), weight=[], delay=[])
    with pytest.raises(NetworkError, match="built without any"):
        nj.Simulation(net)[made].rewire(pre=[0], post=[1])


@pytest.mark.parametrize("partitions", [1, 2])
def test_gap_junctions_stand_beside_modulators(partitions):
    net = nj.Network(seed=1)
    net.create_modulator("dopamine")
    cells = net.create(17, "hh_cond_beta_gap_traub")
    net.connect_gap(cells[:8], cells[8:16], nj.rules.one_to_one())
    net.record(cells, "V_m")
    found = nj.Simulation(net, partitions=partitions).run(1.0).traces
    assert np.isfinite(next(iter(found.values()))["V_m"]).all()


def test_a_refractory_time_of_centuries_ends_no_earlier():
    net, cells = network(t_ref=1e12, I_e=600.0)
    net.record(cells, "spikes")
    assert nj.Simulation(net).run(100.0).spikes["cells"].counts().tolist() == [1] * 4
