"""
Four regimes of one network
===========================

Excitation and inhibition of one strength ratio g, and input of one rate eta: Brunel's network
(2000) fires synchronously or not, regularly or not, depending on these two numbers.
"""
import matplotlib.pyplot as plt

import neurojit as nj

REGIMES = {"synchronous regular": (3.0, 2.0), "fast oscillation": (6.0, 4.0), "asynchronous irregular": (5.0, 2.0),
           "slow oscillation": (4.5, 0.9)}
WEIGHT, DELAY = 0.2, 1.5  # mV, ms


def build(g, eta):
    """2,500 neurons with a tenth of all possible connections."""
    net = nj.Network(seed=1)
    cell = {"E_L": 0.0, "V_reset": 10.0, "V_th": 20.0, "tau_m": 20.0, "t_ref": 2.0, "V_m": nj.random.uniform(0.0, 20.0)}
    exc = net.create(2000, nj.models.iaf_psc_delta, name="exc", **cell)
    inh = net.create(500, nj.models.iaf_psc_delta, name="inh", **cell)
    net.connect(exc, exc + inh, nj.rules.fixed_indegree(200), weight=WEIGHT, delay=DELAY)
    net.connect(inh, exc + inh, nj.rules.fixed_indegree(50), weight=-g * WEIGHT, delay=DELAY)
    threshold_rate = 1000.0 * 20.0 / (WEIGHT * 20.0)  # Hz, of the input that just reaches threshold
    noise = net.create(1, nj.models.poisson_generator, name="noise", rate=eta * threshold_rate)
    net.connect(noise, exc + inh, weight=WEIGHT)
    net.record(exc[:400], "spikes")
    return net


# %%
# A raster of 80 neurons over the rate of 400, for each regime.

fig, panels = plt.subplots(4, 2, figsize=(8, 8), layout="constrained", height_ratios=(2, 1, 2, 1), sharex=True)
for place, (name, (g, eta)) in enumerate(REGIMES.items()):
    train = nj.Simulation(build(g, eta), dt=0.1).run(500.0).spikes["exc"].between(300.0, 500.0)
    top, bottom = panels[2 * (place // 2), place % 2], panels[2 * (place // 2) + 1, place % 2]
    nj.plot.raster(train.select(range(80)), ax=top)
    nj.plot.rate(train, ax=bottom, width=1.0)
    top.set_title(f"{name} (g = {g:g}, eta = {eta:g})", loc="left", fontsize=9)
    top.set(xlabel="", yticks=[])
    bottom.set(xlabel="time (ms)" if place > 1 else "", ylabel="rate (Hz)" if place % 2 == 0 else "")
plt.show()
