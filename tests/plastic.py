"""One plastic synapse between a source and a target that spike at given steps, and what it sent."""

import numpy as np

import neurojit as nj

# fires where it is kicked; I adds up all that arrives
TARGET = nj.NeuronModel(
    "target", update="kick = kick", states={"kick": "1", "I": "1"}, threshold="kick > 0", reset="kick = 0",
    receptors={"kick": "kick += w", "all": "I += w"})


def sent(synapse, pre_steps, post_steps, weight, delay=1.0, fraction=1.0, dt=0.1, released=None, **options):
    """The weight that every presynaptic spike took along, and the weight at the end.

    released : of every modulator, tau, the steps at which it is released, and how much each time
    """
    net = nj.Network(seed=1)
    for name, (tau, steps, amount) in (released or {}).items():
        pulses = net.create(1, "spike_generator", spike_times=(np.asarray(steps) - 1) * dt)
        net.connect(pulses, net.create_modulator(name, tau=tau), weight=amount, delay=dt)
    source = net.create(1, "spike_generator", spike_times=pre_steps * dt)
    kicks = net.create(1, "spike_generator", spike_times=(post_steps - 1) * dt)
    target = net.create(1, TARGET, name="target")
    net.connect(kicks, target, receptor="kick", weight=1.0, delay=dt)
    learned = net.connect(source, target, receptor="all", weight=weight, delay=delay, synapse=synapse,
                          dendritic_fraction=fraction)
    net.record(target, ["spikes", "I"])
    late = round(delay / dt)
    n_steps = int(max(pre_steps.max() + late, post_steps.max())) + 2
    sim = nj.Simulation(net, dt=dt, precision="double", **options)
    result = sim.run(n_steps * dt)
    assert np.array_equal(result.spikes["target"].steps, post_steps)
    total = result.traces["target"]["I"][:, 0]
    return total[pre_steps + late] - total[pre_steps + late - 1], float(sim[learned]["weight"][0])
