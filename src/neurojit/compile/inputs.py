"""Everything that drives a network from outside, built from the current parameters of its sources."""
from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..engine import plan as ep
from ..network import Network
from .cells import Cells
from .connector import Connector
from .currents import build_currents
from .drives import build_drives
from .laws import Values
from .layout import Layout
from .signals import build_signals
from .sources import build_sources, most_random


class Inputs(NamedTuple):
    """The parts of a plan that depend on the parameters of sources.

    cells : where trains with memory keep it
    most : spikes that the units without state will not exceed in a step
    """

    sources: ep.Sources
    drives: ep.Drives
    currents: ep.Currents
    cells: Cells
    most: int


def build_inputs(network: Network, layout: Layout, connectors: dict[int, Connector], values: Sequence[Values],
                 dt: float, seed: int) -> Inputs:
    """Build them; `values` are the parameters of every population."""
    signals, cells = build_signals(network, values, dt), Cells()
    sources = build_sources(network, signals, cells, values, dt, seed)
    private = [connectors[p.index] for p in network.projections if p.is_private]
    currents = [connectors[p.index] for p in network.projections if p.is_current]
    drives = build_drives(layout, private, signals, cells, seed)
    listed = int(np.unique(sources.event_step, return_counts=True)[1].max(initial=0))
    return Inputs(sources, drives, build_currents(layout, currents, signals, sources, seed), cells,
                  most_random(network, signals) + listed)
