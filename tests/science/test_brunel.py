"""Brunel's network of 12,500 neurons: rate, irregularity and population spectrum of the first second."""

import numpy as np
import pytest
from bench.networks import brunel

import neurojit as nj

SKIPPED = 1000  # steps of transient


@pytest.fixture(scope="module")
def result():
    return nj.Simulation(brunel.build(nj), dt=0.1).run(1000.0)


def test_the_rate_is_that_of_nest(result):
    """Within 2 % of 32.0 Hz, which is also what mean-field theory gives."""
    rate = sum(len(result.spikes[name]) for name in ("exc", "inh")) / 12_500
    assert abs(rate - 32.0) < 0.02 * 32.0


def test_excitatory_and_inhibitory_neurons_are_alike(result):
    """They have the same input; standard error over seeds is below 0.1 Hz."""
    assert abs(result.spikes["exc"].rate() - result.spikes["inh"].rate()) < 0.5


def interval_cv(train, n):
    """CV of interspike intervals of every unit after the transient."""
    cvs = []
    for unit in range(n):
        intervals = np.diff(train.steps[(train.senders == unit) & (train.steps > SKIPPED)])
        if intervals.size > 5:
            cvs.append(intervals.std() / intervals.mean())
    return np.array(cvs)


def test_neurons_fire_irregularly_about_a_mean_above_threshold(result):
    """NEST finds a mean CV of 0.17: the mean drive is above threshold and inhibition evens out slow noise."""
    cv = interval_cv(result.spikes["exc"], 400)
    assert cv.size == 400
    assert 0.13 < cv.mean() < 0.22
    assert cv.min() > 0.03, "no neuron is a clock"


def test_the_population_is_asynchronous_with_fast_oscillations(result):
    """The spectrum of the population, 1 for independent Poisson spikes.

    The recurrent loop with its delay of 1.5 ms resonates at some hundred Hz, where power is two orders above that
    of independent neurons; far above it the spikes are nearly independent. A bound is half or twice what
    seeds give. Full synchrony would put all 12,500 spikes of a cycle in one bin (power in the ten thousands).
    """
    steps = np.concatenate([result.spikes[name].steps for name in ("exc", "inh")])
    activity = np.bincount(steps, minlength=10_001)[SKIPPED + 1 :].astype(float)
    pieces = activity.reshape(9, 1000) - activity.mean()
    power = (np.abs(np.fft.rfft(pieces, axis=1)) ** 2).mean(axis=0) / 1000 / activity.mean()
    frequency = np.fft.rfftfreq(1000, 1e-4)
    slow = power[(frequency > 20) & (frequency < 200)].mean()
    fast = power[(frequency > 3000)].mean()
    assert 60 < slow < 320
    assert fast < 10
    assert power.max() < 1500
    assert activity.max() < 0.05 * 12_500, "never a twentieth of all in one step"
