"""The file of a snapshot: whole or refused, never half believed; and only for the network it is of."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import NeurojitError
from neurojit.simulation.snapshot import Snapshot, snapshot


def network(n=3, weight=2.0, seed=1, **values):
    net = nj.Network(seed=seed)
    cells = net.create(n, "iaf_psc_delta", name="cells", I_e=450.0, **values)
    net.connect(cells, cells, ([0, 1, 2], [1, 2, 0]), weight=weight, delay=1.0, name="ring")
    net.record(cells, "spikes")
    return net


@pytest.fixture(params=[".npz", ".h5"])
def saved(request, tmp_path):
    if request.param == ".h5":
        pytest.importorskip("h5py")
    sim = nj.Simulation(network(), threads=1)
    sim.run(30.0)
    sim.save(tmp_path / f"run{request.param}")
    return tmp_path / f"run{request.param}"


def same(one, other):
    return one.header == other.header and one.arrays.keys() == other.arrays.keys() and all(
        np.array_equal(array, other.arrays[name]) for name, array in one.arrays.items()) and (
        one.result == other.result)


def refused_or_same(path, content, expected):
    path.write_bytes(content)
    try:
        return same(Snapshot.read(path), expected)
    except NeurojitError:
        return True


def test_no_flipped_bit_and_no_truncation_goes_unnoticed(saved):
    """Every byte, one bit of it at a time in turn; every length the file may be cut to."""
    content, expected = saved.read_bytes(), Snapshot.read(saved)
    damaged = saved.with_name("damaged" + saved.suffix)
    for at in range(len(content)):
        flipped = content[:at] + bytes([content[at] ^ (1 << at % 8)]) + content[at + 1 :]
        assert refused_or_same(damaged, flipped, expected), f"byte {at}"
    for length in range(len(content)):
        assert refused_or_same(damaged, content[:length], expected), f"length {length}"
    assert refused_or_same(damaged, content + b"\0", expected)
    assert same(Snapshot.read(saved), expected)


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x05\x06" + b"\0" * 100, os.urandom(5000)])
def test_what_is_no_snapshot_is_refused(content, tmp_path):
    (tmp_path / "x.npz").write_bytes(content)
    with pytest.raises(nj.SimulationError, match="checksum"):
        nj.Simulation.load(network(), tmp_path / "x.npz")


@pytest.mark.parametrize(("other", "word"), [
    (lambda: network(n=4), "population 'cells' differs"), (lambda: network(weight=3.0), "projection 'ring' differs"),
    (lambda: network(seed=2), "seed of the network"), (lambda: network(tau_m=11.0), "population 'cells' differs"),
])
def test_another_network_is_refused(saved, other, word):
    with pytest.raises(nj.SimulationError, match=word):
        nj.Simulation.load(other(), saved)


def test_another_structure_is_refused_by_name(saved):
    net = network()
    net.create(1, "iaf_psc_exp", name="new")
    with pytest.raises(nj.SimulationError, match="population 'new' is not in the snapshot"):
        nj.Simulation.load(net, saved)


def test_other_recorders_need_a_snapshot_without_records(saved):
    net = network()
    net.record(net["cells"], "V_m")
    with pytest.raises(nj.SimulationError, match="records=False"):
        nj.Simulation.load(net, saved)
    sim = nj.Simulation.load(network(), saved)
    sim.save(saved, records=False)
    net = network()
    net.record(net["cells"], "V_m", start=35.0)
    sim = nj.Simulation.load(net, saved)
    assert sim.run(10.0).traces["cells"]["V_m"].shape == (51, 3)
    assert sim.result.start == 30.0


def test_another_step_precision_or_version_is_refused(saved, monkeypatch):
    taken = Snapshot.read(saved)
    with pytest.raises(nj.SimulationError, match=r"dt = 0.1, this simulation 0.2"):
        nj.Simulation(network(), dt=0.2).restore(taken)
    with pytest.raises(nj.SimulationError, match="precision = 'mixed'"):
        nj.Simulation(network(), precision="double").restore(taken)
    monkeypatch.setattr(snapshot, "__version__", "99.0")
    with pytest.raises(nj.SimulationError, match=r"this is 99\.0"):
        nj.Simulation.load(network(), saved)


def test_time_step_and_precision_come_from_the_file(tmp_path):
    sim = nj.Simulation(network(), dt=0.2, precision="double")
    sim.run(10.0)
    sim.save(tmp_path / "s.npz")
    again = nj.Simulation.load(network(), tmp_path / "s.npz")
    assert (again.dt, again.precision, again.time) == (0.2, "double", 10.0)


def test_what_is_no_snapshot_and_no_path_is_refused():
    sim = nj.Simulation(network())
    for given in ("run.npz", None):
        with pytest.raises(nj.SimulationError, match=r"restore takes what sim.snapshot\(\) returned, got"):
            sim.restore(given)
    with pytest.raises(nj.ParameterError, match=r"got Network; write .*nj.Simulation.load\(network, path\)"):
        nj.Simulation.load("run.npz", network())
    with pytest.raises(nj.ParameterError, match="got int"):
        sim.save(3)


def test_the_ending_says_the_format(tmp_path):
    with pytest.raises(nj.ParameterError, match=r"\.npz or \.h5"):
        nj.Simulation(network()).save(tmp_path / "run.pickle")


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(saved, monkeypatch):
    before = saved.read_bytes()
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        nj.Simulation(network()).save(saved)
    assert saved.read_bytes() == before
    assert os.listdir(saved.parent) == [saved.name]


def test_results_of_a_loaded_run_begin_at_step_0(saved):
    sim = nj.Simulation.load(network(), saved)
    sim.run(20.0)
    whole = nj.Simulation(network()).run(50.0)
    assert sim.result == whole
    assert len(whole.spikes["cells"]) == 6


SAVER = textwrap.dedent("""
    import sys
    import numpy as np
    import neurojit as nj
    net = nj.Network(seed=1)
    cells = net.create(20000, "iaf_psc_delta", name="cells", I_e=450.0)
    net.record(cells, "spikes")
    sim = nj.Simulation(net, threads=1)
    print("ready", flush=True)
    while True:
        sim.run(1.0)
        sim.save(sys.argv[1])
        print(sim.steps, flush=True)
""")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_a_kill_while_saving_leaves_a_file_that_loads(tmp_path):
    rng = np.random.default_rng(1)
    path = tmp_path / "run.npz"
    for _ in range(50):
        process = subprocess.Popen([sys.executable, "-c", SAVER, path], stdout=subprocess.PIPE, text=True)
        while int(process.stdout.readline().replace("ready", "0")) < 30:
            pass
        time.sleep(rng.uniform(0.0, 0.03))
        process.send_signal(signal.SIGKILL)
        last = [int(line) for line in process.stdout.read().split()]
        process.wait()
        found = Snapshot.read(path).header["step"]
        assert found >= max(last, default=30)
