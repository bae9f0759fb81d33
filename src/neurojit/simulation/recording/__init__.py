"""Recorders at work: from what the engine samples and logs to memory, averages or files."""
from .recording import Recording

__all__ = ["Recording"]
