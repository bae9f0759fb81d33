"""Simulate a network: compile it, run it, look at and change its state between runs."""
from .simulation import Simulation

__all__ = ["Simulation"]
