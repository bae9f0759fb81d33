"""Sources of spikes and current, with NEST's names and defaults.

A generator of random spikes gives each of its targets a train of its own; its twin whose name ends in `_source` has
one train a unit, which its targets share and which can be recorded.
"""

from __future__ import annotations

from neurojit.models.parameter import POSITIVE, Declared
from neurojit.models.source_model import Law, SourceModel

INF = float("inf")

WINDOW: Declared = {"start": (0.0, "ms", 0.0, INF), "stop": (INF, "ms", 0.0, INF)}
RATE: Declared = {"rate": (0.0, "Hz", 0.0, INF)}
OSCILLATION: Declared = {"frequency": (0.0, "Hz", 0.0, INF), "phase": (0.0, "deg")}
COMPONENTS: Declared = {"n_proc": (1.0, "1", 1.0, 5e5)}


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
inhomogeneous_poisson_generator, inhomogeneous_poisson_source = _twins(
    "inhomogeneous_poisson", "poisson_steps",
    {"rate_times": ((), "ms", 0.0, INF), "rate_values": ((), "Hz", 0.0, INF)},
    "Poisson spikes at a rate that changes to a new value at given times; 0 before the first.",
)
sinusoidal_poisson_generator, sinusoidal_poisson_source = _twins(
    "sinusoidal_poisson", "poisson_sine", {**RATE, "amplitude": (0.0, "Hz"), **OSCILLATION},
    "Poisson spikes at the rate max(0, rate + amplitude*sin(2*pi*frequency*t + phase)), phase in degrees.",
)
gamma_sup_generator, gamma_sup_source = _twins(
    "gamma_sup", "gamma", {**RATE, "gamma_shape": (1.0, "1", 1.0, 1000.0), **COMPONENTS},
    """Superposition of n_proc gamma processes of `rate` each, in equilibrium from the start.  The intervals of a
    component are sums of gamma_shape waiting times, CV = 1/sqrt(gamma_shape) for small dt.
    [Deger et al. 2012, doi:10.1007/s10827-011-0362-8].""",
)
ppd_sup_generator, ppd_sup_source = _twins(
    "ppd_sup", "dead_time",
    {**RATE, "dead_time": (0.0, "ms", 0.0, INF), **COMPONENTS, "frequency": (0.0, "Hz", 0.0, INF),
     "relative_amplitude": (0.0, "1", 0.0, 1.0)},
    """Superposition of n_proc Poisson processes with dead time, of `rate` each, in equilibrium from the start.
    The hazard may oscillate: (1 + relative_amplitude*sin(2*pi*frequency*t)) times its mean; dead_time is rounded to
    whole steps.  [Deger et al. 2012, doi:10.1007/s10827-011-0362-8].""",
)
spike_generator = SourceModel(
    "spike_generator", "times", {"spike_times": ((), "ms", 0.0, INF), **WINDOW},
    "Spikes at given times.",
)
pulsepacket_generator = SourceModel(
    "pulsepacket_generator", "packets",
    {"pulse_times": ((), "ms", 0.0, INF), "activity": (0.0, "1", 0.0, INF), "sdev": (0.0, "ms", 0.0, INF), **WINDOW},
    """Packets of `activity` spikes with normally distributed distances (standard deviation sdev) from given times;
    those that fall before the start are lost.  All targets of a unit get the same spikes.""",
)
dc_generator = SourceModel(
    "dc_generator", "constant", {"amplitude": (0.0, "pA"), **WINDOW},
    "Constant current.",
)
ac_generator = SourceModel(
    "ac_generator", "sine", {"amplitude": (0.0, "pA"), "offset": (0.0, "pA"), **OSCILLATION, **WINDOW},
    "Current offset + amplitude*sin(2*pi*frequency*t + phase), phase in degrees, held over each time step.",
)
step_current_generator = SourceModel(
    "step_current_generator", "steps",
    {"amplitude_times": ((), "ms", 0.0, INF), "amplitude_values": ((), "pA"), **WINDOW},
    "Current that changes to a new value at given times; 0 before the first.",
)
noise_generator = SourceModel(
    "noise_generator", "noise",
    {"mean": (0.0, "pA"), "std": (0.0, "pA", 0.0, INF), "std_mod": (0.0, "pA", 0.0, INF), **OSCILLATION,
     "dt": (1.0, "ms", POSITIVE, INF), **WINDOW},
    """Gaussian current, drawn anew every dt (from the start) and independent for each connection.  Its variance is
    std**2 + std_mod**2*sin(2*pi*frequency*t + phase), phase in degrees.""",
)
timed_array = SourceModel(
    "timed_array", "values", {"values": ((), "1"), "interval": (1.0, "ms", POSITIVE, INF), **WINDOW},
    """Values at equal intervals, the first from the start; each is held until the next, the last until stop.  One list
    for each unit, in the unit of the input it is connected to; `Network.drive` is the short way.""",
)
