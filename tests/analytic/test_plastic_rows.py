"""Plastic synapses against the slow replay: over long silences, and side by side with others whose targets differ."""

import numpy as np
import pytest
from test_plastic_oracle import SYNAPSES, replayed

import neurojit as nj
from plastic import TARGET, sent

TAUS = {"short": 0.05, "usual": 20.0, "long": 3000.0}  # ms; short: less than a step


@pytest.mark.parametrize("tau", TAUS)
@pytest.mark.parametrize("name", ["multiplicative", "triplet"])
def test_silences_of_any_length_are_bridged(name, tau):
    """Gaps between presynaptic spikes of 1 to 30,000 steps, within and beyond what tables of decay know."""
    values = {one.tau: TAUS[tau] for one in SYNAPSES[name].model.traces.values()}
    synapse = SYNAPSES[name].model(**{**SYNAPSES[name].values, **values})
    rng = np.random.default_rng(7)
    pre = np.array([100, 101, 4100, 4200, 12_500, 12_600, 13_000, 43_000, 43_010, 70_000])
    near = [pre + shift for shift in (-11, -9, -7, 3, 9, 11)]  # with delays of 10 steps on either side
    post = np.unique(np.concatenate([rng.integers(2, 70_000, 60), *near, [4095, 4096, 4097, 8191, 8192]]))
    for fraction in (0.0, 1.0):
        found, _, _ = sent(synapse, pre, post, 2.0, 1.0, fraction)
        late = round(10 * fraction)
        expected = replayed(synapse, pre, post, 2.0, 10 - late, late)
        assert np.ptp(expected) > 1e-4
        assert np.abs(found - expected).max() < 1e-12 * expected.max()


@pytest.mark.parametrize("first", [0, 8200])  # in the first period of the clocks, and in the second
@pytest.mark.parametrize("name", ["multiplicative", "triplet", "vogels", "user"])
def test_neighbours_in_a_row_do_not_matter(name, first):
    """Targets that never fire, now and then, and thirty times between two spikes of the source."""
    synapse, n = SYNAPSES[name], 75
    rng = np.random.default_rng(3)
    pre = first + np.array([40, 300, 310, 900, 1500, 1990])
    posts = [first + np.sort(rng.choice(np.arange(3, 1950), int(k), replace=False)) for k in np.linspace(0, 150, n)]
    net = nj.Network(seed=1)
    source = net.create(1, "spike_generator", spike_times=pre * 0.1)
    kicks = net.create(n, "spike_generator", spike_times=[(post - 1) * 0.1 for post in posts])
    targets = net.create(n, TARGET, name="targets")
    net.connect(kicks, targets, nj.rules.one_to_one(), receptor="kick", weight=1.0, delay=0.1)
    learned = net.connect(source, targets, receptor="all", weight=2.0, delay=1.0, synapse=synapse,
                          dendritic_fraction=0.4)
    net.record(targets, "I")
    for partitions in (1, 3):
        sim = nj.Simulation(net, dt=0.1, precision="double", threads=1, partitions=partitions)
        total = sim.run(first * 0.1 + 205.0).traces["targets"]["I"]
        found = total[pre + 10] - total[pre + 9]
        for target, post in enumerate(posts):
            expected = replayed(synapse, pre, post, 2.0, 6, 4)
            assert np.abs(found[:, target] - expected).max() < 1e-12 * np.abs(expected).max()
        assert len(sim[learned]["weight"]) == n


@pytest.mark.parametrize("name", ["multiplicative", "triplet", "user"])
def test_a_long_dendrite_may_hold_more_spikes_than_are_at_hand(name):
    """Of thirty spikes of the target on their way to the synapse, none acts on a presynaptic one before it arrives."""
    pre, post = np.array([40, 400, 401, 800, 1000]), np.arange(20, 990, 2)
    for fraction in (0.5, 1.0):
        found, _, _ = sent(SYNAPSES[name], pre, post, 2.0, 6.0, fraction)
        late = round(60 * fraction)
        expected = replayed(SYNAPSES[name], pre, post, 2.0, 60 - late, late)
        assert np.ptp(expected) > 1e-3
        assert np.abs(found - expected).max() < 1e-12 * np.abs(expected).max()
