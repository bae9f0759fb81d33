"""What a run gives back: spike trains and traces, as NumPy arrays or in a file, and what one looks at first."""
from __future__ import annotations

from . import statistics
from .result import Result, after, joined, protected
from .spikes import SpikeTrain, train_after
from .stored import Stored
from .traces import Traces, traces_after

__all__ = ["Result", "SpikeTrain", "Stored", "Traces", "after", "joined", "protected", "statistics", "traces_after",
           "train_after"]
