"""
A first neuron
==============

A leaky integrate-and-fire neuron, driven by steps of current of growing size.
"""
import matplotlib.pyplot as plt

import neurojit as nj

# %%
# A network describes what there is; nothing is computed yet. Numbers are in ms, mV and pA.

net = nj.Network(seed=1)
cell = net.create(1, nj.models.iaf_psc_exp, name="cell")
steps = net.create(1, nj.models.step_current_generator, amplitude_times=[50.0, 150.0, 250.0, 350.0],
                   amplitude_values=[300.0, 400.0, 500.0, 0.0])
net.connect(steps, cell)
net.record(cell, ["spikes", "V_m"])
print(net)

# %%
# A simulation compiles the network for a time step; `run` gives what was recorded.

result = nj.Simulation(net, dt=0.1).run(400.0)
print(result)

# %%
# The first step stays below threshold, the others make the neuron fire: ticks above the trace.

ax = nj.plot.traces(result, "V_m", spikes=result.spikes["cell"])
plt.show()
