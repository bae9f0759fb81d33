"""
Four neurons in one model
=========================

Izhikevich's model has two variables and four parameters; they make cortical cells of very different
kinds.
"""
import matplotlib.pyplot as plt

import neurojit as nj

PATTERNS = {
    "regular spiking": {"a": 0.02, "b": 0.2, "c": -65.0, "d": 8.0},
    "intrinsically bursting": {"a": 0.02, "b": 0.2, "c": -55.0, "d": 4.0},
    "chattering": {"a": 0.02, "b": 0.2, "c": -50.0, "d": 2.0},
    "fast spiking": {"a": 0.1, "b": 0.2, "c": -65.0, "d": 2.0},
}

net = nj.Network(seed=1)
for name, values in PATTERNS.items():
    cell = net.create(1, nj.models.izhikevich, name=name, **values)
    net.drive(cell, "I_stim", [0.0, 10.0], interval=20.0)  # from 20 ms on
    net.record(cell, "V_m", interval=0.2)
result = nj.Simulation(net, dt=0.1).run(300.0)

# %%
# Every picture function takes ``ax=``.

fig, panels = plt.subplots(4, 1, figsize=(6, 6.5), sharex=True, layout="constrained")
for panel, name in zip(panels, PATTERNS):
    nj.plot.traces(result.traces[name], ax=panel)
    panel.set_title(name, loc="left", fontsize=10)
    panel.label_outer()
plt.show()
