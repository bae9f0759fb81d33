"""
Gap junctions
=============

Interneurons of different drive fire each at its own pace; coupled by gap junctions they fire
together.
"""
import matplotlib.pyplot as plt

import neurojit as nj


def run(conductance):
    """Spikes of 40 cells, coupled in all pairs with the same conductance (nS)."""
    net = nj.Network(seed=2)
    cells = net.create(40, nj.models.hh_cond_beta_gap_traub, name=f"{conductance:g} nS",
                       I_e=nj.random.uniform(400.0, 500.0), V_m=nj.random.uniform(-70.0, -55.0))
    if conductance:
        net.connect_gap(cells, cells, nj.rules.pairwise_bernoulli(0.3), conductance=conductance)
    net.record(cells, "spikes")
    return nj.Simulation(net, dt=0.05).run(500.0).spikes


fig, panels = plt.subplots(2, 1, figsize=(6, 5), sharex=True, layout="constrained")
for panel, conductance in zip(panels, (0.0, 10.0)):
    nj.plot.raster(run(conductance), ax=panel)
    panel.label_outer()
plt.show()
