"""
Pairs at higher rates
=====================

At a synapse of visual cortex, pairs of spikes depress at low rates and potentiate at high ones.
Pairs alone cannot explain that; triplets of spikes do (Pfister and Gerstner 2006).
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

RATES = [1.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0]  # Hz, of 60 pairs
START = 0.5  # mV


def change(rule, lag):
    """The relative change of the weight by 60 pairs, for each rate; `lag` is post minus pre (ms)."""
    trains = [100.0 + np.round(1000.0 / rate * np.arange(60), 1) for rate in RATES]
    net = nj.Network(seed=1)
    pre = net.create(len(RATES), nj.models.spike_generator, spike_times=trains)
    kick = net.create(len(RATES), nj.models.spike_generator, spike_times=[(one + lag - 1.0).round(1) for one in trains])
    post = net.create(len(RATES), nj.models.iaf_psc_delta, t_ref=1.0)
    net.connect(kick, post, nj.rules.one_to_one(), weight=100.0, delay=1.0)
    learned = net.connect(pre, post, nj.rules.one_to_one(), weight=START, delay=0.1, synapse=rule)
    sim = nj.Simulation(net, dt=0.1)
    sim.run(61_000.0)
    return sim[learned]["weight"] / START - 1.0


# %%
# The same pairs, 10 ms apart, with the presynaptic or the postsynaptic spike first.

TRIPLETS = nj.synapses.stdp_triplet(A_plus=0.0, A_minus=0.0071 * START, A_plus_triplet=0.0065 * START,
                                    A_minus_triplet=0.0, tau_minus_triplet=114.0)
PAIRS = nj.synapses.stdp_pair("additive", lambda_=0.0065 * START / 100.0, tau_plus=16.8, tau_minus=33.7)
fig, panels = plt.subplots(1, 2, figsize=(8, 3.4), sharey=True, layout="constrained")
for panel, name, rule in zip(panels, ("triplets", "pairs"), (TRIPLETS, PAIRS)):
    panel.plot(RATES, 100.0 * change(rule, 10.0), "o-", label="pre first")
    panel.plot(RATES, 100.0 * change(rule, -10.0), "o-", label="post first")
    panel.axhline(0.0, color="0.6", linewidth=0.8)
    panel.set_title(name, loc="left")
    panel.set(xlabel="rate of the pairs (Hz)", ylabel="change of the weight (%)")
    panel.label_outer()
panels[0].legend(frameon=False)
plt.show()
