"""
The teaching facade
===================

`nj.BrainSimulation` is made of objects: neurons, synapses, ions. They are views on the arrays of
the same engine, to be stepped and looked at one by one. Here eye, cortex and association area see a
flashing light, and learn.
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

# the facade draws its wiring from NumPy's global generator
np.random.seed(42)  # noqa: NPY002
sim = nj.BrainSimulation(dt_ms=0.1)
sim.create_simple_network(n_sensory=10, n_processing=20, n_output=5)
before = sim.synapses.weights

# %%
# The light is on for 10 ms, off for 10 ms.

for step in range(1500):
    if step // 100 % 2 == 0:
        sim.stimulate_region("Retina", 25.0)
    sim.simulate_step(enable_learning=True)
print({name: value for name, value in sim.get_statistics().items() if np.isscalar(value)})

# %%
# The layers answer one after the other; synapses have changed.

fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.4), layout="constrained", width_ratios=(2, 1))
for place, group in enumerate(sim.neuron_groups.values()):
    times = [sim.get_spike_times(i) for i in group]
    left.eventplot(times, lineoffsets=list(group), linelengths=0.8, colors=f"C{place}")
left.set_yticks([np.mean(group) for group in sim.neuron_groups.values()],
                [region.replace("_", "\n") for region in sim.neuron_groups])
left.set_xlabel("time (ms)")
nj.plot.histogram(sim.synapses.weights - before, "change of the weight", ax=right)
right.locator_params(axis="x", nbins=3)
plt.show()
