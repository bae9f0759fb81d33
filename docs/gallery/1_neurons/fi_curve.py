"""
Rate against current
====================

One population holds a neuron for every value of the current: a whole f-I curve in one run.
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

MODELS = [nj.models.iaf_psc_exp, nj.models.aeif_psc_exp, nj.models.hh_psc_alpha, nj.models.pospischil_fs]
current = np.linspace(0.0, 1500.0, 61)  # pA

# %%
# Values may be arrays, one number a neuron.

net = nj.Network(seed=1)
for model in MODELS:
    net.record(net.create(current.size, model, name=model.name, I_e=current), "spikes")
result = nj.Simulation(net, dt=0.05).run(1200.0)

# %%
# The first 200 ms, in which neurons adapt, are left out.

fig, ax = plt.subplots(figsize=(6, 3.6), layout="constrained")
for name, train in result.between(200.0, 1200.0).spikes.items():
    ax.plot(current, nj.statistics.unit_rates(train), label=name)
ax.set(xlabel="current (pA)", ylabel="rate (Hz)")
ax.legend(frameon=False)
plt.show()
