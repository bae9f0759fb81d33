"""Four thousand neurons that keep each other busy: the conductance-based network of Vogels and Abbott."""
from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np

from .. import models
from ..network import Network
from ..random import normal, uniform
from ..rules import pairwise_bernoulli
from .figure import BLUE, GREY, RED, figure

N_EXCITATORY, N_INHIBITORY = 3200, 800
DURATION = 1000.0
DT = 0.1
SHOWN = 400


def run(out: Path | None) -> None:
    """Build the network, run it for a second and compare with real time.

    References
    ----------
    Vogels TP, Abbott LF (2005) J Neurosci 25:10786-10795, doi:10.1523/JNEUROSCI.3508-05.2005.
    """
    from ..simulation import Simulation

    sim = Simulation(network(), dt=DT)
    sim.run(DT)  # loads the compiled code
    began = time.perf_counter()
    result = sim.run(DURATION)
    seconds = time.perf_counter() - began
    print(f"{N_EXCITATORY} excitatory and {N_INHIBITORY} inhibitory neurons, "
          f"{DURATION:g} ms in {seconds:.2f} s:")
    for name, size in (("exc", N_EXCITATORY), ("inh", N_INHIBITORY)):
        print(f"  {name}: {len(result.spikes[name].times) / size / (DURATION / 1000.0):.1f} Hz a neuron")
    print(f"  {DURATION / 1000.0 / seconds:.1f} times faster than real time")
    if out is not None:
        _draw(result, DURATION / 1000.0 / seconds, out)


def network(seed: int = 1) -> Network:
    """4,000 neurons, 80 % excitatory, each connected to 2 % of all; no input from outside."""
    net = Network(seed=seed)
    cell: dict[str, Any] = {
        "C_m": 200.0, "g_L": 10.0, "E_L": -60.0, "V_reset": -60.0, "V_th": -50.0, "t_ref": 5.0,
        "E_ex": 0.0, "E_in": -80.0, "tau_syn_ex": 5.0, "tau_syn_in": 10.0, "V_m": uniform(-60.0, -50.0),
        "g_ex": normal(24.0, 9.0, low=0.0, clip=True), "g_in": normal(180.0, 108.0, low=0.0, clip=True),
    }
    excitatory = net.create(N_EXCITATORY, models.iaf_cond_exp, name="exc", **cell)
    inhibitory = net.create(N_INHIBITORY, models.iaf_cond_exp, name="inh", **cell)
    everyone = excitatory + inhibitory
    net.connect(excitatory, everyone, pairwise_bernoulli(0.02), weight=6.0, delay=DT)
    net.connect(inhibitory, everyone, pairwise_bernoulli(0.02), weight=-67.0, delay=DT)
    net.record(everyone, "spikes")
    return net


def _draw(result: Any, speed: float, out: Path) -> None:
    with figure(out, "6_balanced", heights=(3.0, 2.0), sharex=True, height=5.5) as (top, bottom):
        first = 0
        edges = np.arange(0.0, DURATION + 2.0, 5.0)
        for name, size, colour in (("exc", N_EXCITATORY, RED), ("inh", N_INHIBITORY, BLUE)):
            times, senders = np.asarray(result.spikes[name].times), np.asarray(result.spikes[name].senders)
            count = SHOWN * size // (N_EXCITATORY + N_INHIBITORY)
            chosen = senders < count
            top.plot(times[chosen], senders[chosen] + first, ".", markersize=1.5, color=colour)
            first += count
            rate = np.histogram(times, edges)[0] / size / 5e-3
            bottom.stairs(rate, edges, color=colour, label={"exc": "excitatory", "inh": "inhibitory"}[name])
        top.set(title=f"{SHOWN} of 4,000 neurons, {speed:.1f} times faster than real time",
                ylabel="neuron", ylim=(0, first))
        bottom.axhline(0.0, color=GREY, linewidth=0.5)
        bottom.set(title="Rate, in bins of 5 ms", xlabel="time (ms)", ylabel="rate (Hz a neuron)",
                   xlim=(0, DURATION), ylim=(0, 40))
        bottom.legend(loc="upper right", ncols=2)
