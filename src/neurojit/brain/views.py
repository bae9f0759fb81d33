"""What a simulation shows of its arrays as collections; objects are made when they are asked for."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np

from ..reading import copy_for_reading
from . import checks
from .neuron import SimulatedNeuron, locate
from .store import Store
from .synapse import Synapse


class NeuronMap(Mapping[int, SimulatedNeuron]):
    """The neurons of a simulation by id, in order of creation."""

    def __init__(self, store: Store):
        self._store = store

    def __getitem__(self, neuron_id: Any) -> SimulatedNeuron:
        return SimulatedNeuron._view(self._store, locate(self._store, neuron_id))

    def __contains__(self, neuron: object) -> bool:
        if isinstance(neuron, SimulatedNeuron):
            return neuron._store is self._store
        return super().__contains__(neuron)

    def __iter__(self) -> Iterator[int]:
        return iter(list(self._store.ids))

    def __len__(self) -> int:
        return self._store.cells.n

    def __repr__(self) -> str:
        return f"<{len(self)} neurons by id>"


class Group(Sequence[int]):
    """The ids of the neurons of a region, in order of creation; grows with the region."""

    def __init__(self, store: Store, region: str):
        self._store, self._region = store, region

    def _ids(self) -> list[int]:
        ids = self._store.ids
        return [ids[i] for i in self._store.members(self._region)]

    def __len__(self) -> int:
        return len(self._store.members(self._region))

    def __getitem__(self, place: Any) -> Any:
        return self._ids()[place]

    def __iter__(self) -> Iterator[int]:
        return iter(self._ids())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self._ids(), dtype=np.int64 if dtype is None else dtype)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sequence):
            return self._ids() == list(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{self._region}: {self._ids()}>"


class GroupMap(Mapping[str, Group]):
    """The regions of a simulation by name."""

    def __init__(self, store: Store):
        self._store = store

    def __getitem__(self, region: str) -> Group:
        self._store.members(region)
        return Group(self._store, region)

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._store.regions))

    def __len__(self) -> int:
        return len(self._store.regions)

    def __repr__(self) -> str:
        return f"<regions {', '.join(f'{name} ({len(group)})' for name, group in self.items())}>"


class SynapseSequence(Sequence[Synapse]):
    """The synapses of a simulation in order of creation, and their values as arrays.

    Examples
    --------
    >>> from neurojit.brain import BrainSimulation
    >>> sim = BrainSimulation()
    >>> a, b = sim.add_neuron(0), sim.add_neuron(1)
    >>> sim.connect_many([0, 1], [1, 0], weights=[2.0, 3.0], delays_ms=1.5)
    >>> sim.synapses[-1], len(sim.synapses), sim.synapses.weights.tolist()
    (Synapse(1 -> 0, weight=3, delay_ms=1.5), 2, [2.0, 3.0])
    """

    def __init__(self, store: Store, chosen: range | None = None):
        self._store, self._chosen = store, chosen

    def _range(self) -> range:
        return range(self._store.wires.n) if self._chosen is None else self._chosen

    def __len__(self) -> int:
        return len(self._range())

    @overload
    def __getitem__(self, place: int) -> Synapse: ...
    @overload
    def __getitem__(self, place: slice) -> SynapseSequence: ...
    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return SynapseSequence(self._store, self._range()[place])
        try:
            return Synapse._view(self._store, self._range()[place])
        except IndexError:
            raise IndexError(f"synapse {place} out of range: there are {len(self)}") from None

    def _column(self, name: str) -> np.ndarray:
        values = self._store.wires.columns[name][self._indices()].copy()
        return copy_for_reading(values, f"the {name}s of synapses are a copy; to change weights assign all of them, "
                                "sim.synapses.weights = values, or one, sim.synapses[3].weight = value; to go on with "
                                "the copy take .copy()")

    def _indices(self) -> Any:
        chosen = self._range()
        return np.arange(chosen.start, chosen.stop, chosen.step)

    @property
    def weights(self) -> np.ndarray:
        """Weights now (a copy); assign to it to change them all."""
        return self._column("weight")

    @weights.setter
    def weights(self, values: Any) -> None:
        """Change it; values that make no sense are refused."""
        self._store.wires.set_weight(self._indices(), checks.numbers("weights", values, len(self), low=0.0))

    @property
    def delays_ms(self) -> np.ndarray:
        """Delays (ms; a copy)."""
        return self._column("delay")

    @property
    def pre_ids(self) -> np.ndarray:
        """Ids of the sources."""
        return np.array(self._store.ids, np.int64)[self._column("pre")]

    @property
    def post_ids(self) -> np.ndarray:
        """Ids of the targets."""
        return np.array(self._store.ids, np.int64)[self._column("post")]

    def __repr__(self) -> str:
        return f"<{len(self)} synapses>"
