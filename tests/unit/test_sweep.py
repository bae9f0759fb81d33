"""Sweeps: the numbers of a serial loop over processes, executors and disks, through failures and deaths."""
import functools
import gc
import os
import signal
import subprocess
import sys
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import ParameterError, SimulationError
from neurojit.sweeps import points
from neurojit.sweeps.digest import digest

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
GRID = {"rate": [4000.0, 8000.0], "weight": [20.0, 40.0]}


def build(rate, weight, size=50):
    net = nj.Network(seed=5)
    cells = net.create(size, nj.models.iaf_psc_exp, name="cells", V_m=nj.random.uniform(-70, -55))
    noise = net.create(1, nj.models.poisson_generator, rate=rate)
    net.connect(noise, cells, weight=weight)
    net.connect(cells, cells, nj.rules.fixed_indegree(10), weight=-20.0)
    net.record(cells, "spikes")
    return net


def run(sim):
    train = sim.run(100.0).spikes["cells"]
    return {"rate_hz": train.rate(), "counts": train.counts(), "last": int(train.steps.max(initial=0))}


def serial(grid, seeds):
    """The loop that a sweep stands for, everything built anew."""
    found = []
    for point in points.expand(grid):
        for seed in seeds:
            sim = nj.Simulation(build(**point))
            sim.reset(seed=seed)
            found.append({**point, "seed": seed, **run(sim)})
    return found


def assert_same(sweep, expected):
    assert len(sweep) == len(expected)
    for found, wanted in zip(sweep, expected):
        assert found["error"] is None, found["error"]
        assert found.keys() - {"error"} == wanted.keys()
        assert all(np.array_equal(found[name], value) for name, value in wanted.items())


@pytest.fixture(scope="module")
def expected():
    return serial(GRID, [0, 1, 2])


@pytest.mark.parametrize("workers", [1, 2])
def test_a_sweep_gives_the_numbers_of_a_serial_loop(workers, expected):
    assert_same(nj.sweep(build, GRID, run, repeats=3, workers=workers), expected)


def test_a_sweep_goes_over_any_executor(expected):
    with ThreadPoolExecutor(2) as threads:
        assert_same(nj.sweep(build, GRID, run, seeds=[0, 1, 2], executor=threads), expected)
    with pytest.raises(ParameterError, match=r"concurrent\.futures executor or a dask\.distributed Client"):
        nj.sweep(build, GRID, run, executor="threads")


def test_a_sweep_goes_over_a_dask_cluster(expected):
    distributed = pytest.importorskip("distributed")
    with (distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
          distributed.Client(cluster) as client):
        assert_same(nj.sweep(build, GRID, run, repeats=3, executor=client), expected)


def count_builds(folder, rate, weight):
    (Path(folder) / f"{time.time_ns()}_{os.getpid()}").touch()
    return build(rate, weight)


def test_runs_of_one_network_build_it_once_a_worker(tmp_path, expected):
    counted = functools.partial(count_builds, str(tmp_path))
    assert_same(nj.sweep(counted, GRID, run, repeats=3, workers=1), expected)
    assert len(list(tmp_path.iterdir())) == 4
    nj.sweep(counted, {"rate": [8000.0], "weight": [40.0]}, run, repeats=30, workers=2)
    assert len(list(tmp_path.iterdir())) <= 6


def die_once(marker, at, sim):
    """Kill this worker in the run of one seed, the first time."""
    found = run(sim)
    if found["last"] == at and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return found


def die_always(at, sim):
    found = run(sim)
    if found["counts"].sum() == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return found


needs_kill = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")


@needs_kill
def test_a_sweep_survives_a_worker_that_dies(tmp_path, expected):
    marker = tmp_path / "died"
    deadly = functools.partial(die_once, str(marker), expected[4]["last"])
    assert_same(nj.sweep(build, GRID, deadly, repeats=3, workers=2), expected)
    assert marker.exists()


@needs_kill
def test_a_run_that_always_kills_its_worker_is_recorded_and_the_others_go_on(expected):
    totals = [int(one["counts"].sum()) for one in expected]
    deadly = functools.partial(die_always, totals[7])
    done = nj.sweep(build, GRID, deadly, repeats=3, workers=2)
    guilty = [place for place, total in enumerate(totals) if total == totals[7]]
    assert [place for place, one in enumerate(done) if one["error"]] == guilty
    assert all("the worker process died" in one["error"] for one in done.failed)
    assert done["rate_hz"][0] == expected[0]["rate_hz"]


def fail_for(folder, sim):
    if not (Path(folder) / "mended").exists() and sim.network.projections[0].weight == 40.0:
        raise RuntimeError("the experiment went wrong")
    (Path(folder) / f"run_{time.time_ns()}").touch()
    return run(sim)


def test_an_error_is_recorded_and_a_folder_lets_a_sweep_go_on(tmp_path, expected):
    measure = functools.partial(fail_for, str(tmp_path))
    arguments = {"repeats": 3, "workers": 1, "folder": tmp_path / "runs"}
    first = nj.sweep(build, GRID, measure, **arguments)
    assert [one["error"] is not None for one in first] == [False] * 3 + [True] * 3 + [False] * 3 + [True] * 3
    assert "RuntimeError: the experiment went wrong" in first.failed[0]["error"]
    assert "6 failed" in repr(first)
    assert np.isnan(first["rate_hz"]).sum() == 6
    assert len(list(tmp_path.glob("run_*"))) == 6
    (tmp_path / "mended").touch()
    assert_same(nj.sweep(build, GRID, measure, **arguments), expected)
    assert len(list(tmp_path.glob("run_*"))) == 12, "what was done is not repeated"
    wider = nj.sweep(build, {**GRID, "rate": [4000.0, 6000.0, 8000.0]}, measure, **arguments)
    assert len(list(tmp_path.glob("run_*"))) == 18, "only the new points are computed"
    assert not wider.failed


def other_run(sim):
    return 1.0


def test_a_folder_of_another_sweep_is_refused(tmp_path):
    nj.sweep(build, {"rate": [1.0], "weight": [1.0]}, other_run, workers=1, folder=tmp_path)
    with pytest.raises(SimulationError, match="runs of other functions"):
        nj.sweep(build, {"rate": [1.0], "weight": [1.0]}, run, workers=1, folder=tmp_path)


def test_a_folder_knows_its_functions_in_another_process(tmp_path):
    """Also those with arguments filled in; other arguments make another function."""
    code = ("import functools, sys; sys.path.insert(0, sys.argv[1]); import test_sweep as t; import neurojit as nj; "
            "run = functools.partial(t.scaled, int(sys.argv[3])); grid = {'rate': [4000.0], 'weight': [20.0]}; "
            "print(nj.sweep(t.build, grid, run, workers=1, folder=sys.argv[2])['value'][0])")

    def printed(factor):
        return subprocess.run([sys.executable, "-c", code, str(Path(__file__).parent), str(tmp_path), factor],
                              capture_output=True, text=True)

    first = printed("3")
    assert first.returncode == 0, first.stderr
    assert printed("3").stdout == first.stdout
    assert "runs of other functions" in printed("4").stderr


class Scaled:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, sim):
        return scaled(self.factor, sim)

    def method(self, sim):
        return scaled(self.factor, sim)


def closed_over(factor):
    return lambda sim: scaled(factor, sim)


def with_default(factor):
    return lambda sim, factor=factor: scaled(factor, sim)


def within_a_function(factor):
    helper = closed_over(factor)

    def recursive(sim, deep=True):
        return recursive(sim, deep=False) if deep else helper(sim)

    return recursive


def typed_in(factor):
    return eval(f"lambda sim: {factor} * sim.time")


@pytest.mark.parametrize("make", [Scaled, lambda factor: Scaled(factor).method, closed_over, with_default,
                                  within_a_function, typed_in,
                                  lambda factor: functools.partial(scaled, np.full(3000, factor))])
def test_functions_that_carry_other_values_are_others(make):
    assert digest(make(3)) == digest(make(3)) != digest(make(4))


def test_a_folder_notices_what_a_function_carries(tmp_path):
    pytest.importorskip("cloudpickle")
    arguments = {"points": {"rate": [1.0], "weight": [1.0]}, "workers": 1, "folder": tmp_path}
    nj.sweep(build, run=closed_over(3), **arguments)
    nj.sweep(build, run=closed_over(3), **arguments)
    with pytest.raises(SimulationError, match="runs of other functions"):
        nj.sweep(build, run=closed_over(4), **arguments)


def test_a_folder_takes_any_name(tmp_path):
    arguments = {"points": {"rate": [1.0], "weight": [1.0]}, "workers": 1, "folder": tmp_path}
    for _ in range(2):
        done = nj.sweep(build, run=named_file, **arguments)
        assert done["file"][0] == "a.txt"
        assert done["counts"][0].tolist() == [1, 2]


def named_file(sim):
    return {"file": "a.txt", "counts": np.array([1, 2])}


CURRENT = 0.0


def build_of_a_global(size):
    net = nj.Network(seed=1)
    cells = net.create(size, nj.models.iaf_psc_exp, name="cells", I_e=CURRENT)
    net.record(cells, "V_m")
    return net


def potential(sim):
    LIVING.append(weakref.ref(sim))
    return sim.run(5.0).traces["cells"]["V_m"][-1, 0]


LIVING = []


def test_a_sweep_keeps_nothing_for_the_next(monkeypatch):
    before = nj.sweep(build_of_a_global, {"size": [1]}, potential, workers=1)["value"][0]
    gc.collect()
    assert LIVING.pop()() is None
    monkeypatch.setattr(sys.modules[__name__], "CURRENT", 300.0)
    assert nj.sweep(build_of_a_global, {"size": [1]}, potential, workers=1)["value"][0] > before + 1.0
    with ThreadPoolExecutor(1) as threads:
        one = nj.sweep(build_of_a_global, {"size": [1]}, potential, executor=threads)["value"][0]
        monkeypatch.setattr(sys.modules[__name__], "CURRENT", 0.0)
        assert nj.sweep(build_of_a_global, {"size": [1]}, potential, executor=threads)["value"][0] == before < one


def scaled(factor, sim):
    return factor * sim.run(50.0).spikes["cells"].rate()


def test_a_file_that_was_not_finished_is_computed_again(tmp_path):
    arguments = {"points": {"rate": [8000.0], "weight": [40.0]}, "run": run, "repeats": 2, "workers": 1,
                 "folder": tmp_path}
    whole = nj.sweep(build, **arguments)
    for file in tmp_path.glob("*.npz"):
        file.write_bytes(file.read_bytes()[:100])
    again = nj.sweep(build, **arguments)
    assert again["rate_hz"].tolist() == whole["rate_hz"].tolist()


def learn(rate, weight):
    net = nj.Network(seed=5)
    source = net.create(20, nj.models.poisson_source, name="source", rate=rate)
    cells = net.create(20, nj.models.iaf_psc_exp, name="cells")
    net.connect(source, cells, weight=weight, synapse=nj.synapses.stdp_pair(W_max=100.0))
    net.record(cells, "spikes")
    return net


LEARNED = {"rate": [500.0], "weight": [90.0]}


def edit(sim):
    found = run(sim)
    sim[sim.network["cells"]]["V_th"] = -60.0
    return found


def reweigh(sim):
    found = run(sim)
    sim[sim.network.projections[1]]["weight"] = -500.0
    return found


def test_a_run_leaves_no_trace_for_the_next(expected):
    """Learned weights, edited parameters and edited weights survive a reset; a sweep builds such networks anew."""
    forth = nj.sweep(learn, LEARNED, run, seeds=[1, 2, 3], workers=1)
    back = nj.sweep(learn, LEARNED, run, seeds=[3, 2, 1], workers=1)
    assert forth["rate_hz"].tolist() == back["rate_hz"].tolist()[::-1]
    assert len(set(forth["rate_hz"])) > 1
    assert_same(nj.sweep(build, GRID, edit, repeats=3, workers=1), expected)
    assert_same(nj.sweep(build, GRID, reweigh, repeats=3, workers=1), expected)


def test_a_table_has_a_row_a_run(expected):
    pytest.importorskip("pandas")
    table = nj.sweep(build, GRID, run, repeats=3, workers=1).to_pandas()
    assert list(table.columns) == ["rate", "weight", "seed", "rate_hz", "counts", "last", "error"]
    assert table["rate_hz"].tolist() == [one["rate_hz"] for one in expected]


def test_a_grid_has_a_dimension_a_parameter(expected):
    pytest.importorskip("xarray")
    done = nj.sweep(build, GRID, run, repeats=3, workers=1)
    grid = done.to_xarray()
    assert dict(grid.sizes) == {"rate": 2, "weight": 2, "seed": 3, "counts_0": 50}
    assert float(grid["rate_hz"].sel(rate=8000.0, weight=20.0, seed=1)) == expected[7]["rate_hz"]
    assert np.array_equal(grid["counts"].sel(rate=4000.0, weight=40.0, seed=2), expected[5]["counts"])
    done.records.pop()
    with pytest.raises(ParameterError, match="no grid of 2 x 2 x 3"):
        done.to_xarray()


def test_points_may_be_listed():
    listed = [{"rate": 4000.0, "weight": 20.0}, {"rate": 8000.0, "weight": 40.0}]
    done = nj.sweep(build, listed, run, workers=1)
    assert done["rate"].tolist() == [4000.0, 8000.0]
    assert done["seed"].tolist() == [0, 0]


@pytest.mark.parametrize(("wrong", "message"), [
    ({"points": {"rate": []}}, "there is no point"),
    ({"points": [{"a": 1}, {"b": 1}]}, "all points must have the same names"),
    ({"points": {"rate": 3.0}}, "values of 'rate' must be a list"),
    ({"points": {"rate": [object()]}}, "numbers, texts, bools or lists"),
    ({"points": {"seed": [1]}}, "'seed' is given by seeds="),
    ({"repeats": 0}, "repeats must be an integer >= 1, got 0"),
    ({"repeats": 2, "seeds": [1]}, "either repeats="),
    ({"seeds": [1, 1]}, "different integers >= 0"),
    ({"seeds": []}, "different integers >= 0"),
    ({"seeds": 5}, "seeds must be a list of integers >= 0, got 5"),
    ({"seeds": [0, 5.7]}, "each of seeds must be an integer >= 0, got 5.7"),
    ({"seeds": [-1]}, "each of seeds must be an integer >= 0, got -1"),
    ({"seeds": [True]}, "each of seeds must be an integer >= 0, got True"),
    ({"workers": 0}, "workers must be an integer >= 1, got 0"),
    ({"points": {"rate": [1.0], "weigth": [1.0]}}, "build takes no 'weigth', .* did you mean 'weight'"),
    ({"points": {"rate": [1.0]}}, "build needs 'weight', which the points do not have; they have rate"),
    ({"points": [{"rate": 1.0, "weight": 1.0, "n": 3}]}, "build takes no 'n'"),
    ({"build": functools.partial(build, 1.0)}, "build takes no 'rate'"),
    ({"build": "build"}, "build must be a function, got 'build'"),
    ({"folder": __file__}, "folder must be a folder, but '.*test_sweep.py' is a file"),
    ({"run": None}, "run must be a function, got None"),
])
def test_bad_input_is_refused_before_anything_runs(wrong, message):
    with pytest.raises(ParameterError, match=message):
        nj.sweep(**{"build": build, "points": GRID, "run": run, **wrong})


def anything(**point):
    return build(**point)


@pytest.mark.parametrize("build", [anything, functools.partial(build, size=20), functools.partial(build, weight=3.0)])
def test_a_build_may_take_any_names_or_have_some_already(build):
    assert not nj.sweep(build, {"rate": [1.0], "weight": [1.0]}, other_run, workers=1).failed


def test_a_sweep_of_failures_only_says_so_and_why():
    with pytest.warns(RuntimeWarning, match="every run failed, the first with ZeroDivisionError: division by zero"):
        done = nj.sweep(build, GRID, lambda sim: 1 / 0, workers=1)
    assert "4 runs; every run failed, the first with ZeroDivisionError" in repr(done)
    with pytest.raises(KeyError, match=r"'rate_hz' is neither .*every run failed, .*ZeroDivisionError"):
        done["rate_hz"]


@pytest.mark.parametrize(("measured", "message"), [
    ({"rate": 1.0}, "'rate' names a parameter"), ({"a": object()}, "numbers, texts and arrays"),
    (None, "texts and arrays"),
])
def test_what_run_returns_is_checked(measured, message):
    with pytest.warns(RuntimeWarning, match=f"every run failed.*{message}"):
        done = nj.sweep(build, {"rate": [1.0], "weight": [1.0]}, lambda sim: measured, workers=1)
    assert message in done.records[0]["error"]


def test_progress_counts_runs(capfd):
    nj.sweep(build, {"rate": [4000.0], "weight": [1.0]}, run, repeats=4, workers=1, progress=True)
    assert "4/4 runs" in capfd.readouterr().err


# ---------------------------------------------------------------------------------------------- at full size

def large(weight):
    return build(8000.0, weight, size=1000)


def ticks():
    """Ticks of all cores without work, and all of them, since the machine started; zeros where that is not known."""
    if not Path("/proc/stat").exists():
        return 0, 0
    counts = [int(one) for one in Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
    return counts[3] + counts[4], sum(counts)


def second(die_at, marker, sim):
    found = {"rate_hz": sim.run(1000.0).spikes["cells"].rate()}
    if die_at is not None and not Path(marker).exists() and sim.network.projections[0].weight == die_at:
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return found


@pytest.mark.slow
@needs_kill
def test_two_hundred_runs_of_a_thousand_neurons(tmp_path):
    """Both cores are used, a death costs nothing, what was done is kept, and the numbers are those of one process."""
    grid = {"weight": np.linspace(20.0, 50.0, 20).tolist()}
    nj.Simulation(large(20.0), threads=1).run(1.0)
    began, ours, (idle, whole) = time.perf_counter(), os.times(), ticks()
    plain = nj.sweep(large, grid, functools.partial(second, None, ""), repeats=10, workers=2)
    wall, used = time.perf_counter() - began, sum(os.times()[:4]) - sum(ours[:4])
    wasted = (ticks()[0] - idle) / max(1, ticks()[1] - whole)
    print(f"200 runs in {wall:.1f} s, {100 * used / wall / 2:.0f} % of two cores, {100 * wasted:.0f} % of all idle")
    assert not plain.failed
    if os.cpu_count() == 2:
        assert wasted < 0.15, "others may have taken their share; what was left was used"
    deadly = functools.partial(second, grid["weight"][7], str(tmp_path / "died"))
    for _ in range(2):  # through a death, and from the folder
        done = nj.sweep(large, grid, deadly, repeats=10, workers=2, folder=tmp_path / "runs")
        assert (tmp_path / "died").exists()
        assert done["rate_hz"].tolist() == plain["rate_hz"].tolist()
    alone = nj.sweep(large, grid, functools.partial(second, None, ""), repeats=10, workers=1)
    assert alone["rate_hz"].tolist() == plain["rate_hz"].tolist()
    assert len(set(plain["rate_hz"])) > 100


@pytest.mark.slow
def test_two_hundred_runs_of_a_thousand_neurons_over_a_dask_cluster_are_those_of_a_serial_loop():
    distributed = pytest.importorskip("distributed")
    grid = {"rate": [4000.0, 6000.0, 8000.0, 10000.0], "weight": [10.0, 20.0, 30.0, 40.0, 50.0], "size": [1000]}
    expected = serial(grid, range(10))
    with (distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
          distributed.Client(cluster) as client):
        found = nj.sweep(build, grid, run, repeats=10, executor=client)
    assert len(found) == 200
    assert_same(found, expected)


def test_lambdas_of_one_line_are_told_apart():
    first, second, third = (lambda sim: 1.0), (lambda sim: 2.0), (lambda sim: 1.0)
    assert digest(first) != digest(second)
    assert digest(first) == digest(third)


@pytest.mark.parametrize("numbers", [{"repeats": np.int64(2), "workers": np.int64(1)}, {"seeds": np.arange(2)}])
def test_numbers_of_numpy_are_numbers(numbers):
    assert len(nj.sweep(build, {"rate": [1.0], "weight": [1.0]}, lambda sim: 1.0, **{"workers": 1, **numbers})) == 2


@pytest.mark.parametrize("wrong", [{"repeats": True}, {"repeats": 1.5}, {"repeats": 0}, {"workers": np.float64(1)},
                                   {"seeds": np.array(3)}])
def test_what_is_no_number_of_runs_is_refused(wrong):
    with pytest.raises(ParameterError, match=f"{next(iter(wrong))} must be"):
        nj.sweep(build, {"rate": [1.0], "weight": [1.0]}, other_run, **wrong)
    with pytest.raises(ParameterError, match="the values of 'rate' must be a list"):
        nj.sweep(build, {"rate": np.array(3.0), "weight": [1.0]}, other_run, workers=1)
