"""One plastic synapse between a source and a target that spike at given steps, and what it sent."""

import numpy as np

import neurojit as nj

# fires where it is kicked; I adds up all that arrives
TARGET = nj.NeuronModel(
    "target", update="kick = kick", states={"kick": "1", "I": "1"}, threshold="kick > 0", reset="kick = 0",
    receptors={"kick": "kick += w", "all": "I += w"})
# the same with a voltage that wanders, and that a spike changes
MOVING = nj.NeuronModel(
    "moving", update="""
        V_m = 0.9*V_m + 6.5*mV*sin(0.7*t/ms)*cos(0.11*t/ms) - 5.5*mV
        u_bar_plus = u_bar_plus + 0.02*(V_m - u_bar_plus)
        u_bar_minus = u_bar_minus + 0.01*(V_m - u_bar_minus)
        u_bar_bar = u_bar_bar + 0.001*(u_bar_minus - u_bar_bar)""",
    states={"kick": "1", "I": "1", "V_m": "mV", "u_bar_plus": "mV", "u_bar_minus": "mV", "u_bar_bar": "mV"},
    threshold="kick > 0", reset="kick = 0; V_m = 10*mV", receptors={"kick": "kick += w", "all": "I += w"},
    initial={"V_m": -55.0, "u_bar_plus": -58.0, "u_bar_minus": -60.0, "u_bar_bar": -65.0})


def sent(synapse, pre_steps, post_steps, weight, delay=1.0, fraction=1.0, dt=0.1, released=None, model=TARGET,
         **options):
    """The weight that every presynaptic spike took along, the weight at the end, and the target's variables by step.

    released : of every modulator, tau, the steps at which it is released, and how much each time
    """
    net = nj.Network(seed=1)
    for name, (tau, steps, amount) in (released or {}).items():
        pulses = net.create(1, "spike_generator", spike_times=(np.asarray(steps) - 1) * dt)
        net.connect(pulses, net.create_modulator(name, tau=tau), weight=amount, delay=dt)
    source = net.create(1, "spike_generator", spike_times=pre_steps * dt)
    kicks = net.create(1, "spike_generator", spike_times=(post_steps - 1) * dt)
    target = net.create(1, model, name="target")
    net.connect(kicks, target, receptor="kick", weight=1.0, delay=dt)
    learned = net.connect(source, target, receptor="all", weight=weight, delay=delay, synapse=synapse,
                          dendritic_fraction=fraction)
    net.record(target, ["spikes", *model.variables])
    late = round(delay / dt)
    n_steps = int(max(pre_steps.max() + late, post_steps.max())) + 2
    sim = nj.Simulation(net, dt=dt, precision="double", **options)
    result = sim.run(n_steps * dt)
    assert np.array_equal(result.spikes["target"].steps, post_steps)
    states = {name: result.traces["target"][name][:, 0] for name in model.variables}
    total = states["I"]
    return total[pre_steps + late] - total[pre_steps + late - 1], float(sim[learned]["weight"][0]), states
