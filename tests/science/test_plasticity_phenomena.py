"""What papers report of plastic synapses comes out: windows, frequencies, competition, balance, credit, rhythms."""

import numpy as np
import pytest

import neurojit as nj

# --- pairs and triplets of spikes

PAIR = {"tau_plus": 16.8, "tau_minus": 33.7, "lambda_": 0.01, "alpha": 1.2}
LAGS = np.concatenate([np.arange(-80.0, 0.0, 5.0), np.arange(5.0, 81.0, 5.0)])  # ms, post minus pre
START, W_MAX = 0.4, 1.0
UP_AND_DOWN = {  # by how much one coincident pair changes a weight of START
    "additive": (0.01 * W_MAX, 0.012 * W_MAX),
    "multiplicative": (0.01 * (W_MAX - START), 0.012 * START),
    "van_rossum": (0.01 * W_MAX, 0.012 * START),
    "guetig": (0.01 * W_MAX * (1 - START / W_MAX) ** 0.3, 0.012 * W_MAX * (START / W_MAX) ** 0.5),
    "power_law": (0.01 * START**0.4, 0.012 * START),
}
FURTHER = {"guetig": {"mu_plus": 0.3, "mu_minus": 0.5}, "power_law": {"mu": 0.4}}


def weights_after(rule, pre_trains, post_trains):
    """Of one synapse for each pair of trains (ms), between a source and a neuron that is made to fire."""
    n = len(pre_trains)
    net = nj.Network(seed=1)
    pre = net.create(n, nj.models.spike_generator, spike_times=pre_trains)
    kick = net.create(n, nj.models.spike_generator, spike_times=[np.round(one - 1.0, 1) for one in post_trains])
    post = net.create(n, nj.models.iaf_psc_delta, t_ref=1.0)
    net.connect(kick, post, nj.rules.one_to_one(), weight=100.0, delay=1.0)
    learned = net.connect(pre, post, nj.rules.one_to_one(), weight=START, delay=0.1, synapse=rule)
    sim = nj.Simulation(net, dt=0.1, precision="double")
    sim.run(max(one.max() for one in (*pre_trains, *post_trains)) + 10.0)
    return sim[learned]["weight"]


@pytest.mark.slow
@pytest.mark.parametrize("dependence", UP_AND_DOWN)
def test_a_pair_changes_the_weight_as_the_window_says(dependence):
    """Bi & Poo (1998): exponential windows; Morrison, Diesmann & Gerstner (2008): the dependences on the weight."""
    values = PAIR | FURTHER.get(dependence, {}) | ({} if dependence == "power_law" else {"W_max": W_MAX})
    rule = nj.synapses.stdp_pair(dependence, **values)
    found = weights_after(rule, [np.array([100.0])] * LAGS.size, [np.array([100.0 + lag]) for lag in LAGS]) - START
    up, down = UP_AND_DOWN[dependence]
    # a presynaptic spike needs 0 ms to the synapse, a postsynaptic one the (dendritic) delay of 0.1 ms
    seen = LAGS + 0.1
    wanted = np.where(LAGS > 0, up * np.exp(-seen / 16.8), -down * np.exp(seen / 33.7))
    np.testing.assert_allclose(found, wanted, rtol=1e-6)


# Sjostrom, Turrigiano & Nelson (2001) Neuron 32:1149-1164, as Pfister & Gerstner (2006) tabulate it for 60 pairs:
# rate (Hz), change and standard error for pre 10 ms before post, and for post 10 ms before pre
SJOSTROM = np.array([[0.1, -0.04, 0.05, -0.29, 0.08],
                     [10.0, 0.14, 0.10, -0.41, 0.11],
                     [20.0, 0.29, 0.14, -0.34, 0.10],
                     [40.0, 0.53, 0.11, 0.56, 0.32],
                     [50.0, 0.56, 0.26, 0.75, 0.19]])


def changes(rule):
    """By 60 pairs of every kind, relative; at 0.1 Hz nothing is left of the pair before, so 1 Hz will do."""
    trains = [100.0 + np.round(1000.0 / max(rate, 1.0) * np.arange(60), 1) for rate in SJOSTROM[:, 0]]
    pre, post = [*trains, *trains], [one + lag for lag in (10.0, -10.0) for one in trains]
    return weights_after(rule, pre, post) / START - 1.0


@pytest.mark.slow
def test_triplets_explain_the_frequency_dependence_and_pairs_cannot():
    """Pfister & Gerstner (2006) J Neurosci 26:9673-9682: visual cortex, all to all; errors in standard errors."""
    data, errors = SJOSTROM[:, [1, 3]].T.ravel(), SJOSTROM[:, [2, 4]].T.ravel()
    scaled = {name: value * START for name, value in
              {"A_plus": 5e-10, "A_minus": 7e-3, "A_plus_triplet": 6.2e-3, "A_minus_triplet": 2.3e-4}.items()}
    triplets = nj.synapses.stdp_triplet(tau_plus=16.8, tau_minus=33.7, tau_plus_triplet=101.0,
                                        tau_minus_triplet=125.0, **scaled)
    assert np.mean(((changes(triplets) - data) / errors) ** 2) < 0.5
    only_up, only_down = (nj.synapses.stdp_triplet(tau_plus=16.8, tau_minus=33.7, A_plus=up * START,
                                                   A_minus=down * START, A_plus_triplet=0.0, A_minus_triplet=0.0)
                          for up, down in ((1e-3, 0.0), (0.0, 1e-3)))
    shapes = np.stack([changes(only_up), changes(only_down)], axis=1) / errors[:, None]
    best = np.linalg.lstsq(shapes, data / errors)[0]  # changes by pairs are linear in both amplitudes
    assert np.mean((shapes @ best - data / errors) ** 2) > 3.0
