"""
Spikes learn a curve: e-prop
============================

Where does a synapse know from whether its weight should grow, if the error shows only later and
elsewhere? In e-prop it keeps an eligibility, what its spikes did to the voltage of its target where
that was near threshold, and a learning signal that all synapses hear turns it into a change (Bellec
et al. 2020). Here a network learns to draw a curve.
"""
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

# %%
# The gradient of a spike with respect to the voltage is replaced by a pseudo-derivative, a triangle around the
# threshold. Each step that the target ends within it adds the pseudo-derivative times the presynaptic trace to the
# eligibility, which the readout then filters. The error times the eligibility is what the weight goes down by: the
# negative gradient of the squared error. `slope` is how the readout depends on the synapse: 1 or -1.

e_prop = nj.SynapseModel(
    "e_prop",
    parameters={"rate": (5e-4, "1"), "slope": (1.0, "1"), "tau_m": (20.0, "ms"), "tau_out": (20.0, "ms"),
                "V_th": (-55.0, "mV"), "width": (10.0, "mV"), "W_max": (10.0, "1")},
    traces={"x": ("pre", "tau_m")}, variables={"e": 0.0}, target={"V": ("V_m", "mV")},
    during=("V > V_th - width", "e = e + (1 - abs(V - V_th)/width)*x*dt/ms"),
    equations="""
        de/dt = -e/tau_out : 1
        dw/dt = -rate*slope*e*(output - wanted)/ms : 1""",
    modulators=("output", "wanted"), bounds=(0, "W_max"),
)

# %%
# A hundred inputs repeat the same random spikes every second. They excite or inhibit 160 neurons, of which half raise
# the output and half lower it. Output and wanted curve are modulators, concentrations that the whole network hears; a
# schedule of spikes draws the curve.

PERIOD, INPUTS, HIDDEN = 1000, 100, 80  # ms, neurons
TIMES = np.arange(0, PERIOD, 5)
CURVE = sum(np.sin(2.0 * np.pi * k * TIMES / PERIOD + k) / k for k in (1, 2, 3))


def learn(seed, periods=60, rate=5e-4):
    """Output and wanted curve by period and ms, the neurons' spikes in the last period, and squared errors."""
    rng = np.random.default_rng(seed)
    again = PERIOD * np.arange(periods)[:, None]
    net = nj.Network(seed=seed)
    inputs = net.create(INPUTS, nj.models.spike_generator, spike_times=[
        np.ravel(np.sort(rng.choice(np.arange(1, PERIOD), 15, replace=False)) + again) for _ in range(INPUTS)])
    schedule = net.create(TIMES.size, nj.models.spike_generator, spike_times=[
        np.ravel(time + 1 + again) for time in TIMES])
    output, wanted = net.create_modulator("output", tau=20.0), net.create_modulator("wanted", tau=20.0)
    net.connect(schedule, wanted, weight=CURVE - np.roll(CURVE, 1) * np.exp(-5.0 / 20.0), delay=1.0)
    groups = []
    for name, slope in (("up", 1.0), ("down", -1.0)):
        neurons = net.create(HIDDEN, nj.models.iaf_psc_delta, name=name, tau_m=20.0, V_reset=-70.0, t_ref=3.0,
                             V_m=nj.random.uniform(-70.0, -56.0))
        net.connect(neurons, output, weight=0.08 * slope, delay=1.0)
        net.connect(inputs[:70], neurons, weight=nj.random.uniform(0.0, 3.0), delay=1.0, name=f"{name}, excitation",
                    synapse=e_prop(slope=slope, rate=rate))
        net.connect(inputs[70:], neurons, weight=nj.random.uniform(-3.0, 0.0), delay=1.0, name=f"{name}, inhibition",
                    synapse=e_prop(slope=-slope, rate=rate))
        groups.append(neurons)
    net.record(output, "concentration")
    net.record(wanted, "concentration")
    net.record(groups[0] + groups[1], "spikes")
    result = nj.Simulation(net, dt=1.0).run(PERIOD * periods)
    curves = [result.traces[name]["concentration"][1:, 0].reshape(periods, PERIOD) for name in ("output", "wanted")]
    error = np.mean((curves[0] - curves[1]) ** 2, axis=1) / curves[1][1:].var()
    last = [result.spikes[one.name].between(PERIOD * (periods - 1), PERIOD * periods) for one in groups]
    return curves, last, error


# %%
# After a minute the output follows the curve; what remains is the noise of single spikes.

(output, wanted), spikes, error = learn(seed=1)
_, _, unchanged = learn(seed=1, rate=0.0)
fig, panels = plt.subplots(1, 3, figsize=(10, 3), layout="constrained")
for panel, period, title in ((panels[0], 1, "second period"), (panels[1], -1, "last period")):
    panel.plot(output[period], label="output", linewidth=0.9)
    panel.plot(wanted[period], label="wanted")
    panel.set(xlabel="time (ms)", title=title, ylim=(-2.8, 2.8))
panels[0].legend(frameon=False)
panels[2].semilogy(1 + np.arange(error.size), error, label="learning")
panels[2].semilogy(1 + np.arange(error.size), unchanged, color="0.6", label="weights as they were")
panels[2].set(xlabel="period", title="squared error / variance")
panels[2].legend(frameon=False)
plt.show()

# %%
# The neurons that raise the output, and those that lower it, in the last period.

fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
for i, one in enumerate(spikes):
    ax.plot(one.times - one.start, one.senders + i * HIDDEN, ".", markersize=2, label=("up", "down")[i])
ax.set(xlabel="time (ms)", ylabel="neuron")
ax.legend(loc="upper right")
plt.show()
