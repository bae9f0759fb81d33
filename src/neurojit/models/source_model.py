"""SourceModel: the declaration of what drives a network from outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from neurojit.equations.parse import check_name
from neurojit.errors import ParameterError
from neurojit.models.parameter import Declared, Parameter, read_parameters, refuse_names_of_create
from neurojit.models.show import parameter_lines
from neurojit.models.tables import check_tables

Law = Literal["poisson", "poisson_steps", "poisson_sine", "gamma", "dead_time", "times", "packets",
              "constant", "steps", "sine", "noise", "values"]

_NEEDS: dict[str, tuple[Literal["spikes", "current"], tuple[str, ...]]] = {
    "poisson": ("spikes", ("rate",)),
    "poisson_steps": ("spikes", ("rate_times", "rate_values")),
    "poisson_sine": ("spikes", ("rate", "amplitude", "frequency", "phase")),
    "gamma": ("spikes", ("rate", "gamma_shape", "n_proc")),
    "dead_time": ("spikes", ("rate", "dead_time", "n_proc", "frequency", "relative_amplitude")),
    "times": ("spikes", ("spike_times",)),
    "packets": ("spikes", ("pulse_times", "activity", "sdev")),
    "constant": ("current", ("amplitude",)),
    "steps": ("current", ("amplitude_times", "amplitude_values")),
    "sine": ("current", ("amplitude", "offset", "frequency", "phase")),
    "noise": ("current", ("mean", "std", "std_mod", "frequency", "phase", "dt")),
    "values": ("current", ("values", "interval")),
}
_RANDOM = ("poisson", "poisson_steps", "poisson_sine", "gamma", "dead_time")


@dataclass(frozen=True, eq=False, repr=False)
class SourceModel:
    """A source of spikes or current.

    Parameters
    ----------
    name : str
    law : str
        What it does; the engine knows nothing else of it. Spikes: "poisson" at a constant rate, "poisson_steps" at
        a rate that changes at given times, "poisson_sine" at one that oscillates; "gamma" and "dead_time"
        superpositions of renewal processes; "times" at given times, "packets" about given times. Current:
        "constant"; "steps", which changes at given times; "sine"; "noise"; "values", given at equal intervals.
    declared : dict of str to tuple
        Parameters as (default, unit) or (default, unit, low, high); a tuple as default makes a list.
    doc : str
    private : bool
        Of random spikes: each target has a train of its own, which nobody else sees; else each unit has
        one, which all its targets share and which can be recorded.

    Attributes
    ----------
    parameters : dict of str to Parameter
    emits : str
        "spikes" or "current".

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.SourceModel("ramp", "steps", {
    ...     "amplitude_times": ((0.0, 10.0), "ms"), "amplitude_values": ((100.0, 200.0), "pA"),
    ...     "start": (0.0, "ms"), "stop": (float("inf"), "ms")}).emits
    'current'
    """

    name: str
    law: Law
    declared: Declared
    doc: str = ""
    private: bool = False
    parameters: dict[str, Parameter] = field(init=False)
    emits: Literal["spikes", "current"] = field(init=False)

    def __post_init__(self) -> None:
        if self.law not in _NEEDS:
            known = ", ".join(_NEEDS)
            raise ParameterError(f"law of source {self.name!r} must be one of {known}, got {self.law!r}")
        if self.private and self.law not in _RANDOM:
            raise ParameterError(f"source {self.name!r} with law {self.law!r} cannot be private; random spikes can "
                                 f"({', '.join(_RANDOM)})")
        check_tables({"parameters": self.declared})
        emits, needed = _NEEDS[self.law]
        parameters = read_parameters(self.declared or {}, check_name)
        refuse_names_of_create(parameters)
        for one in (*needed, "start", "stop"):
            if one not in parameters:
                raise ParameterError(f"source {self.name!r} with law {self.law!r} needs a parameter {one!r}")
        object.__setattr__(self, "parameters", parameters)
        object.__setattr__(self, "emits", emits)

    def __repr__(self) -> str:
        trains = ", a train of its own for each target" if self.private else ""
        head = f"SourceModel {self.name} (emits {self.emits}, law {self.law}{trains})"
        return "\n".join([head, *parameter_lines(self.parameters)])
