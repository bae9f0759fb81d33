"""The kinds of neurons the facade knows."""
from __future__ import annotations

from enum import Enum


class NeuronType(Enum):
    """What a neuron does to its targets, and where it stands in a network.

    All have the same dynamics; the synapses of an INHIBITORY neuron deliver negative input.

    Examples
    --------
    >>> NeuronType.INHIBITORY
    NeuronType.INHIBITORY
    >>> NeuronType("motor")
    NeuronType.MOTOR
    """

    EXCITATORY = "excitatory"
    INHIBITORY = "inhibitory"
    SENSORY = "sensory"
    MOTOR = "motor"

    def __repr__(self) -> str:
        return str(self)
