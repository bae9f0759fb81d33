"""A simulation between runs: what it refuses, views, edits, storage."""

import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import NetworkError, NeurojitError, ParameterError, SimulationError


def cells(n=10, model="iaf_psc_exp", **values):
    net = nj.Network(seed=1)
    return net, net.create(n, model, name="cells", **values)


@pytest.mark.parametrize(("options", "says"), [
    ({"dt": 0.0}, "dt must be a finite time > 0 ms, got 0"),
    ({"dt": -0.1}, "dt must be .* got -0.1"),
    ({"dt": float("nan")}, "dt must be .* got nan"),
    ({"dt": float("inf")}, "dt must be .* got inf"),
    ({"dt": "fast"}, "dt"),
    ({"dt": None}, "dt"),
    ({"precision": "half"}, "precision must be 'mixed' or 'double', got 'half'"),
    ({"threads": 0}, "threads must be an integer >= 1 or None, got 0"),
    ({"threads": 1.5}, "threads must be .* got 1.5"),
    ({"threads": "two"}, "threads must be .* got 'two'"),
    ({"partitions": 10**6}, "partitions must be an integer from 1 to 1024, or None, got 1000000"),
    ({"partitions": 0}, "partitions must be .* got 0"),
    ({"partitions": -2}, "partitions must be .* got -2"),
])
def test_an_option_that_cannot_be_is_refused(options, says):
    net, _ = cells()
    with pytest.raises((NeurojitError, ValueError), match=says):
        nj.Simulation(net, **options)


def test_only_networks_with_populations_are_simulated():
    with pytest.raises(NetworkError, match="no populations"):
        nj.Simulation(nj.Network(seed=1))
    with pytest.raises(NetworkError, match="network must be a Network, got 'net'"):
        nj.Simulation("net")


@pytest.mark.parametrize(("duration", "says"), [
    (-1.0, "duration must be .* got -1"), (0.0, "duration must be .* got 0"), (float("nan"), "got nan"),
    (float("inf"), "got inf"), (0.05, r"multiple of the time step \(dt = 0.1 ms\), got 0.05"),
    (0.04, "got 0.04 ms; the nearest is 0.1"), (100.00001, "got 100.00001 ms; the nearest is 100$"),
    ("long", "duration"), (None, "duration"), (True, "duration"),
])
def test_a_duration_that_cannot_be_is_refused(duration, says):
    sim = nj.Simulation(cells()[0])
    with pytest.raises(NeurojitError, match=says):
        sim.run(duration)
    assert sim.steps == 0


def test_there_is_no_result_before_a_run():
    with pytest.raises(SimulationError, match="nothing has been run yet"):
        nj.Simulation(cells()[0]).result  # noqa: B018


def test_more_threads_than_there_are_is_a_warning():
    with pytest.warns(RuntimeWarning, match="threads=99 is more than the 4"):
        assert nj.Simulation(cells()[0], threads=99).threads == 4


@pytest.mark.parametrize(("model", "values", "says"), [
    ("spike_generator", {"spike_times": [0.0]}, "at least one time step .* got 0"),
    ("spike_generator", {"spike_times": [1.23]}, "spike_times .* multiple of the time step"),
    ("step_current_generator", {"amplitude_times": [1.0, 2.0], "amplitude_values": [1.0]}, "one length, got 2 and 1"),
    ("step_current_generator", {"amplitude_times": [2.0, 1.0], "amplitude_values": [1.0, 2.0]}, "must ascend"),
    ("step_current_generator", {"amplitude_times": [1.01], "amplitude_values": [1.0]}, "amplitude_times .* multiple"),
    ("dc_generator", {"start": 0.03}, "start of .* must be a multiple"),
    ("poisson_source", {"start": 0.03}, "start of .* must be a multiple"),
    ("poisson_generator", {"rate": 10.0, "start": 0.03}, "start of .* must be a multiple"),
    ("poisson_generator", {"rate": 10.0, "stop": 0.03}, "stop of .* must be a multiple"),
])
def test_times_of_sources_lie_on_the_grid(model, values, says):
    net, targets = cells()
    net.connect(net.create(1, model, **values), targets)
    with pytest.raises(ParameterError, match=says):
        nj.Simulation(net, dt=0.1)


def test_a_source_starts_before_it_stops():
    net, targets = cells()
    with pytest.raises(ParameterError, match="start of 'dc' must not be after stop, got start=5, stop=2"):
        net.create(1, "dc_generator", name="dc", start=5.0, stop=2.0)
    with pytest.raises(ParameterError, match="start of 'dc' must not be after stop, got start=7, stop=6"):
        net.create(2, "dc_generator", name="dc", start=[1.0, 7.0], stop=6.0)
    dc = net.create(1, "dc_generator", name="dc", start=2.0, stop=5.0)
    net.connect(dc, targets)
    sim = nj.Simulation(net, dt=0.1)
    sim[dc]["stop"] = 1.0
    with pytest.raises(ParameterError, match="start of 'dc' must not be after stop, got start=2, stop=1"):
        sim.run(1.0)


@pytest.mark.parametrize("t_ref", [0.04, [0.0, 0.04] * 5, [2.0, 0.04] * 5, nj.random.uniform(0.01, 0.04)])
def test_refractory_times_that_round_to_no_step_are_refused(t_ref):
    net, group = cells(t_ref=t_ref)
    with pytest.raises(ParameterError, match=r"time t_ref must be 0 or at least one time step \(dt = 0.1 ms\)"):
        nj.Simulation(net, dt=0.1)
    sim = nj.Simulation(net, dt=0.01)
    for fine in (0.0, [2.0, 0.005, 0.0, 0.01, 3.0] * 2):
        sim[group]["t_ref"] = fine
        sim.run(1.0)
    sim[group]["t_ref"][3] = 0.004
    with pytest.raises(ParameterError, match=r"time t_ref must be 0 or .* got 0.004 ms"):
        sim.run(1.0)


@pytest.mark.parametrize("refractory", ["t_r", "t_r - 5*ms"])
def test_negative_refractory_times_are_refused(refractory):
    model = nj.NeuronModel("q", "dx/dt = 1/ms : 1", {"t_r": (2.0, "ms")}, threshold="x > 5", reset="x = 0",
                           refractory=refractory)
    net = nj.Network(seed=1)
    net.create(2, model, t_r=[-3.0, 5.0])
    with pytest.raises(ParameterError, match=r"the refractory time .* must be 0 or at least one time step .* got -"):
        nj.Simulation(net)


def test_a_run_takes_at_least_a_step():
    net, _ = cells()
    sim = nj.Simulation(net)
    with pytest.raises(ParameterError, match=r"duration must be at least one time step .dt = 0.1 ms., got 1e-09 ms"):
        sim.run(1e-9)


def test_a_recording_interval_lies_on_the_grid():
    net, group = cells()
    net.record(group, "V_m", interval=0.25)
    with pytest.raises(ParameterError, match="interval must be a multiple"):
        nj.Simulation(net, dt=0.1)


def test_parameters_drawn_out_of_range_are_refused():
    net, _ = cells(500, tau_m=nj.random.normal(10.0, 8.0))
    with pytest.raises(ParameterError, match=r"'cells': tau_m must be greater than 0 ms.*normal\(10, 8\); bound it"):
        nj.Simulation(net)


def test_a_private_poisson_train_has_one_delay():
    net, targets = cells()
    noise = net.create(1, "poisson_generator", rate=100.0)
    net.connect(noise, targets, weight=1.0, delay=nj.random.uniform(1.0, 2.0))
    with pytest.raises(NetworkError, match="no delays of its own; give one delay"):
        nj.Simulation(net)


def test_state_variables_are_live_views():
    net, group = cells()
    net.record(group, "V_m")
    sim = nj.Simulation(net)
    view = sim[group]["V_m"]
    view[:5] = -60.0
    sim[group]["V_m"][7] = -65.0
    row = sim.run(1.0).traces["cells"]["V_m"][0]
    assert row.tolist() == [-60.0] * 5 + [-70.0] * 2 + [-65.0] + [-70.0] * 2
    assert -61.0 < view[0] < -60.0, "the same memory after a run"
    sim[group]["V_m"] = np.linspace(-70.0, -60.0, 10)
    assert view[-1] == -60.0


@pytest.mark.parametrize(("name", "value", "says"), [
    ("V_n", 1.0, "no variable or parameter 'V_n'; did you mean 'V_m'"),
    ("V_m", np.zeros(3), r"V_m must be .* length 10, got shape \(3,\)"),
    ("V_m", float("nan"), "V_m must be finite"),
    ("tau_m", -1.0, "tau_m must be"),
    ("tau_m", float("inf"), "tau_m must be finite"),
    ("tau_m", np.ones(9), "length 10"),
    ("tau_m", nj.random.normal(10.0, 1.0), "tau_m must be a number or an array"),
    ("V_m", nj.random.normal(10.0, 1.0), "V_m must be a number or an array"),
])
def test_an_edit_that_cannot_be_is_refused(name, value, says):
    net, group = cells()
    sim = nj.Simulation(net)
    with pytest.raises(ParameterError, match=says):
        sim[group][name] = value


def test_what_is_not_in_a_simulation_is_refused():
    net, group = cells()
    ring = net.connect(group, group, nj.rules.one_to_one(), weight=1.0)
    sim = nj.Simulation(net)
    with pytest.raises(ParameterError, match="no variable or parameter 'g'"):
        sim[group]["g"]
    with pytest.raises(NetworkError, match="no arrays of its own; index the population"):
        sim[group[:3]]
    other, foreign = cells()
    foreign_ring = other.connect(foreign, foreign, nj.rules.one_to_one(), weight=1.0)
    with pytest.raises(NetworkError, match=r"names belong to the network: sim\[net\['cells'\]\] for a population"):
        sim["cells"]
    for key in (foreign, foreign_ring, "cells", 0):
        with pytest.raises(NetworkError, match="not a population or projection"):
            sim[key]
    with pytest.raises(ParameterError, match="a projection has no 'weights'; did you mean 'weight'"):
        sim[ring]["weights"]
    with pytest.raises(ParameterError, match="only the weights"):
        sim[ring]["delay"] = 1.0


def test_parameters_edited_between_runs_act_from_the_next_run_on():
    """A scalar, a scalar that becomes an array, an element of that array: like a network made with them."""
    net, group = cells(3)
    net.record(group, "V_m")
    sim = nj.Simulation(net, precision="double")
    sim.run(10.0)
    sim[group]["E_L"] = -60.0
    sim.run(10.0)
    sim[group]["E_L"] = np.array([-60.0, -62.0, -64.0])
    sim.run(10.0)
    sim[group]["E_L"][0] = -66.0
    trace = sim.run(10.0).traces["cells"]["V_m"]
    level, tau = np.full(3, -70.0), 10.0
    for rest in (-70.0, -60.0, np.array([-60.0, -62.0, -64.0]), np.array([-66.0, -62.0, -64.0])):
        level = rest + (level - rest) * np.exp(-10.0 / tau)
    assert np.abs(trace[-1] - level).max() < 1e-10
    assert sim[group]["E_L"].tolist() == [-66.0, -62.0, -64.0]


def test_spike_times_and_currents_can_be_edited_between_runs():
    net, group = cells(2, model="iaf_psc_delta")
    spikes = net.create(1, "spike_generator", name="spikes", spike_times=[1.0])
    dc = net.create(1, "dc_generator", amplitude=0.0)
    net.connect(spikes, group, weight=1.0, delay=0.1)
    net.connect(dc, group)
    net.record(group, "V_m")
    net.record(spikes, "spikes")
    sim = nj.Simulation(net)
    sim.run(10.0)
    sim[spikes]["spike_times"] = [12.0, 13.0]
    sim[dc]["amplitude"] = 100.0
    later = sim.run(10.0)
    assert later.spikes["spikes"].steps.tolist() == [120, 130]
    assert sim.result.spikes["spikes"].steps.tolist() == [10, 120, 130]
    assert later.traces["cells"]["V_m"][-1, 0] > -68.0


def test_reset_keeps_edits():
    net, group = cells(2)
    net.record(group, "V_m")
    sim = nj.Simulation(net)
    sim[group]["E_L"] = -50.0
    first = sim.run(5.0).traces["cells"]["V_m"]
    sim.reset()
    assert sim[group]["E_L"] == -50.0
    again = sim.run(5.0).traces["cells"]["V_m"]
    assert again[0, 0] == -50.0, "the initial value follows E_L"
    assert first[-1, 0] < -60.0


@pytest.mark.parametrize("seed", [-1, 1.5, 5.0, True, "a"])
def test_a_new_seed_is_an_integer(seed):
    net, _ = cells()
    sim = nj.Simulation(net, threads=1)
    with pytest.raises(ParameterError, match="seed must be an integer >= 0, got"):
        sim.reset(seed=seed)
    sim.reset(seed=np.int64(5))


def test_keys_and_text_of_a_simulation():
    net, group = cells()
    projection = net.connect(group, group, nj.rules.one_to_one(), weight=1.0)
    sim = nj.Simulation(net)
    assert list(sim[group])[:3] == ["V_m", "I_syn_ex", "I_syn_in"]
    assert "tau_m" in sim[group].keys()  # noqa: SIM118
    assert "10 units, 10 synapses, dt=0.1 ms" in repr(sim)
    assert len(sim[projection]) == sim.synapse_count == 10
    assert "iaf_psc_exp" in repr(sim[group])
    assert "one_to_one" in repr(sim[projection])
