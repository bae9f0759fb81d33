"""Snapshots: all that a simulation needs to go on, in memory or in a file."""
from .snapshot import Snapshot, put_back, take

__all__ = ["Snapshot", "put_back", "take"]
