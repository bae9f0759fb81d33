"""Sources of spikes and current, with NEST's names and defaults."""

from __future__ import annotations

from neurojit.models.source_model import SourceModel

INF = float("inf")

WINDOW = {"start": (0.0, "ms", 0.0, INF), "stop": (INF, "ms", 0.0, INF)}
RATE = {"rate": (0.0, "Hz", 0.0, INF)}

poisson_generator = SourceModel(
    "poisson_generator", "poisson_private", {**RATE, **WINDOW},
    "Poisson spikes, an independent train for each target; cannot be recorded.",
)
poisson_source = SourceModel(
    "poisson_source", "poisson_shared", {**RATE, **WINDOW},
    "Poisson spikes, one train per unit that all its targets share; can be recorded.",
)
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
