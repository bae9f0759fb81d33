"""Populations, and views on parts and unions of them."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..errors import NetworkError
from ..models.base import NeuronModel
from ..models.event_model import EventModel
from ..models.source_model import SourceModel


class View:
    """Units of one or several populations, in order; what `exc[:10]` and `exc + inh` return.

    Parameters
    ----------
    parts : sequence of (Population, ndarray of int)
        Populations and the indices of their units.

    Examples
    --------
    >>> import neurojit as nj
    >>> net = nj.Network(seed=1)
    >>> exc, inh = net.create(8, "iaf_psc_exp", name="exc"), net.create(2, "iaf_psc_exp", name="inh")
    >>> exc[:3] + inh
    exc[3 of 8] + inh
    >>> (exc + inh)[6:].units()
    array([6, 7, 8, 9])
    """

    def __init__(self, parts: list[tuple[Population, np.ndarray]]):
        self.parts = parts

    def __len__(self) -> int:
        return sum(len(index) for _, index in self.parts)

    def __add__(self, other: View) -> View:
        if not isinstance(other, View):
            return NotImplemented
        if other.network is not self.network:
            raise NetworkError("populations of two networks cannot be joined")
        joined = View(self.parts + other.parts)
        units = joined.units()
        if np.unique(units).size != units.size:
            raise NetworkError(f"{self!r} and {other!r} share units; a union holds every unit once")
        return joined

    def __iter__(self) -> Iterator[View]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, key: Any) -> View:
        place = np.arange(len(self))
        try:
            if key is None or isinstance(key, bool | np.bool_):  # NumPy would take all units, or none
                raise TypeError
            chosen = np.atleast_1d(place[key])
        except (IndexError, TypeError, ValueError) as error:
            raise NetworkError(f"index {key!r} is out of range for {self!r} of {len(self)} units, or no number, slice, "
                               "list of numbers or mask of them") from error
        if np.unique(chosen).size != chosen.size:
            raise NetworkError(f"index {key!r} takes units of {self!r} more than once; a view holds every unit once")
        parts, first = [], 0
        for population, index in self.parts:
            inside = chosen[(chosen >= first) & (chosen < first + len(index))] - first
            if inside.size:
                parts.append((population, index[inside]))
            first += len(index)
        if not np.array_equal(np.sort(chosen), chosen) and len(self.parts) > 1:
            raise NetworkError("units of a union are taken in ascending order")
        return View(parts)

    @property
    def network(self) -> Any:
        """The network the units belong to."""
        if not self.parts:
            raise NetworkError("a view of no units belongs to no network")
        return self.parts[0][0].network

    @property
    def populations(self) -> list[Population]:
        """The populations the units come from."""
        return [population for population, _ in self.parts]

    def units(self) -> np.ndarray:
        """Indices of the units in the network, shape (len,), int64."""
        return np.concatenate([np.zeros(0, np.int64)] + [p.first_unit + index for p, index in self.parts])

    def positions(self) -> np.ndarray | None:
        """Positions, shape (len, dimensions), or None where a population has none."""
        found = [None if p.positions_array is None else p.positions_array[index] for p, index in self.parts]
        return None if any(f is None for f in found) else np.concatenate(found)  # type: ignore[arg-type]

    def __repr__(self) -> str:
        shown = []
        for population, index in self.parts:
            whole = len(index) == population.size and (index == np.arange(population.size)).all()
            shown.append(population.name if whole else f"{population.name}[{len(index)} of {population.size}]")
        return " + ".join(shown) if shown else "no units"


class Population(View):
    """Units of one model; made by `Network.create`.

    Attributes
    ----------
    name : str
    size : int
    model : NeuronModel or SourceModel
    values : dict
        Parameters and initial values that were given: float, array or Distribution.

    Examples
    --------
    >>> import neurojit as nj
    >>> net = nj.Network(seed=1)
    >>> cells = net.create(8, "iaf_psc_exp", name="cells", I_e=300.0)
    >>> cells.size, cells.values
    (8, {'I_e': 300.0})
    """

    def __init__(self, network: Any, index: int, size: int, model: NeuronModel | SourceModel | EventModel, name: str,
                 values: dict[str, Any], positions: np.ndarray | None):
        self._network = network
        self.index = index
        self.size: int = size
        self.first_unit = sum(p.size for p in network.populations)
        self.model = model
        self.name = name
        self.values = values
        self.positions_array = positions
        self.modulators: tuple[str, ...] = ()  # names of those that its parameters depend on
        super().__init__([(self, np.arange(size))])

    def __setattr__(self, name: str, value: Any) -> None:
        model = self.__dict__.get("model")
        own = "parts" not in self.__dict__ or name in self.__dict__
        if not own and any(name in getattr(model, known, ()) for known in ("parameters", "variables")):
            raise NetworkError(f"{name} cannot be set here; give it to create({name}=...), or to a simulation: "
                               f"sim[{self.name}][{name!r}] = {value!r}")
        super().__setattr__(name, value)

    @property
    def network(self) -> Any:
        """The network that made it."""
        return self._network

    def __repr__(self) -> str:
        return f"Population({self.name!r}, {self.size} x {self.model.name})"


def shared_units(one: View, other: View) -> int:
    """How many units two views have in common."""
    return int(np.isin(one.units(), other.units()).sum())


def as_view(name: str, value: Any, network: Any) -> View:
    """A view of `network`, or an error that says what was passed as `name`."""
    if not isinstance(value, View):
        raise NetworkError(f"{name} must be a population, a slice or a union of populations, got {value!r}")
    if len(value) == 0:
        raise NetworkError(f"{name} has no units")
    if value.network is not network:
        raise NetworkError(f"{name} belongs to another network")
    return value
