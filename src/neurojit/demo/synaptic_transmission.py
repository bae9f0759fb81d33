"""Two sources and a target: a spike arrives after its delay and pulls the voltage up or down."""
from __future__ import annotations

from pathlib import Path

import numpy as np

from ..brain import NeuronType, SimulatedNeuron, Synapse
from .figure import BLUE, GREY, RED, figure

DT = 0.1
END = 60.0
EXCITATORY_SPIKES = (5.0, 40.0, 41.0, 42.0)
INHIBITORY_SPIKES = (20.0,)


def run(out: Path | None) -> None:
    """Send one excitatory spike, one inhibitory, and three that together make the target spike."""
    exciter = SimulatedNeuron(0, NeuronType.EXCITATORY)
    inhibitor = SimulatedNeuron(1, NeuronType.INHIBITORY)
    target = SimulatedNeuron(2)
    up = Synapse(exciter, target, initial_weight=9.0, delay_ms=2.0)
    down = Synapse(inhibitor, target, initial_weight=9.0, delay_ms=5.0)
    print(f"An excitatory synapse (weight {up.weight:g}, delay {up.delay_ms:g} ms) and an inhibitory one "
          f"(weight {down.weight:g}, delay {down.delay_ms:g} ms).")
    arrivals = []
    for step in range(round(END / DT)):
        now = step * DT
        for synapse, spikes in ((up, EXCITATORY_SPIKES), (down, INHIBITORY_SPIKES)):
            delivered = synapse.transmit(now, pre_spiked=any(abs(now - time) < DT / 2 for time in spikes))
            if delivered:
                arrivals.append((now, delivered))
        target.update(dt_ms=DT)
    for time, current in arrivals:
        print(f"  {time:5.1f} ms: {current:+.0f} uA/cm2 arrive, {current * DT:+.1f} mV")
    print(f"  the target spikes at {', '.join(f'{time:.1f}' for time in target.spike_times)} ms")
    if out is not None:
        _draw(target, arrivals, out)


def _draw(target: SimulatedNeuron, arrivals: list[tuple[float, float]], out: Path) -> None:
    with figure(out, "3_synaptic_transmission", heights=(1.0, 3.0), sharex=True) as (top, bottom):
        for row, (spikes, colour) in enumerate(((EXCITATORY_SPIKES, RED), (INHIBITORY_SPIKES, BLUE))):
            top.eventplot(list(spikes), lineoffsets=-row, linelengths=0.7, linewidths=2.0, colors=colour)
        top.set(title="Spikes of the sources", yticks=[0, -1], yticklabels=["excitatory", "inhibitory"],
                ylim=(-1.6, 0.6))
        bottom.axhline(target.threshold_mv, color=GREY, linestyle="--", linewidth=0.8)
        bottom.text(0.5, target.threshold_mv + 1.5, "threshold", color=GREY)
        trace = target.voltage_trace
        bottom.plot(np.arange(len(trace)) * DT, trace, color="black")
        for time, current in arrivals:
            colour = RED if current > 0.0 else BLUE
            bottom.axvline(time, color=colour, linewidth=0.8, alpha=0.5)
        bottom.set(title="Voltage of the target; lines mark the arrivals", xlabel="time (ms)",
                   ylabel="voltage (mV)", xlim=(0, END))
