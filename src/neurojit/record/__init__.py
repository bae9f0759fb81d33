"""What a run gives back: spike trains and traces, as plain NumPy arrays or in a file."""
from .result import Result, SpikeTrain, Traces, after, joined, traces_after, train_after
from .stored import Stored

__all__ = ["Result", "SpikeTrain", "Stored", "Traces", "after", "joined", "traces_after", "train_after"]
