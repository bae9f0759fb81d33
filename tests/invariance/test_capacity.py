"""Queues, logs and buffers that fill up grow; their capacity never changes a result."""

import numpy as np
import pytest

import neurojit as nj


def volley(n=300, everybody=True):
    """A network in which all fire together, every step has hundreds of spikes, and many are in flight."""
    net = nj.Network(seed=1)
    cells = net.create(n, "iaf_psc_delta", name="cells", V_m=-54.0, t_ref=0.1, I_e=0.0)
    net.connect(cells, cells, nj.rules.fixed_indegree(30), weight=2.0, delay=nj.random.uniform(0.1, 6.0))
    if everybody:
        net.record(cells, ["spikes"])
    net.record(cells[:5], "V_m")
    return net


@pytest.mark.parametrize("threads", [1, 2])
def test_a_ring_that_starts_small_gives_the_same(threads, monkeypatch):
    from neurojit.compile import program
    usual = nj.Simulation(volley(), threads=1).run(60.0)
    monkeypatch.setattr(program, "_FIRST_CHUNKS", 1)
    sim = nj.Simulation(volley(), threads=threads)
    before = sim._program.state.following.shape[1]
    small = sim.run(60.0)
    assert sim._program.state.following.shape[1] > before, "the ring must have grown"
    assert small.spikes["cells"] == usual.spikes["cells"]
    assert np.array_equal(small.traces["cells"]["V_m"], usual.traces["cells"]["V_m"])


@pytest.mark.parametrize("threads", [1, 2])
def test_a_log_that_starts_small_gives_the_same(threads, monkeypatch):
    from neurojit.compile import program
    usual = nj.Simulation(volley(), threads=1).run(60.0)
    assert len(usual.spikes["cells"]) > 10_000
    monkeypatch.setattr(program, "_FIRST_LOG", 7)
    sim = nj.Simulation(volley(), threads=threads)
    small = sim.run(60.0)
    assert sim._program.state.log_step.size > 7, "the log must have grown"
    assert small.spikes["cells"] == usual.spikes["cells"]


def test_more_spikes_than_the_log_holds_are_all_kept():
    net = nj.Network(seed=1)
    cells = net.create(2000, "iaf_psc_delta", name="cells", V_m=-50.0, t_ref=0.0, I_e=1e6)
    net.record(cells, "spikes")
    result = nj.Simulation(net).run(10.0)
    assert len(result.spikes["cells"]) == 2000 * 100
    assert np.array_equal(result.spikes["cells"].steps, np.repeat(np.arange(1, 101), 2000))


def test_a_unit_that_is_listed_several_times_in_a_step_fires_several_times():
    net = nj.Network(seed=1)
    burst = net.create(1, "spike_generator", name="burst", spike_times=[1.0] * 500)
    cells = net.create(2, "iaf_psc_delta", name="cells", V_th=1e9)
    net.connect(burst, cells, weight=0.25, delay=1.0)
    net.record(cells, "V_m")
    net.record(burst, "spikes")
    result = nj.Simulation(net).run(3.0)
    assert len(result.spikes["burst"]) == 500
    # 500 spikes of 0.25 mV arrive at 2.0 ms; the resting potential drifts by rounding only
    assert abs(result.traces["cells"]["V_m"][20, 0] - (-70.0 + 125.0)) < 1e-11


def test_a_rate_that_is_raised_between_runs_finds_room():
    net = nj.Network(seed=1)
    noise = net.create(3, "poisson_source", name="noise", rate=1.0)
    cells = net.create(2, "iaf_psc_delta", name="cells", V_th=1e9)
    net.connect(noise, cells, weight=0.1, delay=1.0)
    net.record(noise, "spikes")
    sim = nj.Simulation(net)
    sim.run(10.0)
    sim[noise]["rate"] = 1e7
    found = len(sim.run(10.0).spikes["noise"])
    # 3 units x 1000 a step x 100 steps, five standard deviations
    assert abs(found - 300_000) < 5 * np.sqrt(300_000)
