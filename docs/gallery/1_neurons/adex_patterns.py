"""
Firing patterns of the adaptive exponential neuron
==================================================

The adaptation current ``w`` decides between tonic firing, adaptation and bursts (Naud et al. 2008).
"""
import matplotlib.pyplot as plt

import neurojit as nj

PATTERNS = {
    "tonic": {"C_m": 200.0, "g_L": 10.0, "E_L": -70.0, "a": 2.0, "tau_w": 30.0, "b": 0.0, "V_reset": -58.0,
              "I_e": 500.0},
    "adapting": {"C_m": 200.0, "g_L": 12.0, "E_L": -70.0, "a": 2.0, "tau_w": 300.0, "b": 60.0, "V_reset": -58.0,
                 "I_e": 500.0},
    "initial burst": {"C_m": 130.0, "g_L": 18.0, "E_L": -58.0, "a": 4.0, "tau_w": 150.0, "b": 120.0, "V_reset": -50.0,
                      "I_e": 400.0},
    "bursting": {"C_m": 200.0, "g_L": 10.0, "E_L": -58.0, "a": 2.0, "tau_w": 120.0, "b": 100.0, "V_reset": -46.0,
                 "I_e": 210.0},
}

net = nj.Network(seed=1)
for name, values in PATTERNS.items():
    cell = net.create(1, nj.models.aeif_psc_exp, name=name, V_th=-50.0, Delta_T=2.0, V_m=values["E_L"], **values)
    net.record(cell, ["spikes", "V_m", "w"], interval=0.2)
result = nj.Simulation(net, dt=0.05).run(400.0)

# %%
# Potential on the left, adaptation on the right.

fig, panels = plt.subplots(4, 2, figsize=(6, 7), sharex=True, layout="constrained")
for (left, right), name in zip(panels, PATTERNS):
    nj.plot.traces(result.traces[name], "V_m", ax=left)
    nj.plot.traces(result.traces[name], "w", ax=right)
    left.set_title(name, loc="left", fontsize=10)
    for panel in (left, right):
        panel.set_xlabel("time (ms)" if name == "bursting" else "")
plt.show()
