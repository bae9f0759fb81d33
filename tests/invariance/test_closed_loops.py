"""Control while a run goes on: the same in one run and in many, with any threads, and after a checkpoint."""

import numpy as np
import pytest
from everything import digest, network as everything

import neurojit as nj


def network():
    net = nj.Network(seed=8)
    exc = net.create(80, "iaf_psc_exp", name="exc", V_m=nj.random.uniform(-70.0, -55.0), I_e=350.0)
    inh = net.create(20, "iaf_cond_exp", name="inh", I_e=nj.random.uniform(200.0, 350.0))
    noise = net.create(10, "poisson_source", name="noise", rate=50.0)
    net.connect(exc, exc + inh, nj.rules.fixed_indegree(8), weight=15.0, delay=nj.random.uniform(0.5, 3.0))
    net.connect(noise, exc, nj.rules.fixed_indegree(3), weight=nj.random.normal(30.0, 9.0), name="in")
    net.connect(exc, inh, nj.rules.fixed_indegree(4), weight=2.0, synapse=nj.synapses.stdp_pair(), name="learns")
    net.record(exc + inh, "spikes")
    net.record(exc[:5], "V_m", interval=0.7)
    return net


def control(sim):
    """Reads rates, potentials and weights; sets currents, potentials, rates and weights."""
    net = sim.network
    exc, inh, noise = (net[name] for name in ("exc", "inh", "noise"))
    coming = next(p for p in net.projections if p.name == "in")
    rate = sim.recent.spikes["exc"].rate()
    sim[exc]["I_e"] = np.asarray(sim[exc]["I_e"]) + np.linspace(0.1, 0.3, 80) * (30.0 - rate)
    sim[inh]["V_m"][:3] -= 0.01 * sim.recent.traces["exc"]["V_m"].std()
    sim[noise]["rate"] = 50.0 + sim.time
    sim[coming]["weight"] = sim[coming]["weight"] * 1.01


def outcome(pieces, every=10.0, **options):
    sim = nj.Simulation(network(), **options)
    for piece in pieces:
        sim.run(piece, every=every, callback=control)
    return digest(sim.result)


@pytest.fixture(scope="module")
def expected():
    return outcome([200.0], threads=1)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("pieces", [[200.0], [10.0] * 20, [5.0, 27.3, 0.1, 67.6, 100.0]], ids=["one", "ten", "odd"])
def test_a_closed_loop_is_the_same_in_one_run_and_in_many(pieces, threads, expected):
    assert outcome(pieces, threads=threads) == expected


def test_a_closed_loop_is_what_the_same_actions_between_runs_are(expected):
    sim = nj.Simulation(network(), threads=1)
    for _ in range(20):
        sim.run(10.0)
        control(sim)
        sim._session.called = sim.steps
    assert digest(sim.result) == expected


def test_a_closed_loop_goes_on_from_a_checkpoint_between_two_calls(tmp_path, expected):
    sim = nj.Simulation(network(), threads=2)
    with pytest.raises(ZeroDivisionError):
        sim.run(200.0, every=10.0, callback=lambda sim: control(sim) if sim.time < 120 else 1 / 0,
                checkpoint=tmp_path / "c.npz", checkpoint_every=35.0)
    again = nj.Simulation.load(network(), tmp_path / "c.npz", threads=1)
    assert again.time == 105.0
    again.run(200.0 - again.time, every=10.0, callback=control)
    assert digest(again.result) == expected


def test_checkpoints_change_nothing(tmp_path):
    whole = nj.Simulation(everything(), threads=1).run(120.0)
    sim = nj.Simulation(everything(), threads=2)
    sim.run(120.0, checkpoint=tmp_path / "c.h5" if _has_h5py() else tmp_path / "c.npz", checkpoint_every=13.0)
    assert digest(sim.result) == digest(whole)


def _has_h5py():
    try:
        import h5py
    except ImportError:
        return False
    return bool(h5py)
