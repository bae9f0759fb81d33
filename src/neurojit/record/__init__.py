"""What a run gives back: spike trains and traces as NumPy arrays, and what one looks at first."""
from __future__ import annotations

from . import statistics
from .result import Result, joined
from .spikes import SpikeTrain
from .traces import Traces

__all__ = ["Result", "SpikeTrain", "Traces", "joined", "statistics"]
