"""Ctrl-C at the worst moment: when the engine has stopped within an epoch because its log is full."""

import signal
import sys

import numpy as np
import pytest

import neurojit as nj
from neurojit.compile import program
from neurojit.simulation.running import Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent by other means")


@pytest.fixture(autouse=True)
def _default_handler():
    """A shell started in the background would have the signal ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def simulation(partitions):
    net = nj.Network(seed=3)
    cells = net.create(100, "iaf_psc_exp", name="cells", V_m=nj.random.uniform(-70.0, -55.0), I_e=500.0)
    net.connect(cells, cells, nj.rules.pairwise_bernoulli(0.2), weight=nj.random.normal(0.0, 30.0), delay=1.0)
    net.record(cells, "spikes")
    net.record(cells[:3], ["V_m", "I_syn_ex"], interval=0.2)
    return nj.Simulation(net, threads=1, partitions=partitions)


@pytest.mark.parametrize("method", ["_drain", "_grow_log"])
@pytest.mark.parametrize("partitions", [1, 3])
def test_an_interrupt_within_an_epoch_loses_nothing(method, partitions, monkeypatch):
    monkeypatch.setattr(program, "_FIRST_LOG", 16)
    plain, calls = getattr(Run, method), []

    def interrupted(self, *arguments):
        plain(self, *arguments)
        calls.append(1)
        if len(calls) == 5:
            signal.raise_signal(signal.SIGINT)

    sim = simulation(partitions)
    monkeypatch.setattr(Run, method, interrupted)
    with pytest.raises(KeyboardInterrupt):
        sim.run(300.0)
    assert 0.0 < sim.time < 300.0
    assert (sim._program.state.progress[:, 0] == sim.steps).all(), "no partition is ahead of the clock"
    sim.run(round(400.0 - sim.time, 1))
    again = simulation(1).run(400.0)
    assert sim.result.spikes["cells"] == again.spikes["cells"]
    for variable, values in again.traces["cells"].items():
        assert np.array_equal(sim.result.traces["cells"][variable], values), variable


def test_a_handler_that_does_not_raise_is_called_and_the_run_goes_on(monkeypatch):
    seen = []
    signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))
    monkeypatch.setattr(program, "_FIRST_LOG", 16)
    plain = Run._drain
    monkeypatch.setattr(Run, "_drain",
                        lambda self: (plain(self), seen or signal.raise_signal(signal.SIGINT)))
    sim = simulation(1)
    sim.run(50.0)
    assert sim.time == 50.0
    assert signal.SIGINT in seen
