"""Recorders: means, rates, types, the last of what happened, files; the same however runs are split."""

import subprocess
import sys
import textwrap

import numpy as np
import pytest

import neurojit as nj
from neurojit.compile import program
from neurojit.record import Stored
from neurojit.simulation.recording import recording
from neurojit.simulation.recording.disk import Dataset

PIECES = [[100.0], [10.0] * 10, [0.3, 49.9, 30.1, 19.7]]


def network(*recorders, seed=3):
    """Busy neurons; recorders are (variables, options) of the population `cells`."""
    net = nj.Network(seed=seed)
    cells = net.create(40, "iaf_psc_exp", name="cells", V_m=nj.random.uniform(-70.0, -55.0), I_e=500.0)
    net.connect(cells, cells, nj.rules.fixed_indegree(5), weight=nj.random.normal(0.0, 30.0), delay=1.0)
    net.record(cells, ["spikes", "V_m"], name="all")
    for i, (variables, options) in enumerate(recorders):
        net.record(cells, variables, **({"name": f"r{i}"} | options))
    return net


def run(net, pieces, **options):
    sim = nj.Simulation(net, **options)
    for piece in pieces:
        sim.run(piece)
    return sim.result


@pytest.fixture(params=[None, 3000], ids=["one_buffer", "many_buffers"])
def buffer(request, monkeypatch):
    """Room for the samples of all steps at once, or of one to nine at a time."""
    if request.param:
        monkeypatch.setattr(recording, "_BUFFER", request.param)


@pytest.mark.parametrize("pieces", PIECES)
@pytest.mark.parametrize("threads", [1, 2])
def test_means_and_rates_are_those_of_the_records(pieces, threads, buffer):
    net = network((["mean(V_m)", "rate"], {"interval": 2.5}), ("rate", {"interval": 2.5, "start": 30.0, "stop": 60.0}))
    result = run(net, pieces, threads=threads)
    traces = result.traces["r0"]
    every = result.traces["all"]["V_m"]
    assert every.shape == (1001, 40)
    counts = np.histogram(result.spikes["all"].steps, np.arange(0, 1001, 25) + 0.5)[0]
    assert np.array_equal(traces["rate"], counts * (1000.0 / (40 * 2.5)))
    assert traces["rate"].max() > 0
    assert np.array_equal(traces["mean(V_m)"], every[25::25].mean(axis=1))
    assert np.array_equal(traces.times, np.arange(1, 41) * 2.5)
    assert np.array_equal(result.traces["r1"]["rate"], traces["rate"][11:23])
    assert np.array_equal(result.traces["r1"].times, np.arange(12, 24) * 2.5)


@pytest.mark.parametrize("recorders", [
    [(["rate", "mean(V_m)"], {})], [("V_m", {"name": "r"}), ("rate", {"name": "r"})],
    [(["rate", "V_m", "spikes"], {"last": 50.0})], [(["V_m", "rate"], {"start": 12.0, "stop": 77.0})],
])
@pytest.mark.parametrize("pieces", PIECES)
def test_a_rate_and_variables_of_one_key_have_the_same_times(recorders, pieces, tmp_path):
    net = network(*((variables, {"interval": 5.0} | options) for variables, options in recorders))
    result = run(net, pieces)
    traces = result.traces["r" if len(recorders) == 2 else "r0"]
    assert {len(values) for values in traces.values()} == {traces.times.size}
    assert traces.times[0] > 0.0
    every = result.traces["all"]["V_m"][np.rint(traces.times / 0.1).astype(int)]
    (of_voltage,) = set(traces) - {"rate"}
    assert np.array_equal(traces[of_voltage], every if of_voltage == "V_m" else every.mean(axis=1))
    assert traces == run(net, [100.0]).traces["r" if len(recorders) == 2 else "r0"]
    assert len(result.between(20.0, 60.0).traces["r0" if len(recorders) == 1 else "r"]["rate"]) in (2, 8)
    assert len(traces.to_pandas()) == traces.times.size
    result.report(tmp_path / "page.html")


@pytest.mark.parametrize("pieces", PIECES)
def test_the_last_is_the_end_of_all(pieces, buffer):
    net = network((["spikes", "V_m", "I_syn_ex"], {"last": 12.0, "interval": 0.5}))
    result = run(net, pieces)
    assert np.array_equal(result.traces["r0"]["V_m"], result.traces["all"]["V_m"][::5][-24:])
    assert np.array_equal(result.traces["r0"].times, np.arange(177, 201) * 0.5)
    spikes, every = result.spikes["r0"], result.spikes["all"]
    assert np.array_equal(spikes.steps, every.steps[every.steps > 880])
    assert np.array_equal(spikes.senders, every.senders[every.steps > 880])
    assert (spikes.start, spikes.stop) == (88.0, 100.0)
    assert spikes.rate() == pytest.approx(1000.0 * len(spikes) / 40 / 12.0)


def test_what_is_forgotten_takes_no_memory():
    net = nj.Network(seed=1)
    cells = net.create(1000, "iaf_psc_exp", name="cells")
    net.record(cells, "V_m", last=5.0)
    sim = nj.Simulation(net)
    for _ in range(100):
        sim.run(5.0)
    assert len(sim._session._parts) <= 33
    sim.run(500.0)
    kept = sim._session._recording.traces[0].keeper
    assert sum(rows.nbytes for _, rows in kept._pieces) < 100e6
    assert sim.result.traces["cells"]["V_m"].shape == (50, 1000)


@pytest.mark.parametrize("pieces", [[2000.0], [100.0] * 20])
def test_spikes_that_are_forgotten_take_no_memory(pieces, monkeypatch):
    monkeypatch.setattr(program, "_FIRST_LOG", 16)  # many pieces
    net = network(("spikes", {"last": 20.0}))
    sim = nj.Simulation(net)
    for piece in pieces:
        sim.run(piece)
    every, kept = sim.result.spikes["all"], sim.result.spikes["r0"]
    assert np.array_equal(kept.steps, every.steps[every.steps > 19_800])
    assert np.array_equal(kept.senders, every.senders[every.steps > 19_800])
    recording = sim._session._recording.spikes[1]
    held = len(recording.steps.part(0))
    assert held == len(recording.senders.part(0))
    assert len(kept) <= held < len(kept) + 200 < len(every) / 10


@pytest.mark.parametrize("failing", ["r0/steps", "r0/senders", "r0/V_m"])
@pytest.mark.parametrize("log", [16, 65_536], ids=["within_an_epoch", "at_the_end"])
@pytest.mark.parametrize("recover", [lambda sim, before: sim.restore(before), lambda sim, before: sim.reset()],
                         ids=["restore", "reset"])
def test_a_recorder_that_fails_does_not_spoil_the_simulation(failing, log, recover, tmp_path, monkeypatch):
    pytest.importorskip("h5py")
    monkeypatch.setattr(program, "_FIRST_LOG", log)
    sim = nj.Simulation(network((["spikes", "V_m"], {"to": tmp_path / "r.h5"}), ("rate", {"interval": 7.0})))
    sim.run(30.0)
    before = sim.snapshot()
    plain = Dataset.append

    def full(self, values):
        if self.name == failing:
            raise OSError("no space left on device")
        plain(self, values)

    with monkeypatch.context() as patch:
        patch.setattr(Dataset, "append", full)
        with pytest.raises(OSError, match="no space left"):
            sim.run(70.0)
    assert sim.result.stop == 30.0
    for wrong in (lambda: sim.run(1.0), lambda: sim.snapshot(records=False)):
        with pytest.raises(nj.SimulationError, match="a recorder has failed"):
            wrong()
    recover(sim, before)
    sim.run(100.0 - sim.time)
    assert sim.result == run(network((["spikes", "V_m"], {}), ("rate", {"interval": 7.0})), [100.0])


def test_a_file_of_another_kind_is_named(tmp_path):
    pytest.importorskip("h5py")
    (tmp_path / "r.h5").write_text("no HDF5")
    sim = nj.Simulation(network(("V_m", {"to": tmp_path / "r.h5"})))
    with pytest.raises(OSError, match=r"r\.h5' is there already and is no HDF5 file that could go on .*; remove it"):
        sim.run(1.0)
    assert (tmp_path / "r.h5").read_text() == "no HDF5"


def test_where_the_first_run_fails_its_results_say_why(tmp_path, monkeypatch):
    pytest.importorskip("h5py")
    sim = nj.Simulation(network((["spikes"], {"to": tmp_path / "r.h5"})))

    def full(self, values):
        raise OSError("no space left on device")

    monkeypatch.setattr(Dataset, "append", full)
    with pytest.raises(OSError, match="no space left"):
        sim.run(30.0)
    for look in ("result", "recent"):
        with pytest.raises(nj.SimulationError, match=r"a recorder has failed.*no space left.*reset"):
            getattr(sim, look)


@pytest.mark.parametrize("options", [{}, {"last": 30.0}])
def test_a_result_cannot_be_changed_behind_the_simulation(options):
    sim = nj.Simulation(network((["spikes", "V_m"], options)))
    seen = []
    sim.run(0.1).spikes.clear()
    sim.run(19.9, every=5.0, callback=lambda sim: seen.append(sim.recent))
    results = [sim.run(20.0), sim.result, *seen]
    sim.restore(sim.snapshot())
    for result in [*results, sim.result, sim.recent, sim.run(3.0)]:
        train, traces = result.spikes["r0"], result.traces["r0"]
        for array in (train.steps, train.senders, train.units, traces["V_m"], traces.times, traces.units):
            with pytest.raises(ValueError, match="read-only"):
                array[:] = 0
    sim.result.traces.clear()
    results[0].spikes.clear()
    assert sim.result == run(network((["spikes", "V_m"], options)), [43.0])


@pytest.mark.parametrize("dtype", ["float32", np.float16, "float64"])
def test_samples_have_the_type_that_was_asked_for(dtype, buffer):
    result = run(network(("V_m", {"dtype": dtype})), [20.0])
    assert result.traces["r0"]["V_m"].dtype == np.dtype(dtype)
    assert np.array_equal(result.traces["r0"]["V_m"], result.traces["all"]["V_m"].astype(dtype))


@pytest.mark.parametrize("pieces", PIECES)
def test_a_file_holds_what_memory_would(pieces, buffer, tmp_path):
    h5py = pytest.importorskip("h5py")
    net = network((["spikes", "V_m", "mean(V_m)", "rate"], {"to": tmp_path / "r.h5", "interval": 0.5}),
                  (["mean(V_m)", "rate"], {"interval": 0.5}))
    result = run(net, pieces)
    stored, plain = result.traces["r0"], result.traces["r1"]
    assert isinstance(stored["V_m"], Stored)
    assert stored["V_m"].shape == (200, 40)
    every = result.traces["all"]["V_m"][5::5]
    assert np.array_equal(stored["V_m"], every)
    assert np.array_equal(stored["V_m"][10:20, 3], every[10:20, 3])
    assert np.array_equal(stored["V_m"][-1], every[-1])
    assert np.array_equal(stored["V_m"][[5, 2]], every[[5, 2]])
    for name in ("mean(V_m)", "rate"):
        assert np.array_equal(stored[name], plain[name])
    assert result.spikes["r0"].counts().tolist() == result.spikes["all"].counts().tolist()
    assert np.array_equal(result.spikes["r0"].times, result.spikes["all"].times)
    with h5py.File(tmp_path / "r.h5") as file:
        assert file["r0/V_m"].shape == (200, 40)
        assert file["r0/V_m"].attrs["interval"] == 0.5
        assert np.array_equal(file["r0/senders"], result.spikes["all"].senders)


def test_what_is_in_a_file_calculates_as_arrays_do(tmp_path):
    pytest.importorskip("h5py")
    result = run(network(("V_m", {"to": tmp_path / "r.h5"})), [20.0])
    stored, plain = result.traces["r0"]["V_m"], result.traces["all"]["V_m"]
    assert np.array_equal(2.0 * stored - stored[0], 2.0 * plain - plain[0])
    assert np.array_equal(np.exp(stored / 50.0), np.exp(plain / 50.0))
    assert np.array_equal(stored > -60.0, plain > -60.0)
    assert np.array_equal(stored.mean(axis=0), plain.mean(axis=0))
    assert np.array_equal(stored.T, plain.T)
    assert stored.max() == np.max(stored) == plain.max()
    with pytest.raises(ValueError, match="read-only"):
        stored.sort()
    with pytest.raises(AttributeError, match="'Stored' has no attribute 'maen'"):
        stored.maen()


def test_reset_begins_a_file_anew(tmp_path):
    pytest.importorskip("h5py")
    sim = nj.Simulation(network(("V_m", {"to": tmp_path / "r.h5"})))
    sim.run(30.0)
    sim.reset()
    result = sim.run(10.0)
    assert result.traces["r0"]["V_m"].shape == (101, 40)
    assert np.array_equal(result.traces["r0"]["V_m"], result.traces["all"]["V_m"])


def test_snapshots_go_on_with_files_rates_and_what_is_last(tmp_path):
    pytest.importorskip("h5py")

    def make(name):
        return network((["spikes", "V_m"], {"to": tmp_path / name, "interval": 0.5}), ("rate", {"interval": 7.0}),
                       (["spikes", "V_m"], {"last": 33.0}))

    def same(one, other):
        for key, train in one.spikes.items():
            assert np.array_equal(train.steps, other.spikes[key].steps), key
            assert np.array_equal(train.senders, other.spikes[key].senders), key
        for key, traces in one.traces.items():
            assert np.array_equal(traces.times, other.traces[key].times)
            for variable in traces:
                assert np.array_equal(traces[variable], other.traces[key][variable]), (key, variable)

    whole = nj.Simulation(make("whole.h5")).run(100.0)
    sim = nj.Simulation(make("r.h5"))
    sim.run(40.3, checkpoint=tmp_path / "s.npz", checkpoint_every=20.1)
    sim.run(30.0)
    again = nj.Simulation.load(make("r.h5"), tmp_path / "s.npz")
    assert again.time == pytest.approx(40.2)
    again.run(59.8)
    same(whole, again.result)


def test_a_simulation_goes_on_with_other_rates(tmp_path):
    whole = run(network(("rate", {"interval": 7.0})), [100.0]).traces["r0"]["rate"]
    sim = nj.Simulation(network(("rate", {"interval": 7.0})))
    sim.run(40.0)
    sim.save(tmp_path / "s.npz", records=False)
    for others in [("V_m", {})], [("rate", {"interval": float(ms)}) for ms in (7, 8, 9)]:
        again = nj.Simulation.load(network(*others), tmp_path / "s.npz")
        traces = again.run(60.0).traces
    assert np.array_equal(traces["r0"]["rate"], whole[5:])
    assert np.isnan(traces["r2"]["rate"]).tolist() == [True] + [False] * 6  # it began before, at 36 ms
    assert traces["r2"].times[0] == 45.0
    assert np.isfinite(traces["r1"]["rate"]).all()  # 40 ms is a multiple of 8


@pytest.mark.parametrize(("variables", "options", "words"), [
    ("rate", {}, "give interval="), ("spikes", {"interval": 1.0}, "spikes are not sampled"),
    ("mean(nothing)", {}, "no variable"), ("V_m", {"dtype": "int32"}, "dtype"),
    ("V_m", {"to": "x.npz"}, r"\.h5"), ("V_m", {"to": "x.h5", "last": 1.0}, "one of them"),
    ("V_m", {"to": "no such folder/x.h5"}, "to='.*/no such folder/x.h5' lies in a folder that is not there"),
    ("V_m", {"last": 2.0, "interval": 2.5}, "last= must be at least interval=.* got 2 ms and 2.5 ms"),
    ("V_m", {"last": 0.0}, "last"),
    ("V_m", {"dtype": "nonsense"}, "float64, float32 or float16, got 'nonsense'"),
])
def test_what_cannot_be_recorded_is_refused(variables, options, words):
    with pytest.raises(nj.NeurojitError, match=words):
        network((variables, options))


def test_records_that_cannot_fit_are_refused_before_the_run(monkeypatch):
    monkeypatch.setattr(recording, "available_mb", lambda: 10.0)
    sim = nj.Simulation(network())
    with pytest.raises(nj.SimulationError, match=r"need 3.2 GB"):
        sim.run(1_000_000.0)
    assert sim.steps == 0
    sim.run(10.0)


def test_the_estimate_tells_the_memory_of_records(tmp_path):
    net = network()
    base = nj.estimate(net, duration=10_000.0).memory_mb["records"]
    assert base == pytest.approx(100_001 * 40 * 8 / 1e6 + 40 * 10 * 5 * 16 / 1e6, rel=0.01)
    less = network(("V_m", {"to": tmp_path / "x.h5"}), ("V_m", {"last": 1.0}), ("V_m", {"dtype": "float32"}))
    assert nj.estimate(less, duration=10_000.0).memory_mb["records"] == pytest.approx(base * 1.5, rel=0.01)


SCRIPT = textwrap.dedent("""
    import re, sys
    import numpy as np
    import neurojit as nj
    net = nj.Network(seed=1)
    cells = net.create(10_000, "iaf_psc_exp", name="cells", I_e=nj.random.uniform(300.0, 420.0),
                       V_m=nj.random.uniform(-70.0, -55.0))
    net.connect(cells, cells, nj.rules.fixed_indegree(20), weight=nj.random.normal(0.0, 20.0), delay=1.5)
    net.record(cells, ["spikes", "V_m"], interval=1.0, dtype="float32", to=sys.argv[1])
    sim = nj.Simulation(net)
    result = sim.run(60_000.0)
    assert result.traces["cells"]["V_m"].shape == (60_001, 10_000)
    assert np.isfinite(result.traces["cells"]["V_m"][59_990:, :5]).all()
    print(int(re.search(r"VmHWM:\\s*(\\d+) kB", open("/proc/self/status").read())[1]) / 1000)
""")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the peak of memory, without that of the parent")
def test_a_minute_of_10_000_neurons_to_a_file_stays_under_500_mb(tmp_path):
    pytest.importorskip("h5py")
    done = subprocess.run([sys.executable, "-c", SCRIPT, tmp_path / "r.h5"], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 500.0


@pytest.mark.parametrize("pieces", [[26.0], [10.0, 16.0], [0.5] * 52])
def test_the_last_is_a_stretch_of_time(pieces, buffer):
    """Also where it is no multiple of the interval, and where a recorder stopped before it."""
    net = network(("V_m", {"last": 15.8, "interval": 5.9}), (["spikes", "V_m"], {"stop": 7.5, "last": 10.0}),
                  ("V_m", {"last": 5.9, "interval": 5.9}))
    result = run(net, pieces)
    assert np.allclose(result.traces["r0"].times, [11.8, 17.7, 23.6])
    assert np.array_equal(result.traces["r0"]["V_m"], result.traces["all"]["V_m"][[118, 177, 236]])
    assert result.traces["r1"]["V_m"].shape == (0, 40)
    assert len(result.spikes["r1"]) == 0
    assert np.allclose(result.traces["r2"].times, [23.6])


def to_file(path, I_e=500.0):
    net = nj.Network(seed=1)
    cells = net.create(3, "iaf_psc_exp", name="cells", I_e=I_e)
    net.record(cells, ["spikes", "V_m"], to=path)
    return nj.Simulation(net), cells


def in_file(path):
    h5py = pytest.importorskip("h5py")
    with h5py.File(path) as file:
        return file["cells/steps"][:].tolist(), file["cells/V_m"][:]


def test_rows_that_restore_takes_back_are_no_longer_those_of_results(tmp_path):
    sim, cells = to_file(tmp_path / "r.h5")
    kept = sim.run(20.0)
    before = sim.snapshot()
    gone = sim.run(80.0)
    seen = np.array(gone.traces["cells"]["V_m"])
    sim.restore(before)
    assert np.array_equal(gone.traces["cells"]["V_m"], seen)
    sim[cells]["I_e"] = 0.0
    for _ in range(2):
        other = sim.run(40.0)
        for read in (lambda: gone.spikes["cells"].times, lambda: gone.traces["cells"]["V_m"][0]):
            with pytest.raises(nj.SimulationError, match=r"rows .* taken back by restore"):
                read()
        assert kept.traces["cells"]["V_m"].shape == (201, 3)
        steps, V_m = in_file(tmp_path / "r.h5")
        assert steps == np.asarray(sim.result.spikes["cells"].steps).tolist()
        assert np.array_equal(V_m, sim.result.traces["cells"]["V_m"])
        assert np.array_equal(other.traces["cells"]["V_m"], V_m[-400:])


def test_a_branch_and_its_branches_each_refuse_what_they_took_back(tmp_path):
    sim, _ = to_file(tmp_path / "r.h5")
    results, snapshots = [], []
    for _ in range(4):
        snapshots.append(sim.snapshot())
        results.append(sim.run(10.0))
    for back, valid in ((3, [0, 1, 2]), (1, [0]), (1, [0])):
        sim.restore(snapshots[back])
        results[back:] = [*results[back:], sim.run(10.0)]
        for i, one in enumerate(results[:-1]):
            if i in valid:
                assert np.asarray(one.traces["cells"]["V_m"]).shape[1] == 3
            else:
                with pytest.raises(nj.SimulationError, match="taken back"):
                    np.asarray(one.traces["cells"]["V_m"])
        assert results[-1].traces["cells"]["V_m"][:].shape == (100, 3)


def test_a_simulation_without_spikes_leaves_none_of_another_in_the_file(tmp_path):
    to_file(tmp_path / "r.h5")[0].run(50.0)
    assert in_file(tmp_path / "r.h5")[0]
    sim, _ = to_file(tmp_path / "r.h5", I_e=0.0)
    sim.run(20.0)
    steps, V_m = in_file(tmp_path / "r.h5")
    assert (steps, len(V_m)) == ([], 201)


def test_a_profile_leaves_nothing_in_the_file(tmp_path):
    sim, _ = to_file(tmp_path / "r.h5")
    sim.run(50.0)
    before = in_file(tmp_path / "r.h5")
    sim.profile(20.0)
    after = in_file(tmp_path / "r.h5")
    assert after[0] == before[0]
    assert np.array_equal(after[1], before[1])


def test_a_snapshot_without_records_does_not_cost_those_in_a_file(tmp_path):
    sim, _ = to_file(tmp_path / "r.h5")
    first = sim.run(50.0)
    bare, whole = sim.snapshot(records=False), sim.snapshot()
    sim.run(50.0)
    sim.restore(bare)
    with pytest.raises(nj.SimulationError, match="holds records, but the simulation goes on from a snapshot without"):
        sim.run(10.0)
    assert np.asarray(first.traces["cells"]["V_m"]).shape == (501, 3)
    sim.restore(whole)
    sim.run(10.0)
    assert sim.result.traces["cells"]["V_m"].shape == (601, 3)
    sim.restore(bare)
    other, _ = to_file(tmp_path / "other.h5")
    other.restore(bare)
    assert other.run(10.0).traces["cells"]["V_m"][:].shape == (100, 3)


def test_records_of_others_below_the_name_of_a_record_are_kept(tmp_path):
    h5py = pytest.importorskip("h5py")
    sim, _ = to_file(tmp_path / "r.h5")
    sim.run(5.0)
    bare = sim.snapshot(records=False)
    with h5py.File(tmp_path / "others.h5", "w") as file:
        file["cells/V_m/deeper"] = np.arange(3.0)
    other, _ = to_file(tmp_path / "others.h5")
    other.restore(bare)
    with pytest.raises(nj.SimulationError, match=r"'cells/V_m' in .* holds records, but the simulation goes on from a"):
        other.run(10.0)
    with h5py.File(tmp_path / "others.h5") as file:
        assert file["cells/V_m/deeper"][:].tolist() == [0.0, 1.0, 2.0]


@pytest.mark.parametrize("names", [("x", "x/V_m"), ("m(x", "m_x"), ("/x", "x"), ("a//b", "a/b"), ("./x", "x")])
def test_records_that_would_meet_in_a_file_are_refused(names, tmp_path):
    pytest.importorskip("h5py")
    net = nj.Network(seed=1)
    cells = net.create(2, "iaf_psc_exp", name="cells")
    for name in names:
        net.record(cells, "V_m", name=name, to=tmp_path / "r.h5")
    with pytest.raises(nj.ParameterError, match=r"would meet in .*; give one of the recorders another name="):
        nj.Simulation(net)


def test_a_file_stays_where_it_is(tmp_path, monkeypatch):
    pytest.importorskip("h5py")
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    sim, _ = to_file("r.h5")
    first = sim.run(5.0)
    monkeypatch.chdir(tmp_path / "sub")
    sim.run(5.0)
    assert first.traces["cells"]["V_m"][:].shape == (51, 3)
    assert sim.result.traces["cells"]["V_m"][:].shape == (101, 3)


def test_rows_in_a_file_are_indexed_as_arrays_are(tmp_path):
    sim, _ = to_file(tmp_path / "r.h5")
    sim.run(3.0)
    stored = sim.result.traces["cells"]["V_m"]
    array = np.array(stored)
    rng = np.random.default_rng(1)
    keys = [([0, 5], [1, 2]), (5, [2, 0]), (5, [0, 0]), (5, slice(None, None, -1)), array > -60.0,
            (np.arange(4)[:, None], np.arange(3)), 3, -1, slice(2, 9, 3), slice(None, None, -2), ..., (..., 1), None,
            [3, 1, 1], (slice(4), [2, 0]), ([True, False] * 15 + [True], 1), (7, 2), (slice(3, 3), 1), True,
            rng.random(31) < 0.3, ([1, 2], slice(None, 2)), np.zeros(0, int), (), (5, None), (5, None, [0, 1]),
            (slice(3), None, 1), ([1, 2], None)]
    for key in keys:
        assert np.array_equal(stored[key], array[key]), key
        assert np.shape(stored[key]) == np.shape(array[key]), key
