"""
Inhibition that learns to balance
=================================

Excitatory neurons that fire too much strengthen the inhibition they get, until all fire at a target
rate, irregularly and out of step (Vogels, Sprekeler, Zenke, Clopath and Gerstner 2011).
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
net.connect(exc, exc + inh, sparse, weight=0.3, delay=0.5)  # nS, ms
net.connect(inh, inh, sparse, weight=-1.0, delay=0.5)
rule = nj.synapses.vogels_sprekeler(eta=0.1, alpha=2 * 0.02 * TARGET, tau=20.0, W_max=100.0)
learned = net.connect(inh, exc, sparse, weight=-0.1, delay=0.5, synapse=rule)
net.record(exc, "spikes")

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
# Not only the mean is right: neurons that get more excitation get more inhibition.

each = sim.result.spikes["exc"].between(15_000.0, 25_000.0).counts() / 10.0
ax = nj.plot.histogram(each, "rate of a neuron over 10 s (Hz)")
ax.axvline(TARGET, color="0.4", linewidth=0.8)
plt.show()
print(f"mean {each.mean():.2f} Hz, standard deviation {each.std():.2f} Hz")
