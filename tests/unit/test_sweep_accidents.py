"""What happens to a sweep from outside, or is given to it in place of points."""
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from pathlib import Path

import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import ParameterError, SimulationError
from neurojit.sweeps.folder import Folder

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


def view(sim):
    """The state itself, not a copy."""
    sim.run(20.0)
    potential = sim[sim.network["cells"]]["V_m"]
    return {"V": potential, "copy": np.array(potential)}


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_run_returns_is_what_was_there_when_it_ended(workers):
    done = nj.sweep(scattered, {"current": [100.0]}, view, repeats=40, workers=workers)
    assert np.array_equal(done["V"], done["copy"])
    assert len(np.unique(done["V"])) > 100


def scattered(current):
    net = nj.Network(seed=1)
    net.create(5, "iaf_psc_exp", name="cells", I_e=current, V_m=nj.random.uniform(-70.0, -60.0))
    return net


def stop_in_the_fifth(sim):
    """Ctrl-C, or what a worker that raises it would do."""
    stop_in_the_fifth.begun += 1
    if stop_in_the_fifth.begun == 5:
        raise KeyboardInterrupt
    return 1.0


def test_every_finished_run_is_kept_when_a_sweep_is_stopped(tmp_path):
    stop_in_the_fifth.begun = 0
    with pytest.raises(KeyboardInterrupt):
        nj.sweep(build, {"current": [100.0]}, stop_in_the_fifth, repeats=40, workers=1, folder=tmp_path)
    assert len(list(tmp_path.glob("*.npz"))) == 4


def wait_in_the_third(sim, begun=[]):  # noqa: B006 - of each worker
    """The third run of a task of five takes for ever."""
    begun.append(1)
    if len(begun) == 3:
        time.sleep(60.0)
    return 1.0


KEPT = """
import signal
import neurojit as nj
from test_sweep_accidents import build, wait_in_the_third

signal.signal(signal.SIGINT, signal.default_int_handler)
nj.sweep(build, {"current": [100.0]}, wait_in_the_third, repeats=80, workers=2, folder=FOLDER)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent by other means")
def test_workers_keep_every_finished_run(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", f"FOLDER = {str(tmp_path)!r}\n{KEPT}"], stderr=subprocess.PIPE,
                               text=True, cwd=HERE)
    end = time.monotonic() + 60.0
    while len(list(tmp_path.glob("*.npz"))) < 4 and time.monotonic() < end:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    assert "KeyboardInterrupt" in process.communicate(timeout=50)[1]
    assert len(list(tmp_path.glob("*.npz"))) == 4  # two of each worker's first task


class Stopped(Executor):
    """Works on the first task when it is submitted; somebody presses Ctrl-C as its outcome is looked at."""

    def __init__(self):
        self.futures = []

    def submit(self, function, *given):
        future = Future()
        if not self.futures:
            future.set_result(function(*given))
        self.futures.append(future)
        return future


def test_whoever_stops_a_sweep_over_an_executor_waits_for_no_task(monkeypatch, tmp_path):
    executor = Stopped()

    def interrupted(self, run, outcome):
        raise KeyboardInterrupt

    monkeypatch.setattr(Folder, "keep", interrupted)
    with pytest.raises(KeyboardInterrupt):
        nj.sweep(build, {"current": [100.0, 200.0, 300.0]}, run, executor=executor, folder=tmp_path)
    assert [one.cancelled() for one in executor.futures] == [False, True, True]


def long_value(sim):
    return {"x": np.array([object()] * 30)}


def fail_at_length(sim):
    raise ParameterError("too much\n    of everything\n    ^^^^")


@pytest.mark.parametrize(("run", "words"), [
    (long_value, r"with neurojit.errors.ParameterError: run must return .*; records"),
    (fail_at_length, r"with neurojit.errors.ParameterError: too much; records")])
def test_the_summary_of_failures_begins_with_the_first_line_of_the_error(run, words):
    with pytest.warns(RuntimeWarning, match=words):
        done = nj.sweep(build, {"current": [100.0]}, run, workers=1)
    assert "Traceback" in done.failed[0]["error"]


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
