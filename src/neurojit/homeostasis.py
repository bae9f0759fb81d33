"""Homeostasis, by name: neuron models that slowly bring themselves to a firing rate."""
from __future__ import annotations

from .models.homeostasis import intrinsic_plasticity, synaptic_scaling

__all__ = ["intrinsic_plasticity", "synaptic_scaling"]
