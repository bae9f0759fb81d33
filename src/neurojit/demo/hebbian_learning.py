"""What fires together wires together: a pairing that strengthens a synapse, beside two that do not."""
from __future__ import annotations

from pathlib import Path

import numpy as np

from ..brain import BrainSimulation
from .figure import BLUE, GREEN, GREY, RED, figure

DT = 0.1
PAIRINGS = 100
EVERY = 20.0
SPIKE = 300.0
LATER = {"together": 0.0, "target 5 ms later": 5.0, "source alone": None}
COLOURS = (RED, BLUE, GREEN)


def run(out: Path | None) -> None:
    """Pair the spikes of two neurons 100 times in three ways and compare their synapses before and after."""
    sim = BrainSimulation(dt_ms=DT)
    for pair in range(len(LATER)):
        source = sim.add_neuron(2 * pair, region="source")
        target = sim.add_neuron(2 * pair + 1, region="target")
        sim.connect_neurons(source, target, weight=2.0, delay_ms=1.0)
    before = response(sim)
    weights = pair_spikes(sim)
    after = response(sim)
    print(f"{PAIRINGS} pairings, one every {EVERY:g} ms; both neurons of 'together' spike in the same step:")
    for pair, name in enumerate(LATER):
        print(f"  {name:18}: weight {weights[0, pair]:.3f} -> {weights[-1, pair]:.3f}, "
              f"response {before[pair].max() + 70.0:.2f} -> {after[pair].max() + 70.0:.2f} mV")
    if out is not None:
        _draw(weights, before, after, out)


def pair_spikes(sim: BrainSimulation) -> np.ndarray:
    """Make the pairs spike; the weights before the first and after every pairing."""
    weights = [sim.synapses.weights]
    for _ in range(PAIRINGS):
        for step in range(round(EVERY / DT)):
            for pair, later in enumerate(LATER.values()):
                if step == 0:
                    sim.inject_current(2 * pair, SPIKE)
                if later is not None and step == round(later / DT):
                    sim.inject_current(2 * pair + 1, SPIKE)
            sim.simulate_step(enable_learning=True)
        weights.append(sim.synapses.weights)
    return np.array(weights)


def response(sim: BrainSimulation, duration: float = 15.0) -> np.ndarray:
    """Voltages (mV) of the targets, from rest, after one spike of every source; (pair, step)."""
    sim.run(2 * EVERY)
    sim.stimulate_region("source", SPIKE)
    sim.run(duration, enable_learning=False)
    steps = round(duration / DT)
    return np.array([sim.get_neuron_voltage_trace(target)[-steps:] for target in sim.neuron_groups["target"]])


def _draw(weights: np.ndarray, before: np.ndarray, after: np.ndarray, out: Path) -> None:
    with figure(out, "4_hebbian_learning") as (top, bottom):
        for pair, (name, colour) in enumerate(zip(LATER, COLOURS, strict=True)):
            top.plot(weights[:, pair], color=colour, label=name, linestyle="--" if pair == 2 else "-")
        top.set(title="Weight while spikes are paired", xlabel="pairing", ylabel="weight",
                xlim=(0, PAIRINGS), ylim=(0, 8))
        top.legend(loc="upper left")
        time = np.arange(before.shape[1]) * DT
        bottom.plot(time, before[0], color=GREY, label="before")
        bottom.plot(time, after[0], color=RED, label="after pairing together")
        bottom.set(title="Response of the target to one spike of the source at 0 ms", xlabel="time (ms)",
                   ylabel="voltage (mV)", xlim=(0, time[-1]))
        bottom.legend(loc="upper right")
