"""EventModel: what stands for the further events of a population, so that they can be recorded and can send."""

from __future__ import annotations

from dataclasses import dataclass, field

from neurojit.models.parameter import Parameter


@dataclass(frozen=True, eq=False)
class EventModel:
    """The events of one kind of a population of neurons; made by `Network.events`.

    Parameters
    ----------
    name : str
    parent : int
        Index of the population of neurons.
    bit : int
        Which of its flags.
    """

    name: str
    parent: int
    bit: int
    law: str = "event"
    emits: str = "spikes"
    parameters: dict[str, Parameter] = field(default_factory=dict)
