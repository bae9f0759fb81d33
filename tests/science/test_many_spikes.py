"""A hundred million spikes are recorded whole."""
import resource

import numpy as np
import pytest

import neurojit as nj

UNITS, RATE, DURATION = 20_000, 1000.0, 5000.0


@pytest.mark.slow
def test_a_hundred_million_spikes_are_recorded():
    net = nj.Network(seed=1)
    sources = net.create(UNITS, "poisson_source", rate=RATE)
    net.record(sources, "spikes")
    train = nj.Simulation(net, dt=0.1).run(DURATION).spikes[sources.name]
    expected = UNITS * RATE * DURATION / 1000.0
    assert expected == 1e8
    assert abs(len(train.steps) - expected) < 5 * expected**0.5, "a Poisson number"
    assert (np.diff(train.steps) >= 0).all()
    counts = np.bincount(train.senders, minlength=UNITS)
    mean = RATE * DURATION / 1000.0
    assert abs(counts.var() / mean - 1.0) < 5 * (2.0 / UNITS) ** 0.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6 < 8.0, "GB"
