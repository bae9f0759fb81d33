"""What can be described until it is simulated."""
from __future__ import annotations

from ..errors import NetworkError


class Freezable:
    """The part of `Network` that knows whether it may still change."""

    def __init__(self) -> None:
        self._frozen = False

    def freeze(self) -> None:
        """Refuse further changes; a Simulation does this with its network."""
        self._frozen = True

    def _check_open(self) -> None:
        if self._frozen:
            raise NetworkError("this network is already simulated; describe a new one to change its structure "
                               "(values can be changed through the simulation: sim[population]['V_th'] = ...)")
