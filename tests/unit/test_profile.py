"""A profile: pieces do what the driver does, the simulation stays where it is, and time is where the work is."""

import pytest

import neurojit as nj
from neurojit.simulation import profile
from plastic import TARGET

WATCHING = nj.SynapseModel("watching", {"tau": (10.0, "ms"), "rate": (0.02, "1/mV")}, {"x": ("pre", "tau")},
                           target={"u": ("V_m", "mV")}, on_pre="w = w - 0.1",
                           during=("u > -58*mV", "w = w + rate*(u + 58*mV)*x"))


def network(n=200, indegree=20, **synapse):
    net = nj.Network(seed=3)
    cells = net.create(n, "iaf_psc_exp", name="cells", V_m=nj.random.uniform(-70.0, -55.0), I_e=500.0)
    noise = net.create(1, "poisson_generator", rate=3000.0)
    net.connect(noise, cells, weight=10.0)
    net.connect(cells, cells, nj.rules.fixed_indegree(indegree), weight=nj.random.normal(5.0, 1.0, low=0.0),
                delay=nj.random.uniform(0.5, 3.0), **synapse)
    net.record(cells, ["spikes", "V_m"], interval=0.5)
    return net


@pytest.mark.parametrize("synapse", [
    {}, {"synapse": nj.synapses.stdp_pair()}, {"synapse": WATCHING}], ids=["static", "plastic", "watching"])
@pytest.mark.parametrize("partitions", [1, 3])
def test_the_pieces_of_a_step_do_what_the_driver_does(synapse, partitions):
    sim = nj.Simulation(network(**synapse), threads=1, partitions=partitions)
    run = sim._session._begin(800)
    profile.time_pieces(run, 800)
    pieces, whole = run.result(0), nj.Simulation(network(**synapse)).run(80.0)
    assert len(whole.spikes["cells"]) > 500
    assert pieces.spikes == whole.spikes
    assert (pieces.traces["cells"]["V_m"] == whole.traces["cells"]["V_m"]).all()


def test_a_profile_changes_nothing():
    sim = nj.Simulation(network(), threads=2)
    sim.run(30.0)
    sim.profile(20.0)
    assert sim.time == 30.0
    sim.run(30.0)
    assert sim.result.spikes == nj.Simulation(network()).run(60.0).spikes


def test_time_is_where_the_work_is():
    neurons = nj.Simulation(network(n=20_000, indegree=0), threads=1).profile(20.0).parts
    assert max(neurons, key=neurons.get) in ("update", "drive")
    assert neurons["update"] > 5.0
    synapses = nj.Simulation(network(n=400, indegree=400), threads=1).profile(20.0).parts
    assert max(synapses, key=synapses.get) == "delivery"
    assert synapses["plasticity"] == 0.0, "nothing learns"
    learning = nj.Simulation(network(n=400, indegree=400, synapse=nj.synapses.stdp_pair()), threads=1).profile(20.0)
    assert max(learning.parts, key=learning.parts.get) == "plasticity"
    assert "plasticity" in repr(learning)
    assert learning.step_us > learning.python_us > 0


def test_silence_costs_nothing_that_could_be_told():
    net = nj.Network(seed=1)
    net.create(1, TARGET, name="one")
    parts = nj.Simulation(net, threads=1).profile(20.0).parts
    assert parts["delivery"] < 1.0
    assert parts["plasticity"] < 1.0
