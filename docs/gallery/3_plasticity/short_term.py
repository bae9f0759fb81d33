"""
Synapses that tire, and synapses that warm up
=============================================

The Tsodyks-Markram model: each spike uses a share of the resources, which recover; in some synapses
that share grows with every spike.
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

KINDS = {"static": None,
         "depressing": nj.synapses.tsodyks_markram(U=0.5, tau_rec=800.0, tau_fac=0.0),
         "facilitating": nj.synapses.tsodyks_markram(U=0.1, tau_rec=100.0, tau_fac=1000.0)}

net = nj.Network(seed=1)
train = np.append(np.arange(50.0, 500.0, 50.0), 1000.0)  # nine spikes at 20 Hz, one after a pause
spikes = net.create(1, nj.models.spike_generator, spike_times=[train])
for name, rule in KINDS.items():
    cell = net.create(1, nj.models.iaf_psc_exp, name=name)
    net.connect(spikes, cell, weight=250.0, synapse=rule)
    net.record(cell, "V_m")
result = nj.Simulation(net).run(1200.0)

# %%
# The potential of a cell that hears of the same spikes through each kind of synapse.

fig, panels = plt.subplots(3, 1, figsize=(6, 5.5), sharex=True, sharey=True, layout="constrained")
for panel, name in zip(panels, KINDS):
    nj.plot.traces(result.traces[name], ax=panel)
    panel.set_title(name, loc="left", fontsize=10)
    panel.label_outer()
plt.show()
