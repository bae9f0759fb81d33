"""Six demonstrations, each with printed results and a figure: `neurojit demo`."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from . import balanced, hebbian_learning, nernst, single_neuron, synaptic_transmission, three_layers

DEMONSTRATIONS: dict[str, Callable[[Path | None], None]] = {
    "single_neuron": single_neuron.run,
    "nernst": nernst.run,
    "synaptic_transmission": synaptic_transmission.run,
    "hebbian_learning": hebbian_learning.run,
    "three_layers": three_layers.run,
    "balanced": balanced.run,
}
"""In the order in which they teach; each takes the folder of its figure, or None for no figure."""

__all__ = ["DEMONSTRATIONS"]
