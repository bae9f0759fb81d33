"""
From a result to numbers
========================

Spikes and traces are NumPy arrays; what one looks at first is one call away.
"""
import pathlib
import tempfile

import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

net = nj.Network(seed=1)
cells = net.create(400, nj.models.iaf_psc_exp, name="cells", V_m=nj.random.uniform(-70.0, -55.0))
noise = net.create(1, nj.models.poisson_generator, rate=9000.0)
onsets = np.arange(500.0, 9500.0, 500.0)
flash = net.create(1, nj.models.spike_generator, spike_times=[onsets])
net.connect(noise, cells, weight=40.0)
net.connect(flash, cells[:200], weight=300.0, delay=5.0)
net.connect(cells, cells, nj.rules.fixed_indegree(40), weight=-60.0, delay=1.5)
net.record(cells, "spikes")
result = nj.Simulation(net).run(10_000.0)
print(result)

# %%
# Slices of time and of neurons are results and trains again.

train = result.spikes["cells"]
print(result.between(9000.0, 10_000.0).spikes["cells"])
print(train.select(range(10)))

# %%
# Irregularity, variability and correlation.

print("CV", np.nanmean(nj.statistics.cv(train)).round(3))
print("CV2", np.nanmean(nj.statistics.cv2(train)).round(3))
print("Fano factor", np.nanmean(nj.statistics.fano_factor(train)).round(3))
print("correlation", round(nj.statistics.mean_correlation(train), 4))

# %%
# The response to the flashes of those that see them, and of the others.

fig, ax = plt.subplots(figsize=(6, 3.4), layout="constrained")
for name, units in (("first half", range(200)), ("second half", range(200, 400))):
    times, rate = nj.statistics.psth(train.select(units), onsets, before=20.0, after=60.0)
    ax.plot(times, rate, label=name)
ax.set(xlabel="time after a flash (ms)", ylabel="rate (Hz)")
ax.legend(frameon=False)
plt.show()

# %%
# Results are saved whole. ``to_pandas``, ``to_xarray`` and ``to_neo`` lead to other libraries.

path = pathlib.Path(tempfile.mkdtemp()) / "run.npz"
result.save(path)
print(nj.Result.load(path) == result)
