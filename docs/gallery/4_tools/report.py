"""
A report of a run
=================

`sim.report("run.html")` writes one page with everything about a run: the network and its
parameters, rates, raster, traces, speed and environment. It needs no other file, so it can be kept
with the data or sent.
"""
import pathlib
import tempfile

import matplotlib.pyplot as plt

import neurojit as nj

net = nj.Network(seed=1)
exc = net.create(400, nj.models.iaf_psc_exp, name="exc", V_m=nj.random.uniform(-70.0, -55.0))
inh = net.create(100, nj.models.iaf_psc_exp, name="inh", V_m=nj.random.uniform(-70.0, -55.0))
noise = net.create(1, nj.models.poisson_generator, name="noise", rate=8000.0)
net.connect(noise, exc + inh, weight=45.0)
net.connect(exc, exc + inh, nj.rules.fixed_indegree(40), weight=nj.random.normal(45.0, 4.5), delay=1.5)
net.connect(inh, exc + inh, nj.rules.fixed_indegree(10), weight=-225.0, delay=0.8)
net.record(exc + inh, "spikes")
net.record(exc[:3], "V_m", name="three of exc")
sim = nj.Simulation(net)
sim.run(500.0)

path = pathlib.Path(tempfile.mkdtemp()) / "run.html"
sim.report(path)
print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")

# %%
# Its pictures are those of `nj.plot`.

ax = nj.plot.raster(sim.result)
plt.show()
