"""
A sweep over parameters
=======================

One function builds the network of a point, another runs it; `nj.sweep` does the rest on all cores,
and gives the numbers that a loop would.
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj


def build(g, eta):
    """A small balanced network."""
    net = nj.Network(seed=1)
    cell = {"E_L": 0.0, "V_reset": 10.0, "V_th": 20.0, "tau_m": 20.0, "t_ref": 2.0, "V_m": nj.random.uniform(0.0, 20.0)}
    exc = net.create(800, nj.models.iaf_psc_delta, name="exc", **cell)
    inh = net.create(200, nj.models.iaf_psc_delta, name="inh", **cell)
    net.connect(exc, exc + inh, nj.rules.fixed_indegree(80), weight=0.5, delay=1.5)
    net.connect(inh, exc + inh, nj.rules.fixed_indegree(20), weight=-0.5 * g, delay=1.5)
    noise = net.create(1, nj.models.poisson_generator, rate=eta * 2000.0)
    net.connect(noise, exc + inh, weight=0.5)
    net.record(exc, "spikes")
    return net


def run(sim):
    """The rate and the irregularity of the second half."""
    train = sim.run(1000.0).spikes["exc"].between(500.0, 1000.0)
    irregular = nj.statistics.cv(train)
    return {"rate": train.rate(), "cv": np.nanmean(irregular) if np.isfinite(irregular).any() else np.nan}


# %%
# A grid of 64 points, each run with two seeds. The network of a point is built once. With ``folder=`` a sweep that was
# stopped goes on where it stood.

grid = {"g": np.linspace(3.0, 6.5, 8), "eta": np.linspace(0.8, 2.9, 8)}
done = nj.sweep(build, grid, run, repeats=2)
print(done)

# %%
# Records have the order of the grid; ``done.to_xarray()`` and ``done.to_pandas()`` give tables.

fig, panels = plt.subplots(1, 2, figsize=(8, 3.4), layout="constrained")
for panel, name, label in zip(panels, ("rate", "cv"), ("rate (Hz)", "CV")):
    mean = done[name].reshape(8, 8, 2).mean(axis=2)
    image = panel.pcolormesh(grid["g"], grid["eta"], mean.T)
    fig.colorbar(image, ax=panel, label=label)
    panel.set(xlabel="inhibition g", ylabel="input eta")
plt.show()
