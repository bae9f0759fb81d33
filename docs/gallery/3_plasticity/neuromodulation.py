"""
Modulators change how neurons respond
=====================================

Noradrenaline makes neurons more responsive, acetylcholine lets them adapt less. Both are released
into the network, decay, and are read by neurons as part of a parameter.
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

net = nj.Network(seed=1)
noradrenaline = net.create_modulator("noradrenaline", tau=nj.modulators.noradrenaline.tau)
cells = net.create(500, nj.models.iaf_psc_exp, name="cells", V_m=nj.random.uniform(-70.0, -60.0))
net.modulate(cells, **nj.modulators.noradrenaline.effects["arousal"])
noise = net.create(1, nj.models.poisson_generator, rate=8000.0)
net.connect(noise, cells, weight=19.0)
onsets = np.arange(250.0, 5000.0, 500.0)
stimulus = net.create(1, nj.models.step_current_generator, amplitude_times=[np.sort(np.append(onsets, onsets + 50.0))],
                      amplitude_values=[np.tile([60.0, 0.0], onsets.size)])
net.connect(stimulus, cells)
net.record(cells, "spikes")
net.record(noradrenaline, "concentration", interval=5.0)
print(nj.modulators.noradrenaline)

# %%
# A weak stimulus comes twice a second. After 2 s noradrenaline is released: the same stimulus has a larger effect,
# until it has decayed.

sim = nj.Simulation(net)
sim.run(2000.0)
sim[noradrenaline]["concentration"] += 4.0
sim.run(3000.0)

fig, panels = plt.subplots(3, 1, figsize=(7, 5.5), sharex=True, layout="constrained", height_ratios=(3, 2, 2))
nj.plot.raster(sim.result.spikes["cells"], ax=panels[0])
nj.plot.rate(sim.result.spikes["cells"], ax=panels[1], width=10.0)
nj.plot.traces(sim.result.traces["noradrenaline"], ax=panels[2])
for panel in panels:
    for onset in onsets:
        panel.axvspan(onset, onset + 50.0, color="0.9", zorder=-1)
    panel.label_outer()
plt.show()

# %%
# A neuron that adapts, with more and more acetylcholine: it fires on where it fell almost silent.

LEVELS = [0.0, 1.0, 4.0]
fig, panels = plt.subplots(len(LEVELS), 1, figsize=(7, 5), sharex=True, layout="constrained")
for level, panel in zip(LEVELS, panels):
    net = nj.Network(seed=1)
    net.create_modulator("acetylcholine", tau=1000.0, concentration=level, baseline=level)
    cell = net.create(1, nj.models.aeif_cond_exp, name="cell", I_e=700.0)
    net.modulate(cell, **nj.modulators.acetylcholine.effects["less adaptation"])
    net.record(cell, ["V_m", "spikes"])
    result = nj.Simulation(net).run(600.0)
    nj.plot.traces(result, ax=panel)
    panel.set_title(f"acetylcholine {level:g}: {len(result.spikes['cell'])} spikes", loc="left")
    panel.label_outer()
plt.show()
