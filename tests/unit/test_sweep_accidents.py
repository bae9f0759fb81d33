"""What happens to a sweep from outside, or is given to it in place of points."""
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import neurojit as nj
from neurojit.errors import ParameterError, SimulationError

HERE = Path(__file__).parent


def build(current):
    net = nj.Network(seed=1)
    net.record(net.create(5, "iaf_psc_exp", name="cells", I_e=current), "spikes")
    return net


def run(sim):
    return sim.run(20.0).spikes["cells"].rate()


def leave(sim):
    if sim.network["cells"].values["I_e"] == 400.0:
        sys.exit("enough")
    return 1.0


@pytest.mark.parametrize("content", [b"", b"junk", b"PK\x03\x04"])
def test_a_file_that_is_damaged_is_computed_again(tmp_path, content):
    def swept():
        return nj.sweep(build, {"current": [500.0]}, run, workers=1, folder=tmp_path).records

    first = swept()
    file, = tmp_path.glob("*.npz")
    file.write_bytes(content)
    assert swept() == first
    assert len(file.read_bytes()) > len(content)
    (tmp_path / "sweep.json").write_bytes(content)
    with pytest.raises(SimulationError, match=r"sweep.json' is damaged"):
        swept()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_exits_is_recorded_and_the_others_go_on(workers):
    done = nj.sweep(build, {"current": [300.0, 400.0, 500.0]}, leave, workers=workers)
    assert [one["error"] is None for one in done] == [True, False, True]
    assert "SystemExit: enough" in done.failed[0]["error"]


@pytest.mark.parametrize("wrong", [3, None, "current", [3], {1.0}])
def test_points_that_are_none_are_refused(wrong):
    with pytest.raises(ParameterError, match="points must be a dict of lists"):
        nj.sweep(build, wrong, run, workers=1)


def test_a_folder_is_a_path():
    with pytest.raises(ParameterError, match="folder must be a text or path, got 3"):
        nj.sweep(build, {"current": [500.0]}, run, workers=1, folder=3)


SLOW = """
import signal, sys, time
import neurojit as nj
from test_sweep_accidents import build

def run(sim):
    print("working", flush=True)
    time.sleep(60.0)

signal.signal(signal.SIGINT, signal.default_int_handler)  # shells start what is in the background without
try:
    nj.sweep(build, {"current": [300.0, 400.0, 500.0, 600.0]}, run, workers=2)
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent by other means")
def test_an_interrupted_sweep_does_not_wait_for_its_workers():
    """The signal goes to the parent alone, as notebooks send it."""
    process = subprocess.Popen([sys.executable, "-c", SLOW], stdout=subprocess.PIPE, text=True, cwd=HERE)
    assert "working" in process.stdout.readline()  # two may write at once
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=50)[0]
    assert "stopped" in rest
    assert time.monotonic() - began < 20.0
