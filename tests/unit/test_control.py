"""Callbacks, conditions, single steps, progress, and what is said of neurons that went astray."""

import io
import sys
from contextlib import redirect_stderr

import numpy as np
import pytest

import neurojit as nj


def simulation(n=10, model="iaf_psc_exp", **values):
    net = nj.Network(seed=1)
    cells = net.create(n, model, name="cells", **({"I_e": 500.0} | values))
    net.record(cells, ["spikes", "V_m"])
    return nj.Simulation(net, threads=1), cells


def test_callbacks_come_at_multiples_of_every_from_time_0():
    sim, _ = simulation()
    times = []
    sim.run(25.0, every=10.0, callback=lambda sim: times.append(sim.time))
    sim.run(25.0, every=10.0, callback=lambda sim: times.append(sim.time))
    assert times == [10.0, 20.0, 30.0, 40.0, 50.0]


def test_recent_is_what_was_recorded_since_the_last_callback():
    sim, _ = simulation()
    seen = []

    def look(sim):
        seen.append((sim.recent.start, sim.recent.stop, sim.recent.traces["cells"]["V_m"].shape[0]))

    sim.run(15.0, every=10.0, callback=look)
    assert sim.recent.start == 10.0
    assert sim.recent.traces["cells"].times[0] == pytest.approx(10.1)
    sim.run(15.0, every=10.0, callback=look)
    assert seen == [(0.0, 10.0, 101), (10.0, 20.0, 100), (20.0, 30.0, 100)]
    assert sim.result.traces["cells"]["V_m"].shape == (301, 10)


def test_result_within_a_callback_reaches_until_now():
    sim, _ = simulation()
    lengths = []
    sim.run(30.0, every=10.0, callback=lambda sim: lengths.append(sim.result.stop))
    assert lengths == [10.0, 20.0, 30.0]


def test_until_ends_a_run_and_the_next_one_goes_on():
    sim, cells = simulation()
    result = sim.run(1000.0, every=0.5, until=lambda sim: len(sim.result.spikes["cells"]) > 0)
    first = result.spikes["cells"].times[0]
    assert first <= sim.time < first + 0.5
    assert result.stop == sim.time
    assert result.traces["cells"]["V_m"].shape[0] == sim.steps + 1
    sim.run(10.0)
    assert sim.result.traces["cells"]["V_m"].shape[0] == sim.steps + 1
    assert np.array_equal(sim.result.traces["cells"]["V_m"], simulation()[0].run(sim.time).traces["cells"]["V_m"])
    assert sim[cells]["V_m"].shape == (10,)


def test_an_error_in_a_callback_keeps_what_was_recorded():
    sim, _ = simulation()

    def fail(sim):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        sim.run(100.0, every=20.0, callback=fail)
    assert sim.result.traces["cells"]["V_m"].shape == (201, 10)
    sim.run(80.0)
    assert sim.result.spikes == simulation()[0].run(100.0).spikes


@pytest.mark.parametrize(("what", "call"), [
    ("run", lambda sim: sim.run(1.0)), ("run", lambda sim: sim.step()), ("reset", lambda sim: sim.reset()),
    ("restore", lambda sim: sim.restore(sim.snapshot())),
])
def test_a_callback_cannot_run_or_turn_back_time(what, call):
    sim, _ = simulation()
    with pytest.raises(nj.SimulationError, match=rf"{what}\(\) cannot be called while a run goes on"):
        sim.run(10.0, every=1.0, callback=call)


@pytest.mark.parametrize(("options", "words"), [
    ({"callback": print}, "give both"), ({"until": print}, "give both"), ({"every": 1.0}, "give both"),
    ({"every": 1.0, "callback": 3}, "callback must be a function"), ({"every": 0.05, "callback": print}, "every"),
    ({"every": -1.0, "callback": print}, "every"), ({"checkpoint": "x.npz"}, "belong together"),
    ({"checkpoint_every": 1.0}, "belong together"),
    ({"checkpoint": "x.txt", "checkpoint_every": 10.0}, "ends in .npz or .h5"),
    ({"checkpoint": "x.npz", "checkpoint_every": 0.33}, "grid|multiple"),
    ({"every": 1.0, "callback": lambda: 0}, r"callback is called as <lambda>\(sim\), but it is <lambda>\(\): too many"),
    ({"every": 1.0, "until": lambda sim, more: 0}, r"until is called as <lambda>\(sim\), .* argument: 'more'"),
])
def test_what_makes_no_sense_is_refused(options, words):
    sim, _ = simulation()
    with pytest.raises(nj.ParameterError, match=words):
        sim.run(10.0, **options)
    assert sim.steps == 0


def test_a_folder_that_is_not_there_is_noticed_before_the_run(tmp_path):
    sim, _ = simulation()
    with pytest.raises(FileNotFoundError, match=r"there is no folder '.*nowhere' for 's.npz'; make it first"):
        sim.run(10.0, checkpoint=tmp_path / "nowhere" / "s.npz", checkpoint_every=10.0)
    assert sim.steps == 0
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        sim.save(tmp_path / "nowhere" / "s.npz")


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("variable", ["V_m", "g_ex"])  # state that moves, and state that lies among the input
@pytest.mark.parametrize("unit", [0, 350, 699])
def test_every_thread_looks_at_its_own_neurons(threads, variable, unit):
    net = nj.Network(seed=1)
    cells = net.create(700, "iaf_cond_exp", name="cells")
    net.connect(cells, cells, nj.rules.pairwise_bernoulli(0.01), weight=1.0, delay=1.0)
    sim = nj.Simulation(net, threads=threads)
    sim.run(5.0)
    sim[cells][variable][unit] = np.nan
    with pytest.raises(nj.SimulationError, match=rf"of unit {unit} of 'cells' became nan between 5 and \S+ ms"):
        sim.run(5.0)


def test_a_network_that_explodes_is_reported():
    net = nj.Network(seed=1)
    cells = net.create(20, "hh_psc_alpha", name="cells", I_e=900.0)
    net.connect(cells, cells, weight=1e9, delay=1.0)
    sim = nj.Simulation(net, threads=1)
    with pytest.raises(nj.SimulationError, match=r"of unit \d+( and \d+ more)? of 'cells' became"):
        sim.run(1000.0, every=10.0, callback=lambda sim: None)
    assert sim.time < 100.0


def test_the_progress_line_says_time_speed_and_rate(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    sim, _ = simulation()
    shown = io.StringIO()
    with redirect_stderr(shown):
        sim.run(200.0, progress=True)
    last = shown.getvalue().strip().split("\r")[-1]
    assert last.startswith("200 of 200 ms, ")
    assert "x real time" in last
    assert last.endswith(f"{sim.result.spikes['cells'].rate():.3g} Hz")


def test_the_bar_says_the_same():
    pytest.importorskip("tqdm")
    sim, _ = simulation()
    shown = io.StringIO()
    with redirect_stderr(shown):
        sim.run(200.0, progress=True, every=10.0, callback=lambda sim: None)
    assert "200/200 ms" in shown.getvalue()
    assert f"{sim.result.spikes['cells'].rate():.3g} Hz" in shown.getvalue()


def test_until_says_yes_or_no():
    sim, cells = simulation()
    with pytest.raises(nj.ParameterError, match=r"until must return whether .* an array of shape \(10,\); take .any"):
        sim.run(2.0, every=1.0, until=lambda sim: sim[cells]["V_m"] > 0)


@pytest.mark.parametrize("pieces", [[5.0], [2.0, 3.0], [1.0] * 5])
def test_recent_forgets_what_recorders_forget_however_runs_are_split(pieces):
    net = nj.Network(seed=1)
    cells = net.create(3, "iaf_psc_exp", name="cells", I_e=500.0)
    net.record(cells, ["V_m", "spikes"], last=1.0)
    sim, seen = nj.Simulation(net), []
    for piece in pieces:
        sim.run(piece, every=5.0, callback=lambda sim: seen.append(sim.recent))
    assert [one.traces["cells"].times.size for one in seen] == [10]
    assert (seen[0].spikes["cells"].start, seen[0].spikes["cells"].stop) == (4.0, 5.0)
