"""
A gamma rhythm
==============

Interneurons that inhibit each other, and the pyramidal cells that drive them, make a rhythm; its
frequency is read off a spectrum.
"""
import matplotlib.pyplot as plt

import neurojit as nj

net = nj.Network(seed=3)
cell = {"tau_syn_in": 8.0, "V_m": nj.random.uniform(-70.0, -55.0)}
exc = net.create(800, nj.models.iaf_cond_exp, name="exc", tau_syn_ex=2.0, **cell)
inh = net.create(200, nj.models.iaf_cond_exp, name="inh", tau_syn_ex=1.0, **cell)
noise = net.create(1, nj.models.poisson_generator, name="noise", rate=3000.0)
net.connect(noise, exc, weight=4.0)
net.connect(exc, inh, nj.rules.fixed_indegree(80), weight=4.0, delay=1.0)
net.connect(inh, exc, nj.rules.fixed_indegree(40), weight=-10.0, delay=1.0)
net.connect(inh, inh, nj.rules.fixed_indegree(20), weight=-4.0, delay=1.0)
net.record(exc + inh, "spikes")
result = nj.Simulation(net, dt=0.1).run(3000.0)

ax = nj.plot.connectivity(net)
plt.show()

# sphinx_gallery_thumbnail_number = 2

# %%
# The rates go up and down together, inhibition shortly after excitation.

fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.4), layout="constrained", width_ratios=(3, 2))
nj.plot.raster(result.between(1000.0, 1200.0), ax=left)
rate = nj.statistics.population_rate(result.spikes["exc"].between(500.0, 3000.0), 1.0)[1]
frequencies, power = nj.statistics.spectrum(rate, interval=1.0, segment=500.0)
right.plot(frequencies, power)
right.set(xlabel="frequency (Hz)", ylabel="power (Hz$^2$/Hz)", xlim=(0, 150))
plt.show()
print(f"the rhythm has {frequencies[power.argmax()]:.0f} Hz")
