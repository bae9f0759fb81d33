"""Every neuron model of the registry against the oracle, in small random networks."""

import numpy as np
import pytest
from networks import NEURONS, small_network
from oracle import simulate

import neurojit as nj

STEPS = 2000
# fma and another order of the products in exp(A dt) round differently in the last bits; a membrane of -70 mV
# then differs by some 1e-13, and what a quadratic or exponential term makes of it stays below this
TOLERANCE = 1e-9


def run_both(net, dt=0.1, steps=STEPS, **options):
    sim = nj.Simulation(net, dt=dt, precision="double", **options)
    initial = nj.Simulation(net, dt=dt, precision="double")
    result = sim.run(steps * dt)
    return result, simulate(initial, steps, result.spikes)


def assert_same(result, answer):
    for name, train in result.spikes.items():
        found = np.column_stack([train.steps, train.senders])
        assert np.array_equal(found, answer.spikes[name]), f"spikes of {name!r} differ"
    for name, traces in result.traces.items():
        for variable, values in traces.items():
            expected = answer.traces[name][variable]
            scale = np.maximum(1.0, np.abs(expected))
            assert values.shape == expected.shape
            assert np.abs((values - expected) / scale).max() < TOLERANCE, f"{variable} of {name!r} differs"


@pytest.mark.parametrize("per_neuron", [False, True], ids=["shared", "per_neuron"])
@pytest.mark.parametrize("model", NEURONS, ids=lambda m: m.name)
def test_a_random_network_follows_the_laws(model, per_neuron):
    result, answer = run_both(small_network(model, per_neuron))
    assert_same(result, answer)
    assert len(result.spikes["a"]) > 20, "the network must do something"
    assert len(result.spikes["b"]) > 5
