"""Threads and processes in the wild: forked children, several Python threads, interruption."""

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import small_run

import neurojit as nj

LIMIT = 60  # s; a hang is a failure


def _child(queue, threads):
    queue.put(small_run.digest(threads=threads))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning", "ignore:threads=2:RuntimeWarning")
def test_a_forked_child_works_after_the_parent_has_used_threads():
    """The parent's thread pool does not exist in the child; it runs with one thread and gives the same."""
    expected = small_run.digest(threads=2)
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    for threads in (1, 2):
        child = context.Process(target=_child, args=(queue, threads))
        child.start()
        assert queue.get(timeout=LIMIT) == expected
        child.join(LIMIT)
        assert child.exitcode == 0
    assert small_run.digest(threads=2) == expected, "the parent goes on"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning", "ignore:threads=2:RuntimeWarning")
def test_a_simulation_made_with_threads_goes_on_in_a_forked_child():
    sim = nj.Simulation(small_run.build(), threads=2)
    sim.run(20.0)
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=lambda: queue.put(sim.run(30.0).spikes["cells"].steps.tolist()))
    child.start()
    found = queue.get(timeout=LIMIT)
    child.join(LIMIT)
    assert found == sim.run(30.0).spikes["cells"].steps.tolist()
    assert child.exitcode == 0


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning", "ignore:threads=2:RuntimeWarning")
def test_a_pool_of_two_gives_what_one_process_gives(method):
    """One thread a worker by default, so that the workers do not fight for the cores."""
    expected = small_run.digest()
    with multiprocessing.get_context(method).Pool(2) as pool:
        found = [pool.apply_async(small_run.digest) for _ in range(6)]
        assert {one.get(LIMIT) for one in found} == {expected}


def test_workers_of_joblib_give_what_one_process_gives():
    joblib = pytest.importorskip("joblib", reason="joblib is not installed")
    found = joblib.Parallel(n_jobs=2, timeout=LIMIT)(joblib.delayed(small_run.digest)() for _ in range(4))
    assert set(found) == {small_run.digest()}


def test_a_spawned_child_works():
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        assert pool.apply_async(small_run.digest, (2,)).get(LIMIT) == small_run.digest()


@pytest.mark.parametrize("threads", [1, 2])
def test_python_threads_may_simulate_at_the_same_time(threads):
    expected = small_run.digest(duration=200.0)
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(small_run.digest, threads, 200.0) for _ in range(8)]
        assert {job.result(LIMIT) for job in jobs} == {expected}


def test_a_run_leaves_numbas_thread_count_as_it_was():
    import numba
    before = numba.get_num_threads()
    small_run.digest(threads=2)
    assert numba.get_num_threads() == before


@pytest.fixture
def interruptible():
    """Tests that a shell started in the background would else ignore the signal."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent by other means")
@pytest.mark.parametrize("threads", [1, 2])
def test_ctrl_c_ends_a_run_soon_and_leaves_a_simulation_that_goes_on(threads, interruptible):
    """Python looks up every tenth of a second; what was recorded until then is kept."""
    def network():
        net = nj.Network(seed=3)
        cells = net.create(100, "iaf_psc_exp", name="cells", V_m=nj.random.uniform(-70.0, -55.0), I_e=420.0)
        net.connect(cells, cells, nj.rules.pairwise_bernoulli(0.2), weight=nj.random.normal(0.0, 30.0), delay=1.0)
        net.record(cells, "spikes")
        net.record(cells[:3], ["V_m", "I_syn_ex"], interval=10.0)
        return net

    sim = nj.Simulation(network(), threads=threads)
    sim.run(10.0)  # compiled, or loaded, before the clock ticks
    timer = threading.Timer(0.5, signal.raise_signal, [signal.SIGINT])
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        sim.run(1_000_000.0)
    timer.join()
    stopped = sim.steps
    assert 0 < stopped < 10_000_000
    sim.run(10.0)
    assert sim.steps == stopped + 100
    again = nj.Simulation(network()).run(sim.time)
    assert sim.result.spikes["cells"] == again.spikes["cells"]
    for variable, values in again.traces["cells"].items():
        assert np.array_equal(sim.result.traces["cells"][variable], values), variable


def test_warnings_and_progress_go_to_stderr_only():
    code = textwrap.dedent("""
        import sys; sys.modules['tqdm'] = None
        sys.path.insert(0, sys.argv[1])
        import small_run, neurojit as nj
        nj.Simulation(small_run.build()).run(20.0, progress=True)
    """)
    here = os.path.dirname(small_run.__file__)
    found = subprocess.run([sys.executable, "-c", code, here], capture_output=True, text=True, check=True)
    assert found.stdout == ""
    assert "20 of 20 ms" in found.stderr
