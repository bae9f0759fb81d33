"""
A balanced network
==================

4,000 neurons with synaptic conductances keep each other busy without any input from outside (Vogels
and Abbott 2005).
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

net = nj.Network(seed=1)
cell = {"C_m": 200.0, "g_L": 10.0, "E_L": -60.0, "V_reset": -60.0, "V_th": -50.0, "E_in": -80.0, "t_ref": 5.0,
        "tau_syn_ex": 5.0, "tau_syn_in": 10.0, "V_m": nj.random.uniform(-60.0, -50.0),
        "g_ex": nj.random.normal(24.0, 9.0, low=0.0, clip=True),
        "g_in": nj.random.normal(180.0, 108.0, low=0.0, clip=True)}
exc = net.create(3200, nj.models.iaf_cond_exp, name="exc", **cell)
inh = net.create(800, nj.models.iaf_cond_exp, name="inh", **cell)
net.connect(exc, exc + inh, nj.rules.pairwise_bernoulli(0.02), weight=6.0, delay=0.1)  # nS, ms
net.connect(inh, exc + inh, nj.rules.pairwise_bernoulli(0.02), weight=-67.0, delay=0.1)
net.record(exc + inh, "spikes")
result = nj.Simulation(net, dt=0.1).run(1000.0)
print(result)

# %%
# A raster draws every so many-th neuron of large populations.

ax = nj.plot.raster(result.between(500.0, 1000.0))
plt.show()

# %%
# Neurons fire irregularly, more so than a Poisson process.

fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
nj.plot.histogram(nj.statistics.isi(result.spikes["exc"]), "interval (ms)", ax=left, bins=np.arange(0.0, 300.0, 5.0))
nj.plot.histogram(nj.statistics.cv(result.spikes["exc"]), "CV of the intervals", ax=right)
plt.show()
