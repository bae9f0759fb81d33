"""Poisson trains whose rate changes: at given times, or as a sine."""

import numpy as np
import pytest
import scipy.stats
from counting import chi_square, counts_of, poisson_sums

import neurojit as nj

KINDS = ["uniform", "listed", "source"]
UNITS = 600  # more than one block of 512
A_STEP = 10_000.0  # Hz that are one spike a step of 0.1 ms


@pytest.mark.parametrize("kind", KINDS)
def test_counts_follow_the_rate_of_each_interval(kind):
    """Five seeds, their p-values combined by Fisher's method."""
    means = [0.5, 0.0, 2.0, 15.0]
    found = [counts_of("inhomogeneous_poisson", kind, UNITS, 400, seed, rate_times=[0.0, 10.0, 20.0, 30.0],
                       rate_values=np.array(means) * A_STEP) for seed in range(1, 6)]
    for i, mean in enumerate(means):
        parts = [one[100 * i : 100 * i + 100] for one in found]
        if mean == 0.0:
            assert not np.any(parts)
        else:
            p = [chi_square(part, scipy.stats.poisson(mean)) for part in parts]
            assert scipy.stats.combine_pvalues(p).pvalue > 1e-3, (mean, p)


@pytest.mark.parametrize("delay", [0.1, 2.3])
@pytest.mark.parametrize("kind", KINDS)
def test_a_rate_begins_and_ends_to_the_step(kind, delay):
    """Spikes of a rate that holds from t1 to t2 are stamped in (t1, t2], with any delay; 0 before the first."""
    found = counts_of("inhomogeneous_poisson", kind, 50, 80, delay=delay, rate_times=[2.0, 3.0, 5.0],
                      rate_values=[30.0 * A_STEP, 0.0, 30.0 * A_STEP], stop=6.0)
    assert np.flatnonzero(found.sum(axis=1)).tolist() == [*range(20, 30), *range(50, 60)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("rate", "amplitude", "frequency"), [(0.5, 0.4, 40.0), (0.3, 0.6, 900.0), (13.0, 5.0, 3.0)])
def test_a_rate_oscillates(kind, rate, amplitude, frequency):
    """The sums over trains in each step have the rate at the end of the step, cut at 0."""
    t = np.arange(1, 401) * 0.1
    law = np.maximum(0.0, rate + amplitude * np.sin(2 * np.pi * frequency * t / 1000.0 + np.pi / 3))
    p = []
    for seed in (1, 2, 3):
        found = counts_of("sinusoidal_poisson", kind, UNITS, 400, seed, rate=rate * A_STEP,
                          amplitude=amplitude * A_STEP, frequency=frequency, phase=60.0)
        p.append(poisson_sums(found, UNITS * law))
        assert found[law == 0.0].sum() == 0
    assert min(p) > 1e-3, p


def test_phases_of_recorded_spikes_follow_the_sine():
    """A second of 300 units at 50 Hz, by tenths of a period."""
    net = nj.Network(seed=1)
    source = net.create(300, "sinusoidal_poisson_source", name="s", rate=50.0, amplitude=50.0, frequency=8.0)
    net.record(source, "spikes")
    times = nj.Simulation(net).run(1000.0).spikes["s"].times
    edges = np.linspace(0.0, 1.0, 11)
    observed, _ = np.histogram((times - 0.05) * 0.008 % 1.0, edges)
    law = np.diff(edges - np.cos(2 * np.pi * edges) / (2 * np.pi))
    assert scipy.stats.chisquare(observed, law * len(times)).pvalue > 1e-3


@pytest.mark.parametrize("kind", KINDS)
def test_trains_are_independent_though_their_rate_is_one(kind):
    found = counts_of("sinusoidal_poisson", kind, 530, 2000, rate=0.5 * A_STEP, amplitude=0.5 * A_STEP, frequency=100.0)
    t = np.arange(1, 2001) * 0.1
    noise = found - 0.5 * (1.0 + np.sin(2 * np.pi * 0.1 * t))[:, None]
    for i, j in [(0, 1), (0, 4), (0, 512), (510, 520), (17, 18)]:
        assert abs(np.corrcoef(noise[:, i], noise[:, j])[0, 1]) < 5 / np.sqrt(2000), (i, j)


def test_units_have_rates_of_their_own():
    net = nj.Network(seed=1)
    source = net.create(3, "inhomogeneous_poisson_source", name="s", rate_times=[[0.0], [0.0, 500.0], []],
                        rate_values=[[200.0], [0.0, 900.0], []])
    net.record(source, "spikes")
    train = nj.Simulation(net).run(1000.0).spikes["s"]
    counts = np.bincount(train.senders, minlength=3)
    assert abs(counts[0] - 200) < 5 * np.sqrt(200)
    assert abs(counts[1] - 450) < 5 * np.sqrt(450)
    assert counts[2] == 0
    assert train.times[train.senders == 1].min() > 500.0


def test_generators_of_different_kinds_may_be_one_union():
    net = nj.Network(seed=1)
    cells = net.create(2, "iaf_psc_delta", name="cells", V_th=1e9, tau_m=1e9)
    steady = net.create(1, "poisson_generator", rate=5000.0)
    late = net.create(1, "inhomogeneous_poisson_generator", rate_times=[50.0], rate_values=[20_000.0])
    net.connect(steady + late, cells, weight=1.0, delay=0.1)
    net.record(cells, "V_m")
    rise = nj.Simulation(net).run(100.1).traces["cells"]["V_m"][[501, 1001]] + 70.0
    assert (np.abs(rise[0] - 250) < 5 * np.sqrt(250)).all()
    assert (np.abs(rise[1] - 1500) < 5 * np.sqrt(1500)).all()
