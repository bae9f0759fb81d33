"""One neuron under a step of current: it charges, spikes, rests, and starts again."""
from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from ..brain import BrainSimulation, SimulatedNeuron
from .figure import BLUE, GREY, LIGHT, RED, figure

DT = 0.1
ON, OFF, END = 10.0, 80.0, 100.0
CURRENT = 6.0
CURRENTS = np.arange(0.0, 20.5, 0.5)


def run(out: Path | None) -> None:
    """Step one neuron for 100 ms, and many at once for the curve of rate against current."""
    print(f"A neuron at rest gets {CURRENT:g} uA/cm2 from {ON:g} to {OFF:g} ms.")
    neuron = SimulatedNeuron(neuron_id=0)
    for step in range(round(END / DT)):
        if ON <= step * DT < OFF:
            neuron.add_synaptic_input(CURRENT)
        neuron.update(dt_ms=DT)
    times = neuron.spike_times
    print(f"  {len(times)} spikes, the first after {times[0] - ON:.1f} ms, "
          f"then every {np.diff(times).mean():.2f} ms")
    rates = measured_rates(CURRENTS)
    print(f"  from {CURRENTS[np.argmax(rates > 0)]:g} uA/cm2 on it spikes without end, "
          f"with {rates[-1]:.0f} Hz at {CURRENTS[-1]:g} uA/cm2")
    if out is not None:
        _draw(neuron, rates, out)


def measured_rates(currents: np.ndarray, duration: float = 1000.0) -> np.ndarray:
    """Firing rates (Hz) of neurons under constant currents (uA/cm2), all stepped together."""
    sim = BrainSimulation(dt_ms=DT)
    neurons = [sim.add_neuron(i) for i in range(len(currents))]
    for _ in range(round(duration / DT)):
        for neuron, current in zip(neurons, currents.tolist(), strict=True):
            sim.inject_current(neuron, current)
        sim.simulate_step()
    return np.array([len(neuron.spike_times) for neuron in neurons]) / (duration / 1000.0)


def expected_rate(current: float) -> float:
    """Firing rate (Hz) from the solution of the membrane equation.

    After 2 ms at -80 mV the input collected meanwhile acts at once; then the voltage charges to -55 mV.
    """
    goal, start = -70.0 + current / 0.3, -80.0 + 2.0 * current
    if goal <= -55.0:
        return 0.0
    charging = math.log((goal - start) / (goal + 55.0)) / 0.3 if start < -55.0 else 0.0
    return 1000.0 / (2.0 + charging)


def _draw(neuron: SimulatedNeuron, rates: np.ndarray, out: Path) -> None:
    with figure(out, "1_single_neuron") as (top, bottom):
        trace = neuron.voltage_trace
        top.axvspan(ON, OFF, color=LIGHT)
        top.axhline(neuron.threshold_mv, color=GREY, linestyle="--", linewidth=0.8, label="threshold")
        top.plot(np.arange(len(trace)) * DT, trace, color=BLUE)
        top.set(title=f"One neuron; {CURRENT:g} µA/cm² are on where it is yellow", xlabel="time (ms)",
                ylabel="voltage (mV)", xlim=(0, END), ylim=(-85, 60))
        top.legend(loc="upper right")
        fine = np.linspace(CURRENTS[0], CURRENTS[-1], 400)
        bottom.plot(fine, [expected_rate(current) for current in fine], color=GREY, label="equation")
        bottom.plot(CURRENTS, rates, "o", markersize=4, color=RED, label="simulated, 1 s each")
        bottom.set(title="Rate against current", xlabel="current (µA/cm²)", ylabel="rate (Hz)")
        bottom.legend(loc="upper left")
