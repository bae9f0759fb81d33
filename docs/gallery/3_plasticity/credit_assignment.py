"""
Which synapse earned the reward?
================================

Two neurons fire one after the other, and a reward comes seconds later, when all neurons have fired
many times. A synapse remembers the coincidence as its eligibility, which dopamine turns into weight
(Izhikevich 2007, figure 1).
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

net = nj.Network(seed=1)
exc = net.create(800, nj.models.izhikevich, name="exc")
inh = net.create(200, nj.models.izhikevich, name="inh", a=0.1, d=2.0)
noise = net.create(1, nj.models.noise_generator, name="noise", std=3.4)
net.connect(noise, exc + inh)
dopamine = net.create_modulator("dopamine", tau=200.0)
rule = nj.synapses.stdp_dopamine(A_plus=0.01, A_minus=0.015, b=-0.002, W_max=4.0, tau_c=1000.0)
others = net.connect(exc, exc + inh, nj.rules.fixed_outdegree(100), weight=1.0, delay=1.0, synapse=rule)
net.connect(inh, exc, nj.rules.fixed_outdegree(100), weight=-1.0, delay=1.0)
chosen = net.connect(exc[:1], exc[1:2], weight=0.0, delay=1.0, synapse=rule, name="chosen")
net.record(exc[:2], "spikes", name="pair")
net.record(dopamine, "concentration", interval=50.0)
net.record_synapses(chosen, ["weight", "c"], interval=50.0)

# %%
# By chance the two neurons meet once in a minute; that they are also driven together every 3 s or so saves an hour.

rng = np.random.default_rng(1)
together = np.cumsum(rng.integers(1500, 4500, 40))
kicks = net.create(2, nj.models.spike_generator, name="kicks", spike_times=[together, together + 5])
net.connect(kicks, exc[:2], nj.rules.one_to_one(), weight=100.0, delay=1.0)


class Reward:
    """Dopamine, 1 to 3 s after the postsynaptic neuron fired within 20 ms after the presynaptic one."""

    def __init__(self):
        self.last, self.due = -np.inf, []

    def __call__(self, sim):
        pre, post = (sim.recent.spikes["pair"].of(unit) for unit in (0, 1))
        before = np.append(self.last, pre)
        self.due += [sim.time + rng.uniform(1000.0, 3000.0) for one in post if one - before[before < one].max() < 20.0]
        self.last = before[-1]
        sim[dopamine]["concentration"] += 0.5 * sum(one <= sim.time for one in self.due)
        self.due = [one for one in self.due if one > sim.time]


sim = nj.Simulation(net, dt=1.0)
result = sim.run(100_000.0, every=100.0, callback=Reward())

# %%
# The chosen synapse grows to its bound; the 80,000 others start at 1 mV, and most decline.

fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained", width_ratios=(3, 2))
history = result.traces["chosen"]
left.plot(history.times / 1000.0, history["weight"], label="chosen synapse")
left.set(xlabel="time (s)", ylabel="weight (mV)")
levels = result.traces["dopamine"]
rewards = levels.times[1:][np.diff(levels["concentration"][:, 0]) > 0.25]
left.plot(rewards / 1000.0, np.full(rewards.size, -0.15), "|", color="C3", label="rewards")
left.legend(frameon=False, loc="center right")
right.hist(sim[others]["weight"], np.linspace(0.0, 4.0, 41), log=True, color="0.6")
right.axvline(sim[chosen]["weight"][0], color="C0")
right.set(xlabel="weight (mV)", ylabel="synapses")
plt.show()

# %%
# Where the pair met, the eligibility jumps; at the next reward the weight follows what is left of it.

fig, panels = plt.subplots(4, 1, figsize=(7, 6), sharex=True, layout="constrained", height_ratios=(2, 3, 3, 3))
for unit in (0, 1):
    spikes = result.spikes["pair"].of(unit)
    panels[0].plot(spikes / 1000.0, np.full(spikes.size, unit), "|")
panels[0].set(ylim=(-0.5, 1.5), yticks=[0, 1], yticklabels=["pre", "post"])
for panel, values, label in ((panels[1], history["c"], "eligibility"), (panels[2], levels["concentration"], "dopamine"),
                             (panels[3], history["weight"], "weight (mV)")):
    panel.plot(history.times / 1000.0, values)
    panel.set_ylabel(label)
panels[3].set(xlabel="time (s)", xlim=(0, 25), ylim=(0, 2.5))
fig.align_ylabels()
plt.show()
