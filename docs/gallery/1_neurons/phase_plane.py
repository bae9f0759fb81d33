"""
A phase plane
=============

The FitzHugh-Nagumo model is excitable: with little current it rests where its nullclines cross,
with more it goes round a limit cycle.
"""
import matplotlib.pyplot as plt

import neurojit as nj

fig, panels = plt.subplots(1, 2, figsize=(8, 3.8), layout="constrained")
for panel, current in zip(panels, (0.2, 0.5)):
    net = nj.Network(seed=1)
    cell = net.create(1, nj.models.fitzhugh_nagumo, name="cell", I=current, v=-0.5, u=-0.6)
    net.record(cell, ["v", "u"])
    traces = nj.Simulation(net, dt=0.1).run(200.0).traces["cell"]
    nj.plot.phase_plane(nj.models.fitzhugh_nagumo, (-2.5, 2.5), (-1.0, 2.0), ax=panel, trajectory=traces, I=current)
    panel.get_legend().remove()
    panel.set_title(f"I = {current}", loc="left")
plt.show()
