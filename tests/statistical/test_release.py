"""Synapses that release by chance: means and spreads beside NEST's and the binomial distribution; one result."""

from pathlib import Path

import numpy as np
import pytest
import scipy.stats

import neurojit as nj
from plastic import TARGET

REFERENCE = Path(__file__).resolve().parents[1] / "reference" / "nest_synapse_quantal_stp.npz"


def released(synapse, steps, n, *, seed=1, split=False, **options):
    """What every spike of one source released at each of n synapses, shape (spikes, n)."""
    net = nj.Network(seed=seed)
    source = net.create(1, "spike_generator", spike_times=steps * 0.1)
    target = net.create(n, TARGET, name="target")
    made = net.connect(source, target, receptor="all", weight=1.0, delay=1.0, synapse=synapse)
    net.record(target, "I")
    sim = nj.Simulation(net, **options)
    last = round((steps[-1] + 12) * 0.1, 1)
    for piece in (0.3 * last, 0.7 * last) if split else (last,):
        sim.run(round(piece, 1))
        assert sim[made]["released"].shape == (n,)
    total = sim.result.traces["target"]["I"]
    return total[steps + 10] - total[steps + 9]


def test_quantal_release_has_the_means_and_spreads_of_nest():
    with np.load(REFERENCE) as stored:
        case = dict(stored)
    found = released(nj.synapses.quantal_stp(n=5, U=0.3, tau_rec=200.0, tau_fac=100.0), case["pre_steps"], 4000)
    mean, sd = case["mean_released"], case["sd_released"]
    assert np.abs(found.mean(axis=0 if found.shape[0] == 4000 else 1) - mean).max() < 4.5 * np.sqrt(2 / 4000) * sd.max()
    assert np.abs(found.std(axis=1, ddof=1) / sd - 1).max() < 4.5 / np.sqrt(4000)


def test_binomial_release_is_binomial_and_independent_between_spikes_and_synapses():
    found = released(nj.synapses.binomial_release(n=4, p=0.3), np.array([20, 25, 90]), 5000)
    expected = 5000 * np.array([0.7**4, 4 * 0.3 * 0.7**3, 6 * 0.09 * 0.49, 4 * 0.027 * 0.7, 0.3**4])
    for one in found:
        counts = np.bincount(one.astype(int), minlength=5)
        assert ((counts - expected) ** 2 / expected).sum() < 18.5, "chi-square of 4 degrees of freedom, p = 0.001"
    between = np.corrcoef(found)[np.triu_indices(3, 1)]
    assert np.abs(between).max() < 4.5 / np.sqrt(5000)
    assert abs(np.corrcoef(found[0, 1:], found[0, :-1])[0, 1]) < 4.5 / np.sqrt(5000)


@pytest.mark.parametrize("options", [{"partitions": 4, "threads": 2}, {"split": True}, {"precision": "double"}])
def test_one_result(options):
    steps = np.arange(10, 900, 37)
    a = released(nj.synapses.quantal_stp(n=3), steps, 200, threads=1)
    assert np.array_equal(a, released(nj.synapses.quantal_stp(n=3), steps, 200, **options))
    assert not np.array_equal(a, released(nj.synapses.quantal_stp(n=3), steps, 200, seed=2))


def test_a_reset_with_another_seed_draws_anew_and_with_the_same_seed_the_same():
    net = nj.Network(seed=1)
    source = net.create(1, "spike_generator", spike_times=[1.0, 2.0, 3.0])
    target = net.create(300, TARGET, name="target")
    net.connect(source, target, receptor="all", weight=1.0, synapse=nj.synapses.binomial_release)
    net.record(target, "I")
    sim = nj.Simulation(net)
    runs = []
    for seed in (None, 1, 7):
        if seed is not None:
            sim.reset(seed=seed)
        runs.append(sim.run(6.0).traces["target"]["I"][-1])
    assert np.array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])


def test_draws_belong_to_synapses_only():
    with pytest.raises(nj.EquationError, match="binomial"):
        nj.NeuronModel("x", "dx/dt = binomial(3, 0.5)/ms : 1")
    with pytest.raises(nj.EquationError, match="binomial"):
        nj.SynapseModel("x", on_pre="w = w", send="binomial(3, 0.5)")


@pytest.mark.parametrize("spikes", [2, 3])
def test_spikes_of_one_source_in_one_step_release_independently(spikes):
    n, options = 20_000, {"partitions": 3}
    found = released(nj.synapses.binomial_release(n=1, p=0.4), np.repeat([30, 70], spikes), n, **options)[::spikes]
    k = np.arange(spikes + 1)
    expected = n * scipy.stats.binom.pmf(k, spikes, 0.4)
    for one in found:
        counts = np.bincount(np.rint(one).astype(int), minlength=spikes + 1)
        assert scipy.stats.chisquare(counts, expected).pvalue > 0.001
