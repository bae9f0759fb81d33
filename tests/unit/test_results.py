"""Results: slices, equality, files, tables of pandas and xarray, blocks of neo."""
import contextlib
import dataclasses
import pickle

import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import ParameterError
from neurojit.record import Result, SpikeTrain, Traces

LIBRARIES = {"h5": "h5py", "pandas": "pandas", "xarray": "xarray", "neo": "neo"}


def network():
    net = nj.Network(seed=3)
    source = net.create(20, "poisson_source", name="source", rate=200.0)
    cells = net.create(30, "iaf_psc_exp", name="cells", I_e=400.0, V_m=nj.random.uniform(-70, -55))
    net.connect(source, cells, nj.rules.fixed_indegree(5), weight=100.0)
    net.record(source + cells, "spikes")
    net.record(cells[[4, 2]], ["V_m", "I_syn_ex"], interval=0.5, name="some / cells")
    return net


@pytest.fixture(scope="module")
def result():
    return nj.Simulation(network()).run(200.0)


def test_a_slice_of_time_is_what_a_run_of_that_time_gives(result):
    sim = nj.Simulation(network())
    for start, stop in ((0.0, 50.0), (50.0, 120.0), (120.0, 200.0)):
        part = sim.run(round(stop - start, 6))
        assert result.between(start, stop) == part
    assert result.between() == result


def test_a_slice_begins_after_its_first_moment_also_where_a_recorder_begins_there():
    def runs(*pieces):
        net = nj.Network(seed=1)
        cell = net.create(1, "spike_generator", name="cell", spike_times=[10.0, 20.0, 30.0])
        net.record(cell, "spikes", start=20.0)
        sim = nj.Simulation(net)
        return [sim.run(one) for one in pieces], sim.result

    for pieces in ((20.0, 20.0), (19.5, 20.5), (5.0, 35.0)):
        parts, whole = runs(*pieces)
        assert [whole.between(0.0, pieces[0]), whole.between(pieces[0], 40.0)] == parts
    train = whole.spikes["cell"]
    assert train.between().times.tolist() == train.between(stop=40.0).times.tolist() == [20.0, 30.0]
    assert train.between(20.0).times.tolist() == [30.0]


def test_a_slice_of_time_is_within_the_run(result):
    for window in ((-1.0, 50.0), (10.0, 10.0), (100.0, 201.0), (50.0, 20.0)):
        with pytest.raises(ParameterError, match="within the recorded 0 to 200 ms"):
            result.between(*window)
        with pytest.raises(ParameterError, match="within the recorded 0 to 200 ms"):
            result.spikes["cells"].between(*window)


def test_a_slice_of_units_keeps_their_spikes(result):
    train = result.spikes["cells"]
    some = train.select([7, 3])
    assert some.units.tolist() == [7, 3]
    assert some.counts().tolist() == train.counts()[[7, 3]].tolist()
    assert np.array_equal(some.of(7), train.of(7))
    for wrong in ([31], [2, 2], [1.9], [True, False], slice(2), "exc"):
        with pytest.raises(ParameterError, match="unit"):
            train.select(wrong)


def test_a_slice_of_units_keeps_their_traces(result):
    traces = result.traces["some / cells"]
    assert np.array_equal(traces.select([2])["V_m"][:, 0], traces["V_m"][:, 1])
    with pytest.raises(ParameterError, match=r"units \[3\] were not recorded"):
        traces.select([3])
    with pytest.raises(ParameterError, match="start must be before stop"):
        traces.between(5.0, 5.0)


def test_windows_of_late_samples_are_exact():
    """Where rounding of the times, here 1.5e-8 ms, is more than the slack of early ones."""
    steps = 10**9 + np.arange(20)
    traces = Traces({"V_m": np.arange(20.0)[:, None]}, steps * 0.1, np.arange(1))
    for first, last in ((0, 5), (3, 4), (7, 19)):
        found = traces.between((10**9 + first) / 10.0, (10**9 + last) / 10.0)
        assert found["V_m"][:, 0].tolist() == list(range(first + 1, last + 1))


def test_results_are_equal_where_all_that_was_recorded_is(result):
    again = nj.Simulation(network(), threads=2).run(200.0)
    assert again == result
    assert result != result.between(0.0, 100.0)
    changed = again.traces["some / cells"]["V_m"].copy()
    changed[3, 1] += 1e-12
    again.traces["some / cells"].data["V_m"] = changed
    assert again != result
    train = result.spikes["cells"]
    assert train != dataclasses.replace(train, dt=0.2)
    assert train != train.select(train.units[::-1])


def test_a_name_that_was_not_recorded_is_answered_with_those_that_were(result):
    with pytest.raises(KeyError, match="'cell' was not recorded; did you mean 'cells'"):
        result.spikes["cell"]
    with pytest.raises(KeyError, match=r"'some' was not recorded; .*Known: .*some / cells"):
        result.traces["some"]
    assert "cell" not in result.spikes
    assert result.spikes.get("cell") is None
    assert pickle.loads(pickle.dumps(result)) == result


def test_a_repr_says_what_is_held(result):
    assert "spikes['cells']: SpikeTrain(" in repr(result)
    assert "of 30 units, 0 to 200 ms" in repr(result)
    held = "traces['some / cells']: Traces(V_m [mV], I_syn_ex [pA]: 401 samples of 2 units, 0 to 200 ms)"
    assert held in repr(result)


@pytest.mark.parametrize("ending", ["npz", "h5"])
def test_a_file_gives_the_same_result_back(result, tmp_path, ending):
    if ending in LIBRARIES:
        pytest.importorskip(LIBRARIES[ending])
    path = tmp_path / f"run.{ending}"
    result.save(path)
    found = Result.load(path)
    assert found == result
    assert found.wall_time == result.wall_time
    assert found.traces["some / cells"].measured_in == {"V_m": "mV", "I_syn_ex": "pA"}
    assert [one.name for one in tmp_path.iterdir()] == [path.name], "nothing else is left"


def test_a_file_of_another_kind_is_refused(result, tmp_path):
    with pytest.raises(ParameterError, match=r"must end in \.npz, \.h5 or \.hdf5, got 'run.pickle'"):
        result.save("run.pickle")
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    with pytest.raises(ParameterError, match="holds no result"):
        Result.load(tmp_path / "other.npz")
    (tmp_path / "broken.npz").write_bytes(b"PK not really")
    with pytest.raises(ParameterError, match=r"is not a NumPy \.npz file"):
        Result.load(tmp_path / "broken.npz")


@pytest.mark.parametrize("ending", ["npz", "h5"])
def test_a_damaged_file_gives_no_result(result, tmp_path, ending):
    if ending in LIBRARIES:
        pytest.importorskip(LIBRARIES[ending])
    path = tmp_path / f"run.{ending}"
    result.save(path)
    whole = path.read_bytes()
    for place in range(0, len(whole), 29):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
        with contextlib.suppress(ParameterError):
            assert Result.load(path) == result, "what was changed is not used"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ParameterError, match="or is damaged"):
        Result.load(path)


def test_pandas_and_back(result):
    pytest.importorskip("pandas")
    train, traces = result.spikes["cells"], result.traces["some / cells"]
    assert SpikeTrain.from_pandas(train.to_pandas()) == train
    assert Traces.from_pandas(traces.to_pandas()) == traces
    table = result.to_pandas()
    assert list(table.columns) == ["population", "step", "time", "sender"]
    counts = table.groupby("population", observed=False).size()
    assert counts.to_dict() == {name: len(one) for name, one in result.spikes.items()}
    assert traces.to_pandas()["V_m"][4].to_numpy().tolist() == traces["V_m"][:, 0].tolist()


def test_xarray_and_back(result):
    pytest.importorskip("xarray")
    named = Result(result.spikes, {"some": result.traces["some / cells"]}, result.start, result.stop, 1.0)
    tree = named.to_xarray()
    assert Result.from_xarray(tree) == named
    assert tree["traces/some"]["V_m"].sel(unit=4).attrs["units"] == "mV"
    assert tree["traces/some"].sizes == {"time": 401, "unit": 2}
    with pytest.raises(ParameterError, match="no names with '/'"):
        result.to_xarray()


def test_neo_and_back(result):
    neo = pytest.importorskip("neo")
    block = result.to_neo()
    assert Result.from_neo(block) == result
    trains = block.segments[0].spiketrains
    assert len(trains) == 50
    cell = next(one for one in trains if one.name == "cells[7]")
    assert np.allclose(cell.rescale("ms").magnitude, result.spikes["cells"].of(7))
    signal = block.segments[0].analogsignals[0]
    assert signal.dimensionality.string == "mV"
    assert float(signal.sampling_period.rescale("ms")) == pytest.approx(0.5)
    with pytest.raises(ParameterError, match=r"what Result.to_neo\(\) has made is needed, got Block"):
        Result.from_neo(neo.Block())


def test_a_window_ends_where_it_was_asked_to_also_for_neo():
    """The step of a time given in ms may be a rounding error beyond it, 3*0.1 > 0.3, which neo does not take."""
    pytest.importorskip("neo")
    train = SpikeTrain(np.arange(1, 101), np.arange(100) % 3, 0.1, np.arange(3), 0.0, 10.0)
    whole = Result({"a": train}, {}, 0.0, 10.0)
    for tenths in range(1, 100):
        part = whole.between(0.0, tenths / 10)
        assert len(part.spikes["a"]) == tenths
        assert Result.from_neo(part.to_neo()) == part
        rest = whole.between(tenths / 10)
        assert Result.from_neo(rest.to_neo()) == rest


def test_records_in_files_become_tables_as_others_do(tmp_path):
    for library in ("h5py", "pandas", "xarray"):
        pytest.importorskip(library)
    net = network()
    for name, one in (("file", tmp_path / "r.h5"), ("memory", None)):
        net.record(net["cells"], ["spikes", "V_m"], name=name, to=one, interval=0.5)
    found = nj.Simulation(net).run(100.0)
    for made in (found.spikes, found.traces):
        frame = made["file"].to_pandas()
        assert frame.equals(made["memory"].to_pandas())
        assert type(made["file"]).from_pandas(frame) == made["memory"]
        assert made["file"].to_xarray().equals(made["memory"].to_xarray())
    assert len(found.spikes["file"]) > 30


def test_tables_of_what_was_not_reached_are_empty():
    pytest.importorskip("pandas")
    net = network()
    net.record(net["cells"], "V_m", start=50.0, name="late")
    net.record(net["cells"], "mean(V_m)", start=50.0, name="late mean")
    found = nj.Simulation(net).run(10.0)
    for name in ("late", "late mean"):
        traces = found.traces[name]
        assert traces.to_pandas().shape == (0, 30 if name == "late" else 1)
        assert Traces.from_pandas(traces.to_pandas()) == traces


def test_where_no_time_was_recorded_there_is_no_rate():
    train = SpikeTrain(np.zeros(0, int), np.zeros(0, int), 0.1, np.arange(3), 5.0, 5.0)
    assert np.isnan([train.rate(), *nj.statistics.unit_rates(train), Result({}, {}, 0.0, 0.0).realtime_factor]).all()


@pytest.mark.parametrize(("read", "maker"), [
    (Result.from_neo, "Result.to_neo"), (Result.from_xarray, "Result.to_xarray"),
    (SpikeTrain.from_pandas, "SpikeTrain.to_pandas"), (SpikeTrain.from_xarray, "SpikeTrain.to_xarray"),
    (Traces.from_pandas, "Traces.to_pandas"), (Traces.from_xarray, "Traces.to_xarray")])
@pytest.mark.parametrize("wrong", [None, {}, np.arange(3.0)], ids=["None", "dict", "array"])
def test_what_others_have_made_is_refused(read, maker, wrong):
    with pytest.raises(ParameterError, match=rf"{maker}\(\) has made is needed, got {type(wrong).__name__}"):
        read(wrong)


def test_a_result_is_no_spike_train(result):
    pytest.importorskip("pandas")
    with pytest.raises(ParameterError, match=r"SpikeTrain.to_pandas.. has made is needed, got DataFrame; .* 'dt'"):
        SpikeTrain.from_pandas(result.to_pandas())


def test_elephant_finds_the_same_statistics(result):
    """Another library reads the block, and agrees on rates, irregularity and correlation."""
    pytest.importorskip("elephant")
    import elephant.conversion
    import elephant.spike_train_correlation
    import elephant.statistics
    import quantities as pq

    train = result.spikes["source"]
    trains = [one for one in result.to_neo().segments[0].spiketrains if one.annotations["population"] == "source"]
    rates = [float(elephant.statistics.mean_firing_rate(one).rescale("Hz")) for one in trains]
    assert np.allclose(rates, nj.statistics.unit_rates(train))
    variation = [elephant.statistics.cv(elephant.statistics.isi(one)) for one in trains]
    assert np.allclose(variation, nj.statistics.cv(train))
    local = [elephant.statistics.cv2(elephant.statistics.isi(one).magnitude) for one in trains]
    assert np.allclose(local, nj.statistics.cv2(train))
    # a bin of ours ends with its last step, one of theirs before it: half a step of shift makes the two the same
    shifted = [one.time_shift(-0.05 * pq.ms) for one in trains]
    for one in shifted:
        one.t_start, one.t_stop = 0.0 * pq.ms, 200.0 * pq.ms
    counts = elephant.conversion.BinnedSpikeTrain(shifted, bin_size=5.0 * pq.ms, t_start=0 * pq.ms, t_stop=200 * pq.ms)
    assert np.array_equal(counts.to_array(), nj.statistics.binned(train, 5.0))
    pairs = elephant.spike_train_correlation.correlation_coefficient(counts)
    assert np.allclose(pairs, nj.statistics.correlation(train, 5.0))


def test_a_missing_library_is_named(result, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "neo", None)
    with pytest.raises(nj.NeurojitError, match=r"to_pandas needs pandas: pip install 'neurojit\[pandas\]'"):
        result.to_pandas()
    with pytest.raises(nj.NeurojitError, match=r"to_neo needs neo: pip install 'neurojit\[neo\]'"):
        result.to_neo()
