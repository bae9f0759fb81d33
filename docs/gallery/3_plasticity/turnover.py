"""
Synapses that come and go
=========================

The weakest synapses vanish and as many grow at random places (structural plasticity). As STDP weakens
synapses whose input says nothing about the others, synapses gather where inputs fire together.
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

# %%
# Of 400 inputs with the same rate the first 100 fire together: each of their spikes is copied from one of a few trains.

net = nj.Network(seed=1)
rng = np.random.default_rng(1)
DURATION, RATE = 120_000.0, 10.0  # ms, Hz
events = np.sort(rng.uniform(5.0, DURATION, round(DURATION * RATE / 1000.0)))


def train(correlated):
    """Spike times of one input: half of the common events and as many of its own, or only its own."""
    common = events[rng.random(events.size) < 0.5 * correlated]
    own = rng.uniform(5.0, DURATION, rng.poisson(DURATION * RATE / 1000.0) - common.size)
    return np.unique(np.round(np.append(common + rng.uniform(-3.0, 3.0, common.size), own).clip(1.0), 1))


inputs = net.create(400, nj.models.spike_generator, name="inputs", spike_times=[train(i < 100) for i in range(400)])
cells = net.create(50, nj.models.iaf_psc_exp, name="cells", I_e=250.0)
rule = nj.synapses.stdp_pair("guetig", mu_plus=0.05, mu_minus=0.05, lambda_=0.005, alpha=1.05, W_max=100.0)
learned = net.connect(inputs, cells, nj.rules.fixed_indegree(80), weight=50.0, delay=1.0, synapse=rule)
net.record(cells, "rate", interval=1000.0)

# %%
# Every second 1 % of the synapses vanish and grow elsewhere.

sim = nj.Simulation(net)
turnover = nj.structural.Turnover(learned, fraction=0.01, weight=50.0, delay=1.0)
shares, matrices = [], [sim[learned].to_scipy()]
for _ in range(60):
    shares.append(np.mean(sim[learned]["pre"] < 100))
    sim.run(2000.0, every=1000.0, callback=turnover)
matrices.append(sim[learned].to_scipy())

fig, panels = plt.subplots(1, 3, figsize=(10, 3.4), layout="constrained", width_ratios=(3, 3, 2))
for panel, matrix, title in zip(panels, matrices, ("at first", "after two minutes")):
    nj.plot.weight_matrix(matrix, ax=panel, label="weight (pA)")
    panel.set_title(title, loc="left")
panels[2].plot(2.0 * np.arange(60), 100.0 * np.array(shares))
panels[2].axhline(25.0, color="0.6", linewidth=0.8)
panels[2].set(xlabel="time (s)", ylabel="synapses from inputs\nthat fire together (%)", ylim=(0, 100))
plt.show()
print(f"{len(sim[learned])} synapses, rate {sim.result.traces['cells']['rate'][-10:].mean():.1f} Hz")
