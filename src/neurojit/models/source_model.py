"""SourceModel: the declaration of what drives a network from outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from neurojit.errors import ParameterError
from neurojit.models.parameter import Declared, Parameter, read_parameters
from neurojit.models.show import parameter_lines

Law = Literal["poisson_private", "poisson_shared", "times", "constant", "steps"]

_NEEDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "poisson_private": ("spikes", ("rate",)),
    "poisson_shared": ("spikes", ("rate",)),
    "times": ("spikes", ("spike_times",)),
    "constant": ("current", ("amplitude",)),
    "steps": ("current", ("amplitude_times", "amplitude_values")),
}


@dataclass(frozen=True, eq=False, repr=False)
class SourceModel:
    """A source of spikes or current.

    Parameters
    ----------
    name : str
    law : str
        What it does; the engine knows nothing else of it. "poisson_private": for each target a Poisson train
        of its own; "poisson_shared": one train per unit, shared by all its targets; "times": spikes at given
        times; "constant": a constant current; "steps": a current that changes at given times.
    declared : dict of str to tuple
        Parameters as (default, unit) or (default, unit, low, high); a tuple as default makes a list.
    doc : str

    Attributes
    ----------
    parameters : dict of str to Parameter
    emits : str
        "spikes" or "current".
    """

    name: str
    law: Law
    declared: Declared
    doc: str = ""
    parameters: dict[str, Parameter] = field(init=False)
    emits: Literal["spikes", "current"] = field(init=False)

    def __post_init__(self) -> None:
        if self.law not in _NEEDS:
            known = ", ".join(_NEEDS)
            raise ParameterError(f"law of source {self.name!r} must be one of {known}, got {self.law!r}")
        emits, needed = _NEEDS[self.law]
        parameters = read_parameters(self.declared)
        for one in (*needed, "start", "stop"):
            if one not in parameters:
                raise ParameterError(f"source {self.name!r} with law {self.law!r} needs a parameter {one!r}")
        object.__setattr__(self, "parameters", parameters)
        object.__setattr__(self, "emits", emits)

    def __repr__(self) -> str:
        head = f"SourceModel {self.name} (emits {self.emits}, law {self.law})"
        return "\n".join([head, *parameter_lines(self.parameters)])
