"""
A rule of your own learns from reward
=====================================

What fires together is marked, and what is rewarded stays: a Hebbian rule with an eligibility, written
in a few lines, finds out by trial and error which of four actions each of four stimuli calls for.
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

rule = nj.SynapseModel(
    "rewarded_hebbian",
    parameters={"rate": (4e-4, "1"), "tau": (20.0, "ms"), "tau_c": (100.0, "ms"), "W_max": (2.0, "1")},
    traces={"x": ("pre", "tau")}, variables={"c": 0.0},
    on_post="c = c + x",
    equations="""
        dc/dt = -c/tau_c : 1
        dw/dt = rate*c*dopamine/ms : 1""",
    modulators=("dopamine",), bounds=(0, "W_max"),
)
print(rule)

# %%
# Four groups of 25 neurons sense, four groups of 10 act and inhibit the others. Noise makes them try this and that: the
# group that fires most is the action taken. Dopamine is what is rewarded beyond what is usual for the stimulus, so it
# falls below its level at rest, 0, where a reward fails to come.

KINDS, SENSES, ACTORS = 4, 25, 10


def learn(seed, trials=800, informed=True):
    """Whether every trial was rewarded, mean weights (stimulus, action) at the end, first and last spikes."""
    net = nj.Network(seed=seed)
    senses = net.create(KINDS * SENSES, nj.models.poisson_source, rate=0.0)
    actors = net.create(KINDS * ACTORS, nj.models.iaf_psc_delta, name="actors", tau_m=15.0, t_ref=3.0, I_e=220.0)
    noise = net.create(1, nj.models.poisson_generator, rate=1500.0)
    net.connect(noise, actors, weight=0.8)
    net.connect(noise, actors, weight=-0.4)
    group = np.repeat(np.arange(KINDS), ACTORS)
    net.connect(actors, actors, np.nonzero(group[:, None] != group), weight=-1.0, delay=1.0)
    dopamine = net.create_modulator("dopamine", tau=50.0)
    learned = net.connect(senses, actors, weight=nj.random.uniform(0.5, 0.7), delay=1.0, synapse=rule)
    net.record(actors, "spikes")
    sim = nj.Simulation(net, dt=0.5)
    rng = np.random.default_rng(seed)
    usual, rewarded, shown = np.full(KINDS, 1.0 / KINDS), np.zeros(trials), []
    for trial in range(trials):
        stimulus = rng.integers(KINDS)
        sim[senses]["rate"] = np.where(np.arange(KINDS * SENSES) // SENSES == stimulus, 40.0, 0.0)
        answer = sim.run(150.0)
        spikes = answer.spikes["actors"].counts().reshape(KINDS, ACTORS).sum(axis=1)
        action = rng.permutation(np.flatnonzero(spikes == spikes.max()))[0]
        rewarded[trial] = action == stimulus
        reward = rewarded[trial] if informed else float(rng.random() < 1.0 / KINDS)
        sim[dopamine]["concentration"] = reward - usual[stimulus]
        usual[stimulus] += 0.05 * (reward - usual[stimulus])
        sim[senses]["rate"] = 0.0
        sim.run(250.0)
        sim[dopamine]["concentration"] = 0.0
        shown += [(stimulus, answer.spikes["actors"])] if trial in (0, trials - 1) else []
    weights = sim[learned].to_scipy().toarray().reshape(KINDS, SENSES, KINDS, ACTORS).mean(axis=(1, 3))
    return rewarded, weights, shown


# %%
# It is right at every fourth trial at first, by chance, and nearly always in the end. If rewards come as often but at
# random, nothing is learned.

rewarded, weights, shown = learn(seed=1)
at_random, _, _ = learn(seed=1, informed=False)
fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained", width_ratios=(3, 2))
for outcome, label in ((rewarded, "rewarded"), (at_random, "rewarded at random")):
    left.plot(np.arange(25, rewarded.size, 50), outcome.reshape(-1, 50).mean(axis=1), "o-", label=label)
left.axhline(1.0 / KINDS, color="0.6", linewidth=0.8)
left.set(xlabel="trial", ylabel="share of right actions", ylim=(0.0, 1.05))
left.legend(frameon=False, loc="center right")
image = right.imshow(weights, origin="lower", cmap="viridis")
right.set(xlabel="action", ylabel="stimulus", xticks=range(KINDS), yticks=range(KINDS), title="mean weight (mV)")
fig.colorbar(image, ax=right)
plt.show()

# %%
# The first trial and the last: the group that is called for, shaded, has come to fire most.

fig, panels = plt.subplots(1, 2, figsize=(8, 2.8), sharey=True, layout="constrained")
for panel, (stimulus, spikes), title in zip(panels, shown, ("first trial", "last trial")):
    panel.plot(spikes.times - spikes.start, spikes.senders, "k.", markersize=2)
    panel.axhspan(ACTORS * stimulus - 0.5, ACTORS * (stimulus + 1) - 0.5, color="C1", alpha=0.3)
    panel.set(xlabel="time (ms)", title=title)
panels[0].set_ylabel("neuron")
plt.show()
