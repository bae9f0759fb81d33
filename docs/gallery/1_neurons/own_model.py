"""
A model of your own
===================

A model is its equations. This one is a leaky neuron whose threshold jumps at each spike and decays.
"""
import matplotlib.pyplot as plt

import neurojit as nj

moving = nj.NeuronModel(
    "moving_threshold",
    """
    dV_m/dt = (E_L - V_m + R*(I_e + I_stim))/tau_m : mV
    dtheta/dt = (theta_0 - theta)/tau_theta : mV
    """,
    {"E_L": (-70.0, "mV"), "R": (0.1, "GOhm"), "tau_m": (10.0, "ms"), "theta_0": (-55.0, "mV"),
     "tau_theta": (60.0, "ms"), "jump": (4.0, "mV"), "V_reset": (-70.0, "mV"), "t_ref": (2.0, "ms"),
     "I_e": (0.0, "pA")},
    threshold="V_m >= theta", reset="V_m = V_reset; theta += jump", refractory="t_ref", clamped=("V_m",),
    initial={"theta": "theta_0"},
)
print(moving)  # units are checked, and the method is chosen: linear equations are solved exactly

# %%
# It is used like any other, and compiled once.

net = nj.Network(seed=1)
cell = net.create(1, moving, name="cell", I_e=250.0)
net.record(cell, ["spikes", "V_m", "theta"])
result = nj.Simulation(net, dt=0.1).run(300.0)

ax = nj.plot.traces(result, "V_m", spikes=result.spikes["cell"])
traces = result.traces["cell"]
lines = ax.plot(traces.times, traces["theta"], color="black", linestyle="--", linewidth=1.0, label="threshold")
ax.legend(handles=lines, frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
plt.show()
