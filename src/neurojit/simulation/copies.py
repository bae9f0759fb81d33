"""Copies of a simulation: compiled again from its network, and brought to where it stands by a snapshot.

Its arrays hold addresses and views of each other, which a copy of the arrays alone would not have.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..network import Network
from .snapshot import Snapshot


def made_again(sim: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """What pickle and copy need: a function and its arguments."""
    options = {"dt": sim.dt, "threads": sim.threads, "precision": sim.precision,
               "partitions": sim._program.layout.n_partitions}
    return _make, (type(sim), sim.network, options, sim.snapshot())


def _make(kind: Any, network: Network, options: dict[str, Any], snapshot: Snapshot) -> Any:
    made = kind(network, **options)
    made.restore(snapshot)
    return made
