"""
The cortical microcircuit
=========================

Eight populations in four layers, as below one square millimetre of cortex (Potjans and Diesmann
2014), here with a tenth of the neurons and all of their inputs.
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

net = nj.networks.microcircuit(scale=0.1, seed=1)
print(nj.estimate(net, dt=0.1))

# %%
# 30 million synapses are built in seconds.

sim = nj.Simulation(net, dt=0.1)
sim.run(100.0)  # the beginning is left out
result = sim.run(400.0)
print(f"{sim.synapse_count:,} synapses; {result.realtime_factor:.2g} s for a second")

# %%
# Rows are every so many-th neuron of each population.

ax = nj.plot.raster(result, most=2000)
plt.show()

# %%
# Rates and irregularity differ between layers and cell types.

fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
names = list(result.spikes)
left.barh(names, [train.rate() for train in result.spikes.values()])
right.barh(names, [np.nanmean(nj.statistics.cv(train)) for train in result.spikes.values()])
left.set(xlabel="rate (Hz)")
right.set(xlabel="CV of the intervals", yticklabels=[])
for panel in (left, right):
    panel.invert_yaxis()
plt.show()
