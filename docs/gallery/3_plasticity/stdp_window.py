"""
The window of spike-timing dependent plasticity
===============================================

Pairs of spikes, one on either side of a synapse: what the weight does depends on which came first,
and by how much.
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

lags = np.concatenate([np.arange(-80.0, 0.0, 4.0), np.arange(4.0, 81.0, 4.0)])  # ms, post minus pre
onsets = 200.0 + 1000.0 * np.arange(20)  # of the pairs, ms


def change(rule):
    """The change of the weight (mV) by all pairs, for each lag."""
    net = nj.Network(seed=1)
    pre = net.create(lags.size, nj.models.spike_generator, spike_times=[onsets] * lags.size)
    kick = net.create(lags.size, nj.models.spike_generator, spike_times=[onsets + lag - 1.0 for lag in lags])
    post = net.create(lags.size, nj.models.iaf_psc_delta, name="post")
    net.connect(kick, post, nj.rules.one_to_one(), weight=100.0, delay=1.0)  # makes it fire, at onset + lag
    learned = net.connect(pre, post, nj.rules.one_to_one(), weight=0.5, delay=0.1, synapse=rule)
    sim = nj.Simulation(net, dt=0.1)
    sim.run(21_000.0)
    return sim[learned]["weight"] - 0.5


# %%
# Additive pairs make the classical window; with a dependence on the weight, and with triplets, it changes shape.

RULES = {
    "additive": nj.synapses.stdp_pair("additive", W_max=1.0, lambda_=0.005),
    "multiplicative": nj.synapses.stdp_pair("multiplicative", W_max=1.0, lambda_=0.01, alpha=1.2),
    "triplet": nj.synapses.stdp_triplet(W_max=1.0, A_plus=0.003, A_minus=0.003),
}
fig, ax = plt.subplots(figsize=(6, 3.6), layout="constrained")
for name, rule in RULES.items():
    ax.plot(lags, change(rule), ".-", label=name)
ax.axhline(0.0, color="0.6", linewidth=0.8)
ax.axvline(0.0, color="0.6", linewidth=0.8)
ax.set(xlabel="post minus pre (ms)", ylabel="change of the weight (mV)")
ax.legend(frameon=False)
plt.show()
