"""
Back to the usual rate
======================

After their input is doubled or halved neurons find back to their rate: either all their synapses
scale together, or their threshold moves (Turrigiano et al. 1998; Desai et al. 1999).
"""
import matplotlib.pyplot as plt

import neurojit as nj

TARGET = 8.0  # Hz
KINDS = {"none": (nj.models.iaf_psc_exp, {}),
         "scaling": (nj.homeostasis.synaptic_scaling(nj.models.iaf_psc_exp, rate=TARGET), {"tau_scaling": 4000.0}),
         "threshold": (nj.homeostasis.intrinsic_plasticity(nj.models.iaf_psc_exp, rate=TARGET), {"eta_shift": 0.2})}

net = nj.Network(seed=4)
noise = net.create(1, nj.models.poisson_generator, name="noise", rate=8000.0)
for name, (model, values) in KINDS.items():
    cells = net.create(100, model, name=name, **values)
    net.connect(noise, cells, weight=22.0)
    net.record(cells, "rate", interval=1000.0)
net.record(net["scaling"], "mean(scaling)", interval=1000.0, name="scale")
net.record(net["threshold"], "mean(threshold_shift)", interval=1000.0, name="shift")

# %%
# The same kind of noise for all: after 40 s twice as much as at first, after 80 s half as much.

sim = nj.Simulation(net)
for rate in (8000.0, 16_000.0, 4000.0):
    sim[noise]["rate"] = rate
    sim.run(40_000.0)

traces = sim.result.traces
fig, panels = plt.subplots(3, 1, figsize=(7, 6), sharex=True, layout="constrained")
for name in KINDS:
    panels[0].plot(traces[name].times / 1000.0, traces[name]["rate"], label=name)
panels[0].axhline(TARGET, color="0.6", linewidth=0.8)
panels[0].set(ylabel="rate (Hz)", yscale="symlog", ylim=(0, 150), yticks=[0, 8, 100], yticklabels=[0, 8, 100])
panels[0].legend(frameon=False, ncols=3, loc="lower left", bbox_to_anchor=(0.0, 1.0))
panels[1].plot(traces["scale"].times / 1000.0, traces["scale"]["mean(scaling)"], color="C1")
panels[1].set(ylabel="scale of synapses")
panels[2].plot(traces["shift"].times / 1000.0, traces["shift"]["mean(threshold_shift)"], color="C2")
panels[2].set(xlabel="time (s)", ylabel="shift of threshold (mV)")
for panel in panels:
    for change in (40.0, 80.0):
        panel.axvline(change, color="0.6", linestyle=":")
plt.show()
