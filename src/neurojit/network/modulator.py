"""Modulators: concentrations that all neurons and synapses of a network may read."""
from __future__ import annotations

from typing import Any

from ..errors import NetworkError, ParameterError, suggest
from ..models.modulator import modulator
from .population import Population
from .projection import Projection


class Modulator(Population):
    """The concentration of a neuromodulator; made by `Network.create_modulator`.

    Spikes that are connected to it raise it. Every partition of a network keeps a copy, so nobody waits for it.
    """

    def __init__(self, network: Any, name: str, values: dict[str, Any]):
        super().__init__(network, len(network.populations), 1, modulator, name, values, None)

    def __repr__(self) -> str:
        return f"Modulator({self.name!r})"


def modulators_of(network: Any) -> list[Modulator]:
    """The modulators of a network in order of creation."""
    return [p for p in network.populations if isinstance(p, Modulator)]


def modulator_number(network: Any, name: str) -> int:
    """Which of the modulators of a network has this name, or an error that says what there is."""
    names = [one.name for one in modulators_of(network)]
    if name not in names:
        raise NetworkError(f"there is no modulator {name!r};{suggest(name, names) if names else ''} create it before "
                           f"with net.create_modulator({name!r}, tau=...)")
    return names.index(name)


def checked_number(name: str, value: Any) -> Any:
    """A value of a modulator, which is one number."""
    if getattr(value, "ndim", 0) or isinstance(value, list | tuple) or hasattr(value, "support"):
        raise ParameterError(f"{name} of a modulator must be one number, got {value!r}")
    return value


def check_modulators(network: Any, projection: Projection) -> None:
    """Refuse unions with modulators, plastic synapses onto them, and those that read modulators that do not exist."""
    releases = any(isinstance(p, Modulator) for p in projection.post.populations)
    if releases and len(projection.post.populations) > 1:
        raise NetworkError(f"connect to modulators and to neurons one by one, not to {projection.post!r}")
    if projection.synapse is None:
        return
    if releases:
        raise NetworkError(f"synapses onto {projection.post!r} release a modulator and have no plasticity; leave "
                           "synapse out")
    for name in projection.synapse.model.modulators:
        modulator_number(network, name)
