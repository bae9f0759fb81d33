"""Sources of spikes and current, with NEST's names and defaults.

A generator of random spikes gives each of its targets a train of its own; its twin whose name ends in `_source` has
one train a unit, which its targets share and which can be recorded.
"""

from __future__ import annotations

from neurojit.models.parameter import Declared
from neurojit.models.source_model import Law, SourceModel

INF = float("inf")

WINDOW: Declared = {"start": (0.0, "ms", 0.0, INF), "stop": (INF, "ms", 0.0, INF)}
RATE: Declared = {"rate": (0.0, "Hz", 0.0, INF)}


def _twins(base: str, law: Law, declared: Declared, doc: str) -> list[SourceModel]:
    """The private and the shared form of a source of random spikes."""
    declared = {**declared, **WINDOW}
    private, shared = f"{base}_generator", f"{base}_source"
    return [
        SourceModel(private, law, declared, f"{doc} Each target has an independent train; for one that can be "
                    f"recorded and is shared see {shared}.", private=True),
        SourceModel(shared, law, declared, f"{doc} Each unit has one train, shared by its targets; it can be "
                    "recorded."),
    ]


poisson_generator, poisson_source = _twins("poisson", "poisson", RATE, "Poisson spikes.")
spike_generator = SourceModel(
    "spike_generator", "times", {"spike_times": ((), "ms", 0.0, INF), **WINDOW},
    "Spikes at given times.",
)
dc_generator = SourceModel(
    "dc_generator", "constant", {"amplitude": (0.0, "pA"), **WINDOW},
    "Constant current.",
)
step_current_generator = SourceModel(
    "step_current_generator", "steps",
    {"amplitude_times": ((), "ms", 0.0, INF), "amplitude_values": ((), "pA"), **WINDOW},
    "Current that changes to a new value at given times; 0 before the first.",
)
