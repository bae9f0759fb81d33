"""
Inhibition that learns to balance
=================================

Excitatory neurons that fire too much strengthen the inhibition they get, until each fires at a
target rate, and no two in step (Vogels, Sprekeler, Zenke, Clopath and Gerstner 2011).
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

TARGET = 3.0  # Hz

net = nj.Network(seed=1)
cell = {"C_m": 200.0, "g_L": 10.0, "E_L": -60.0, "V_reset": -60.0, "V_th": -50.0, "E_in": -80.0, "t_ref": 5.0,
        "tau_syn_ex": 5.0, "tau_syn_in": 10.0, "I_e": 200.0, "V_m": nj.random.uniform(-60.0, -50.0)}
exc = net.create(8000, nj.models.iaf_cond_exp, name="exc", **cell)
inh = net.create(2000, nj.models.iaf_cond_exp, name="inh", **cell)
sparse = nj.rules.pairwise_bernoulli(0.02)
excitation = net.connect(exc, exc + inh, sparse, weight=0.3, delay=0.5)  # nS, ms
net.connect(inh, inh, sparse, weight=-1.0, delay=0.5)
rule = nj.synapses.vogels_sprekeler(eta=0.1, alpha=2 * 0.02 * TARGET, tau=20.0, W_max=100.0)
learned = net.connect(inh, exc, sparse, weight=-0.1, delay=0.5, synapse=rule)
net.record(exc + inh, "spikes")

# %%
# It begins almost without inhibition. The neurons are at their target after some seconds; weights go on moving.

sim = nj.Simulation(net, dt=0.1)
early = sim.run(200.0)
young = np.abs(sim[learned]["weight"])
sim.run(24_800.0)
old = np.abs(sim[learned]["weight"])

fig, panels = plt.subplots(2, 2, figsize=(8, 6), layout="constrained")
nj.plot.raster(early.spikes["exc"], ax=panels[0, 0])
panels[0, 0].set_title("at first", loc="left")
nj.plot.raster(sim.result.spikes["exc"].between(24_800.0, 25_000.0), ax=panels[0, 1])
panels[0, 1].set_title("after 25 s", loc="left")

times, rates = nj.statistics.population_rate(sim.result.spikes["exc"], 200.0)
panels[1, 0].plot(times / 1000.0, rates)
panels[1, 0].axhline(TARGET, color="0.6", linewidth=0.8)
panels[1, 0].set(xlabel="time (s)", ylabel="rate (Hz)", yscale="log", yticks=[1, 3, 10, 30], yticklabels=[1, 3, 10, 30])
for weights, name in ((young, "after 0.2 s"), (old, "after 25 s")):
    panels[1, 1].hist(weights, np.linspace(0.0, 3.0, 61), histtype="step", label=name)
panels[1, 1].set(xlabel="inhibitory weight (nS)", ylabel="synapses")
panels[1, 1].legend(frameon=False)
plt.show()

# %%
# Not only the mean is right, but every neuron: who gets more excitation gets more inhibition. The mean conductances are
# those of the spikes that arrive, each of which adds its weight times the time constant.

rates = {name: train.between(15_000.0, 25_000.0).counts() / 10.0 for name, train in sim.result.spikes.items()}
pre, post = sim[excitation]["pre"], sim[excitation]["post"]
excited = np.bincount(post, 0.3 * 0.005 * rates["exc"][pre])[:8000]  # nS
pre, post = sim[learned]["pre"], sim[learned]["post"]
inhibited = np.bincount(post, old * 0.010 * rates["inh"][pre])

fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
nj.plot.histogram(rates["exc"], "rate of an excitatory neuron (Hz)", ax=left)
right.plot(excited[::4], inhibited[::4], ".", markersize=2)
right.set(xlabel="excitatory conductance (nS)", ylabel="inhibitory conductance (nS)")
plt.show()
print(f"mean rate {rates['exc'].mean():.2f} Hz, standard deviation {rates['exc'].std():.2f} Hz, "
      f"correlation of excitation and inhibition {np.corrcoef(excited, inhibited)[0, 1]:.2f}")
