"""
Plasticity that follows the voltage
===================================

A synapse weakens where a presynaptic spike finds its target depolarised, and grows while the target
is strongly depolarised, which is around its spikes (Clopath, Büsing, Vasilaki and Gerstner 2010).
From that alone follows how pairs of spikes act at different rates.
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

START = 0.5  # mV
RATES = [0.1, 10.0, 20.0, 30.0, 40.0, 50.0]  # Hz, of 5 pairs


def pairs(rates, lag):
    """Run five pairs of spikes at every rate, each onto a neuron of its own; `lag` is post minus pre (ms)."""
    trains = [100.0 + np.round(1000.0 / rate * np.arange(5), 1) for rate in rates]
    pulses = [np.ravel(np.column_stack([one + lag - 0.7, one + lag + 0.3])).round(1) for one in trains]
    net = nj.Network(seed=1)
    pre = net.create(len(rates), nj.models.spike_generator, spike_times=trains)
    post = net.create(len(rates), nj.models.aeif_psc_delta_clopath, name="post")
    pulse = net.create(len(rates), nj.models.step_current_generator, amplitude_times=pulses,
                       amplitude_values=[np.tile([25_000.0, 0.0], 5)] * len(rates))
    net.connect(pulse, post, nj.rules.one_to_one())
    learned = net.connect(pre, post, nj.rules.one_to_one(), weight=START, delay=0.1, synapse=nj.synapses.clopath)
    net.record(post, "spikes")
    net.record(post, ["V_m", "u_bar_plus", "u_bar_minus"], name="voltages", stop=400.0)
    net.record_synapses(learned, "weight", interval=0.1, name="weights", stop=400.0)
    sim = nj.Simulation(net)
    result = sim.run(max(one.max() for one in trains) + 200.0)
    assert all(result.spikes["post"].counts() == 5)
    return result, sim[learned]["weight"] - START


# %%
# Five pairs at 20 Hz. Every presynaptic spike lowers the weight by how far the filtered voltage u_bar_minus of 5 ms
# before lies above theta_minus. Every postsynaptic one raises it, by how much is left of the presynaptic spike's trace
# and by how depolarised the neuron was: the first hardly, the later ones find what the spikes before have left.

fig, panels = plt.subplots(3, 2, figsize=(8, 5), sharex=True, sharey="row", layout="constrained")
for column, lag, title in ((0, 10.0, "pre 10 ms before post"), (1, -10.0, "post 10 ms before pre")):
    result, _ = pairs([20.0], lag)
    voltages, weights = result.traces["voltages"], result.traces["weights"]
    panels[0, column].plot(voltages.times, voltages["V_m"], color="k", linewidth=0.8)
    panels[0, column].set_title(title, loc="left")
    panels[1, column].plot(voltages.times, voltages["u_bar_minus"], label="u_bar_minus")
    panels[1, column].plot(voltages.times, voltages["u_bar_plus"], label="u_bar_plus")
    panels[1, column].axhline(-70.6, color="0.6", linewidth=0.8)
    panels[2, column].plot(weights.times, weights["weight"])
    panels[2, column].set_xlabel("time (ms)")
for panel, label in zip(panels[:, 0], ("V_m (mV)", "filtered (mV)", "weight (mV)")):
    panel.set_ylabel(label)
panels[1, 0].legend(frameon=False, loc="upper left")
plt.show()

# %%
# In the experiment the five pairs were repeated 15 times. They were so far apart that each did the same. Bars are the
# data of Sjöström, Turrigiano and Nelson (2001), as Pfister and Gerstner (2006) list them.

DATA = np.array([[0.1, -0.04, 0.05, -0.29, 0.08], [10.0, 0.14, 0.10, -0.41, 0.11], [20.0, 0.29, 0.14, -0.34, 0.10],
                 [40.0, 0.53, 0.11, 0.56, 0.32], [50.0, 0.56, 0.26, 0.75, 0.19]])
changes = {lag: 15.0 * pairs(RATES, lag)[1] / START for lag in (10.0, -10.0)}
fig, ax = plt.subplots(figsize=(5.5, 3.6), layout="constrained")
for i, (lag, label) in enumerate(((10.0, "pre first"), (-10.0, "post first"))):
    ax.plot(RATES, 100.0 * changes[lag], "o-", label=label)
    ax.errorbar(DATA[:, 0], 100.0 * DATA[:, 1 + 2 * i], 100.0 * DATA[:, 2 + 2 * i], fmt="_", color=f"C{i}", alpha=0.5)
ax.axhline(0.0, color="0.6", linewidth=0.8)
ax.set(xlabel="rate of the pairs (Hz)", ylabel="change of the weight (%)")
ax.legend(frameon=False)
plt.show()
