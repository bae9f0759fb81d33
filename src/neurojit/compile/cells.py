"""Where the memory of random trains lies, and how it is kept when inputs are built anew."""
from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..engine.trains import HEAD
from .laws import Signal


@dataclass
class Cells:
    """Places in State.cells; an owner is a population of sources or a projection from them.

    owners : (first cell, cells a train, trains) by kind and index; they depend on the description only, not on
        partitions
    """

    owners: dict[tuple[str, int], tuple[int, int, int]] = field(default_factory=dict)
    size: int = 0

    def claim(self, owner: tuple[str, int], signals: list[Signal], trains: int) -> tuple[int, int]:
        """Make room for some trains; returns the first cell and cells a train, 0 where they need none."""
        width = max(int(np.max(one.span)) + HEAD + 1 if np.any(one.components) else 0 for one in signals)
        place = self.size
        self.owners[owner] = place, width, trains
        self.size += width * trains
        return place, width

    def carried(self, before: Cells, cells: np.ndarray) -> np.ndarray:
        """The cells of trains that have their place still, zeros for the others, which begin anew."""
        found = np.zeros(max(1, self.size), np.int32)
        for owner, (first, width, trains) in self.owners.items():
            then = before.owners.get(owner)
            if then is not None and then[1:] == (width, trains):
                found[first : first + width * trains] = cells[then[0] : then[0] + width * trains]
        return found
