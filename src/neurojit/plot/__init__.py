"""Pictures of results and networks, on matplotlib.

Every function draws on `ax=`, or on a new figure, and returns the Axes; matplotlib is loaded when one is called.
"""
from __future__ import annotations

from .graph import connectivity
from .phase import phase_plane
from .raster import raster
from .signals import histogram, rate, traces
from .weights import weight_evolution, weight_matrix

__all__ = ["connectivity", "histogram", "phase_plane", "raster", "rate", "traces", "weight_evolution", "weight_matrix"]
