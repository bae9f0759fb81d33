"""What `neurojit bench` measures: two known networks on this machine."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from .demo.balanced import network as balanced
from .network import Network
from .networks import microcircuit
from .simulation import Simulation

NETWORKS: dict[str, tuple[str, Callable[[], Network]]] = {
    "coba": ("4,000 neurons that keep each other busy", balanced),
    "microcircuit": ("the cortical microcircuit, a tenth of its neurons", lambda: microcircuit(0.1, seed=1)),
}


def measure(names: list[str], duration: float, repeats: int, threads: int | None = None) -> Iterator[str]:
    """A line about each network: size, seconds to build, seconds for a biological second.

    Parameters
    ----------
    names : list of str
        Of `NETWORKS`.
    duration : float
        ms of each run.
    repeats : int
        Runs, of which the fastest counts.
    threads : int, optional
        As of Simulation.

    Yields
    ------
    str

    Examples
    --------
    >>> from neurojit.measure import measure
    >>> "synapses" in next(measure(["coba"], 10.0, 1))
    True
    """
    for name in names:
        description, build = NETWORKS[name]
        began = time.perf_counter()
        sim = Simulation(build(), dt=0.1, threads=threads)
        built = time.perf_counter() - began
        sim.run(1.0)  # loads compiled code
        best = min(sim.run(duration).realtime_factor for _ in range(repeats))
        yield (f"{name:13} {description}: {sim.synapse_count:,} synapses built in {built:.2f} s;\n"
               f"{'':13} a second takes {best:.3g} s on {sim.threads} thread{'s'[:sim.threads != 1]}, "
               f"{1 / best:.3g} times real time")
