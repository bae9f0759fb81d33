"""What a run gives back: grids, rows, slices, unions, names, rates."""

import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import ParameterError


def metronomes(periods=(10, 20, 50), **record):
    """Units that fire every so many steps, by spike generators, with a following population."""
    net = nj.Network(seed=1)
    times = [np.arange(p, 1001, p) * 0.1 for p in periods]
    beats = net.create(len(periods), "spike_generator", name="beats", spike_times=[t.round(1) for t in times])
    net.record(beats, "spikes", **record)
    return net


def test_a_train_knows_its_counts_and_rate():
    train = nj.Simulation(metronomes()).run(100.0).spikes["beats"]
    assert train.counts().tolist() == [100, 50, 20]
    assert len(train) == 170
    assert train.rate() == pytest.approx(170 / 3 / 0.1)
    assert np.array_equal(train.of(2), np.arange(1, 21) * 5.0)
    assert (train.start, train.stop) == (0.0, 100.0)
    assert (np.diff(train.steps) >= 0).all()
    with pytest.raises(ParameterError, match="unit 3 was not recorded; recorded are 3 units from 0 to 2"):
        train.of(3)


def test_a_slice_keeps_population_indices():
    net = metronomes()
    other = nj.Network(seed=1)
    beats = other.create(3, "spike_generator", name="beats", spike_times=net["beats"].values["spike_times"])
    other.record(beats[[2, 0]], "spikes")
    train = nj.Simulation(other).run(100.0).spikes["beats"]
    assert set(train.senders.tolist()) == {0, 2}
    assert train.counts().tolist() == [20, 100], "in the order of the units"
    with pytest.raises(ParameterError, match="unit 1 was not recorded"):
        train.of(1)


def test_only_spikes_between_start_and_stop_are_kept():
    train = nj.Simulation(metronomes(start=10.0, stop=50.0)).run(100.0).spikes["beats"]
    assert train.steps.min() == 100
    assert train.steps.max() == 490
    assert (train.start, train.stop) == (10.0, 50.0)
    assert train.rate() == pytest.approx(len(train) / 3 / 0.04)


def test_a_window_across_runs_is_one_window():
    sim = nj.Simulation(metronomes(start=15.0, stop=55.0))
    parts = [sim.run(10.0) for _ in range(7)]
    whole = nj.Simulation(metronomes(start=15.0, stop=55.0)).run(70.0)
    assert sim.result.spikes["beats"] == whole.spikes["beats"]
    joined = sim.result.spikes["beats"]
    assert (joined.start, joined.stop) == (15.0, 55.0)
    assert joined.rate() == pytest.approx(whole.spikes["beats"].rate())
    assert len(parts[0].spikes["beats"]) == len(parts[6].spikes["beats"]) == 0
    assert "beats" in repr(parts[0]), "nothing recorded yet is no error"
    assert "beats" in repr(parts[6])


def test_traces_lie_on_the_absolute_grid_and_begin_with_the_initial_state():
    net = nj.Network(seed=1)
    group = net.create(4, "iaf_psc_delta", name="group", V_m=[-60.0, -61.0, -62.0, -63.0])
    net.record(group, "V_m", interval=0.3)
    sim = nj.Simulation(net, dt=0.1)
    one, two, three = sim.run(1.0), sim.run(0.1), sim.run(0.4)
    assert np.allclose(one.traces["group"].times, [0.0, 0.3, 0.6, 0.9], rtol=0, atol=1e-12)
    assert one.traces["group"]["V_m"][0].tolist() == [-60.0, -61.0, -62.0, -63.0]
    assert two.traces["group"].times.size == 0
    assert two.traces["group"]["V_m"].shape == (0, 4)
    assert np.allclose(three.traces["group"].times, [1.2, 1.5], rtol=0, atol=1e-12)
    assert sim.result.traces["group"]["V_m"].shape == (6, 4)
    expected = -70.0 + np.array([10.0, 9.0, 8.0, 7.0]) * np.exp(-sim.result.traces["group"].times[:, None] / 10.0)
    assert np.abs(sim.result.traces["group"]["V_m"] - expected).max() < 1e-11


def test_a_trace_keeps_samples_from_start_to_before_stop():
    net = nj.Network(seed=1)
    group = net.create(1, "iaf_psc_delta", name="group")
    net.record(group, "V_m", interval=0.5, start=1.0, stop=3.0)
    traces = nj.Simulation(net).run(10.0).traces["group"]
    assert np.allclose(traces.times, [1.0, 1.5, 2.0, 2.5], rtol=0, atol=1e-12)


def test_a_union_is_recorded_by_population_and_a_name_renames():
    net = nj.Network(seed=1)
    a, b = net.create(3, "iaf_psc_exp", name="a", V_m=-60.0), net.create(2, "iaf_psc_exp", name="b", V_m=-65.0)
    net.record(a + b[1:], ["V_m", "spikes"])
    net.record(a[:2], "V_m", interval=1.0, name="coarse")
    result = nj.Simulation(net).run(2.0)
    assert set(result.traces) == {"a", "b", "coarse"}
    assert set(result.spikes) == {"a", "b"}
    assert result.traces["a"]["V_m"].shape == (21, 3)
    assert result.traces["b"]["V_m"].shape == (21, 1)
    assert result.traces["b"].units.tolist() == [1]
    assert result.traces["coarse"]["V_m"].shape == (3, 2)
    assert np.array_equal(result.traces["coarse"]["V_m"], result.traces["a"]["V_m"][::10, :2])
    assert list(result.traces["a"]) == ["V_m"]
    with pytest.raises(KeyError, match="'I_syn_ex' was not recorded"):
        result.traces["a"]["I_syn_ex"]
    assert "21 samples of 3 units" in repr(result)


def test_a_slice_of_every_order_gives_its_columns():
    net = nj.Network(seed=1)
    group = net.create(40, "iaf_psc_exp", name="group", V_m=np.linspace(-70.0, -60.0, 40))
    chosen = [39, 3, 17, 0]
    net.record(group[chosen], "V_m")
    for partitions in (1, 3):
        traces = nj.Simulation(net, partitions=partitions).run(1.0).traces["group"]
        assert traces.units.tolist() == chosen
        assert np.array_equal(traces["V_m"][0], np.linspace(-70.0, -60.0, 40)[chosen])


def test_a_result_knows_its_time():
    sim = nj.Simulation(metronomes())
    sim.run(30.0)
    second = sim.run(20.0)
    assert (second.start, second.stop) == (30.0, 50.0)
    assert second.wall_time > 0
    assert second.realtime_factor == pytest.approx(second.wall_time / 0.02)
    assert (sim.result.start, sim.result.stop) == (0.0, 50.0)
