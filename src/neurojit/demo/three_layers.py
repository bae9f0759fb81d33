"""Eye, cortex, association: three layers of neurons with learning synapses under flashing light."""
from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np

from ..brain import BrainSimulation
from .figure import BLUE, GREEN, LIGHT, RED, figure

DT = 0.1
STEPS = 1500
HALF_PERIOD = 10.0
CURRENT = 25.0
BIN = 5.0
SEED = 42
COLOURS = {"Retina": RED, "V1": BLUE, "Visual_Association": GREEN}


def run(out: Path | None) -> None:
    """Flash a light at the network for 150 ms and count who spikes."""
    sim = _network()
    before = sim.synapses.weights
    began = time.perf_counter()
    for step in range(STEPS):
        if lit(step):
            sim.stimulate_region("Retina", CURRENT)
        sim.simulate_step(enable_learning=True)
    seconds = time.perf_counter() - began
    facts = sim.get_statistics()
    print(f"{facts['total_neurons']} neurons, {facts['total_synapses']} synapses, "
          f"{facts['current_time_ms']:.0f} ms: "
          f"{facts['total_spikes']} spikes, {facts['average_firing_rate_hz']:.2f} Hz")
    for region, group in sim.neuron_groups.items():
        n = sum(len(sim.get_spike_times(i)) for i in group)
        print(f"  {region:19}{n:4d} spikes, {n / len(group) / (STEPS * DT / 1000.0):6.1f} Hz a neuron")
    change = sim.synapses.weights - before
    print(f"  {np.count_nonzero(change > 0)} synapses grew, {np.count_nonzero(change < 0)} shrank")
    print(f"  {STEPS} steps in {1000.0 * seconds:.0f} ms, the first one with loading of compiled code")
    if out is not None:
        _draw(sim, out)


def lit(step: int) -> bool:
    """Whether the light is on in a step."""
    return int(step * DT / HALF_PERIOD) % 2 == 0


def _network() -> BrainSimulation:
    """The network of seed 42; NumPy's global generator is left as it was."""
    state: Any = np.random.get_state()  # noqa: NPY002
    np.random.seed(SEED)  # noqa: NPY002
    sim = BrainSimulation(dt_ms=DT)
    sim.create_simple_network(n_sensory=10, n_processing=20, n_output=5)
    np.random.set_state(state)  # noqa: NPY002
    return sim


def _draw(sim: BrainSimulation, out: Path) -> None:
    with figure(out, "5_three_layers", heights=(3.0, 2.0), sharex=True, height=5.5) as (top, bottom):
        duration = STEPS * DT
        for panel in (top, bottom):
            for start in np.arange(0.0, duration, 2 * HALF_PERIOD):
                panel.axvspan(start, start + HALF_PERIOD, color=LIGHT, linewidth=0)
        edges = np.arange(0.0, duration + 0.1, BIN)
        for region, group in sim.neuron_groups.items():
            times = [sim.get_spike_times(i) for i in group]
            colour = COLOURS[region]
            top.eventplot(times, lineoffsets=list(group), linelengths=0.8, linewidths=1.2, colors=colour)
            rate = np.histogram(np.concatenate(times), edges)[0] / len(group) / (BIN / 1000.0)
            bottom.stairs(rate, edges, color=colour, label=region.replace("_", " "), linewidth=1.2)
        top.set(title="Spikes; the light is on where it is yellow", ylabel="neuron",
                ylim=(-1, len(sim.neurons)))
        bottom.set(title=f"Rate, in bins of {BIN:g} ms", xlabel="time (ms)", ylabel="rate (Hz a neuron)",
                   xlim=(0, duration), ylim=(0, 800))
        bottom.legend(loc="upper center", ncols=3)
