"""
Competition between synapses
============================

With additive STDP the synapses of one neuron compete: after some time a part is strong, the others
are weak, and the neuron fires at a rate that depends little on its input (Song, Miller and Abbott
2000).
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

net = nj.Network(seed=1)
inputs = net.create(1000, nj.models.poisson_source, name="inputs", rate=15.0)
cell = net.create(1, nj.models.iaf_cond_exp, name="cell", C_m=200.0, g_L=10.0, E_L=-74.0, V_reset=-60.0, V_th=-54.0,
                  E_ex=0.0, tau_syn_ex=5.0, V_m=-60.0, t_ref=1.0)
rule = nj.synapses.stdp_pair("additive", lambda_=0.01, alpha=1.05, W_max=0.15)
learned = net.connect(inputs, cell, weight=nj.random.uniform(0.0, 0.15), delay=0.1, synapse=rule)
net.record(cell, "spikes")
sim = nj.Simulation(net, dt=0.1)

# %%
# Weights are read between runs; they are always up to date.

weights = [sim[learned]["weight"]]
for _ in range(40):
    sim.run(5000.0)
    weights.append(sim[learned]["weight"])
weights = np.array(weights)

fig, panels = plt.subplots(1, 3, figsize=(10, 3.2), layout="constrained")
nj.plot.weight_evolution(5000.0 * np.arange(41), weights, ax=panels[0], label="weight (nS)")
nj.plot.histogram(weights[-1], "weight after 200 s (nS)", ax=panels[1], bins=30)
nj.plot.rate(sim.result, ax=panels[2], width=5000.0)
for panel in (panels[0], panels[2]):
    panel.locator_params(axis="x", nbins=4)
plt.show()
