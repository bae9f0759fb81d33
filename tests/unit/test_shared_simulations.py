"""One simulation in several hands: copies, pickles, threads of Python, Ctrl-C at a stop."""

import copy
import pickle
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import neurojit as nj
from neurojit.simulation import threads as th


def network():
    net = nj.Network(seed=3)
    cells = net.create(60, "iaf_psc_exp", name="cells", I_e=nj.random.uniform(300.0, 420.0))
    noise = net.create(20, "poisson_source", name="noise", rate=100.0)
    dopamine = net.create_modulator("dopamine", tau=50.0)
    net.connect(cells, dopamine, weight=0.01)
    net.modulate(cells, E_L="E_L + 5*mV*dopamine")
    net.connect(noise, cells, nj.rules.fixed_indegree(5), weight=60.0)
    net.connect(cells, cells, nj.rules.fixed_indegree(5), weight=20.0, delay=nj.random.uniform(0.5, 3.0),
                synapse=nj.synapses.stdp_pair(W_max=60.0), name="learned")
    net.record(cells, ["spikes", "V_m"])
    return net


def the_learned(sim):
    return sim[sim.network.projections[-1]]["weight"]


@pytest.mark.parametrize("copied", [copy.deepcopy, copy.copy, lambda sim: pickle.loads(pickle.dumps(sim))])
def test_a_copy_goes_on_as_the_original_does(copied):
    sim = nj.Simulation(network(), threads=1, partitions=2)
    sim.run(30.0)
    sim[sim.network["cells"]]["V_th"] = -55.5
    other = copied(sim)
    assert (other.time, other.dt, other.precision) == (30.0, 0.1, "mixed")
    sim.run(40.0)
    assert other.time == 30.0, "it stays where it is"
    other.run(40.0)
    assert other.result.spikes == sim.result.spikes
    assert other.result.traces["cells"] == sim.result.traces["cells"]
    assert np.array_equal(the_learned(other), the_learned(sim))
    assert len(sim.result.spikes["cells"]) > 100


def test_another_process_goes_on_with_a_pickle(tmp_path):
    sim = nj.Simulation(network(), threads=1)
    sim.run(30.0)
    (tmp_path / "sim.pickle").write_bytes(pickle.dumps(sim))
    text = ("import pickle, sys; sim = pickle.load(open(sys.argv[1], 'rb')); sim.run(40.0);"
            "print(sim.time, len(sim.result.spikes['cells']), sim.result.spikes['cells'].steps.sum())")
    done = subprocess.run([sys.executable, "-c", text, str(tmp_path / "sim.pickle")], capture_output=True, text=True,
                          timeout=120)
    sim.run(40.0)
    train = sim.result.spikes["cells"]
    assert done.stdout.split() == [str(sim.time), str(len(train)), str(train.steps.sum())], done.stderr


def held(sim):
    """A run in another thread that waits in its callback until it is told to go on."""
    inside, go_on = threading.Event(), threading.Event()

    def wait(_):
        inside.set()
        assert go_on.wait(60.0)

    thread = threading.Thread(target=lambda: sim.run(20.0, every=10.0, callback=wait))
    thread.start()
    assert inside.wait(60.0)
    return thread, go_on


@pytest.mark.parametrize("act", [
    lambda sim: sim.run(10.0), lambda sim: sim.step(1), lambda sim: sim.reset(), lambda sim: sim.snapshot(),
    lambda sim: sim.result, lambda sim: sim.recent, lambda sim: sim[sim.network["cells"]]["V_m"],
    lambda sim: sim[sim.network["cells"]]["I_e"], the_learned, lambda sim: sim.profile(1.0), copy.deepcopy])
def test_one_thread_at_a_time_uses_a_simulation(act):
    expected = nj.Simulation(network(), threads=1).run(20.0)
    sim = nj.Simulation(network(), threads=1)
    thread, go_on = held(sim)
    try:
        with pytest.raises(nj.SimulationError, match="another thread is running this simulation"):
            act(sim)
        assert sim.time == 10.0
    finally:
        go_on.set()
        thread.join(60.0)
    assert sim.result.spikes == expected.spikes
    act(sim)


def test_a_run_waits_for_who_only_reads():
    sim = nj.Simulation(network(), threads=1)
    sim.run(1.0)
    sim._program.lock.acquire()
    began = time.monotonic()
    done = []
    thread = threading.Thread(target=lambda: done.append(sim.run(1.0)))
    thread.start()
    time.sleep(0.2)
    sim._program.lock.release()
    thread.join(30.0)
    assert done
    assert time.monotonic() - began < 30.0
    assert sim.time == 2.0


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent by other means")
def test_what_is_due_at_a_stop_is_done_before_a_run_ends_there(monkeypatch, tmp_path):
    """Ctrl-C comes while the stretch that ends at 30 ms is computed."""
    calls, advance = [], th.advance

    def interrupted(table, stop, threads):
        if stop == 300 and 30.0 not in calls:
            signal.raise_signal(signal.SIGINT)
        return advance(table, stop, threads)

    def made():
        net = network()
        net.record_synapses(net.projections[-1], interval=10.0)
        return nj.Simulation(net, threads=1)

    def act(sim):
        calls.append(sim.time)

    expected = made()
    expected.run(100.0, every=10.0, callback=lambda sim: None)
    monkeypatch.setattr(th, "advance", interrupted)
    sim = made()
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            sim.run(100.0, every=10.0, callback=act, checkpoint=tmp_path / "c.npz", checkpoint_every=10.0)
    finally:
        signal.signal(signal.SIGINT, handler)
    assert sim.time == 30.0
    assert nj.Simulation.load(sim.network, tmp_path / "c.npz").time == 30.0
    sim.run(70.0, every=10.0, callback=act)
    assert calls == pytest.approx([10.0 * k for k in range(1, 11)])
    assert sim.result.traces["learned"] == expected.result.traces["learned"]
    assert sim.result.between(0.0, 100.0).traces["learned"]["weight"].shape[0] == 11
