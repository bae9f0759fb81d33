"""
Noise in equations
==================

``xi`` is white noise, drawn for every neuron on its own. A membrane driven by it is an Ornstein-
Uhlenbeck process, whose distribution and spectrum are known.
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

TAU, SIGMA = 20.0, 4.0  # ms, mV
membrane = nj.NeuronModel("noisy_membrane", "dV_m/dt = (E_L - V_m)/tau + sigma*sqrt(2/tau)*xi : mV",
                          {"E_L": (-65.0, "mV"), "tau": (TAU, "ms"), "sigma": (SIGMA, "mV")})
net = nj.Network(seed=1)
cells = net.create(200, membrane, name="cells", V_m=nj.random.normal(-65.0, SIGMA))
net.record(cells, "V_m", interval=1.0)
traces = nj.Simulation(net, dt=0.1).run(5000.0).traces["cells"]

# %%
# The distribution is normal, with the standard deviation sigma; the spectrum is a Lorentzian.

fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.4), layout="constrained")
nj.plot.histogram(traces["V_m"], "V_m (mV)", ax=left)
frequencies, power = nj.statistics.spectrum(traces["V_m"], interval=1.0)
tau = TAU / 1000.0
right.loglog(frequencies[1:], power[1:].mean(axis=1), label="simulated")
right.loglog(frequencies[1:], 4 * SIGMA**2 * tau / (1 + (2 * np.pi * frequencies[1:] * tau) ** 2), "--", color="black",
             label="theory")
right.set(xlabel="frequency (Hz)", ylabel="power (mV$^2$/Hz)", xlim=(1, 200), ylim=(0.001, 3))
right.legend(frameon=False)
plt.show()
