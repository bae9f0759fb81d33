"""A neuron as an object: a view on one row of a store."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import NetworkError, ParameterError, SimulationError
from . import checks
from .ions import IonConcentrations
from .neuron_type import NeuronType
from .store import Store


def _parameter(name: str, attribute: str, doc: str) -> Any:
    """A property that reads and writes a parameter of the seed model."""

    def get(neuron: SimulatedNeuron) -> float:
        return float(neuron._store.cells.columns[name][neuron._index])

    def put(neuron: SimulatedNeuron, value: Any) -> None:
        declared = neuron._store.cells.model.parameters[name]
        checked = checks.number(attribute, value, declared.unit, declared.low)
        neuron._store.cells.columns[name][neuron._index] = checked
        neuron._store.changed()

    return property(get, put, doc=doc)


def _state(name: str, attribute: str, unit: str, doc: str) -> Any:
    """A property that reads and writes a state variable of the seed model."""

    def get(neuron: SimulatedNeuron) -> float:
        return float(neuron._store.cells.state(name)[neuron._index])

    def put(neuron: SimulatedNeuron, value: Any) -> None:
        neuron._store.cells.state(name)[neuron._index] = checks.number(attribute, value, unit)

    return property(get, put, doc=doc)


class SimulatedNeuron:
    """A leaky integrate-and-fire neuron with a visible spike.

    Made by itself it is a simulation of its own that `update` steps. `BrainSimulation` hands out neurons that
    are views on its arrays, stepped by `simulate_step`; these stand wherever an id is asked for.

    Parameters
    ----------
    neuron_id : int
    neuron_type : NeuronType
        Default EXCITATORY.
    region : str
        Name of the group the neuron belongs to.

    Attributes
    ----------
    voltage_mv : float
        Membrane potential (mV): -70 at rest, +30 in the step of a spike, -80 in the refractory time.
    synaptic_input : float
        Input collected for the next update (uA/cm**2).
    time_since_spike : float
        ms; 1000 for a neuron that has not spiked.
    threshold_mv, resting_potential_mv : float
        mV, -55 and -70. May be set, also between steps.
    refractory_period_ms : float
        ms, 2. May be set.

    Notes
    -----
    Each update adds dt to the time since the last spike. While that is below the refractory period the
    voltage is held at -80 mV and input goes on accumulating. Otherwise V += dt (-g_L (V - E_L) + input)/C
    with g_L = 0.3 mS/cm**2 and C = 1 uF/cm**2, the input is used up, and V >= threshold is a spike.

    Examples
    --------
    >>> neuron = SimulatedNeuron(0, NeuronType.EXCITATORY, region="Hippocampus")
    >>> for step in range(20):
    ...     neuron.add_synaptic_input(20.0)
    ...     if neuron.update(dt_ms=0.1):
    ...         print(neuron.spike_times, neuron.voltage_mv)
    [0.8] 30.0
    """

    __slots__ = ("_free", "_index", "_store")
    _store: Store
    _index: int
    _free: bool

    def __init__(self, neuron_id: int, neuron_type: NeuronType = NeuronType.EXCITATORY,
                 region: str = "default"):
        self._store = Store(dt=0.1)
        self._index = self._store.add_neuron(
            checks.neuron_id(neuron_id), checks.neuron_type(neuron_type), checks.region(region))
        self._free = True

    @classmethod
    def _view(cls, store: Store, index: int) -> SimulatedNeuron:
        neuron = object.__new__(cls)
        neuron._store, neuron._index, neuron._free = store, index, False
        return neuron

    voltage_mv = _state("V_m", "voltage_mv", "mV", "Membrane potential (mV).")
    time_since_spike = _state("elapsed", "time_since_spike", "ms", "Time since the last spike (ms).")
    synaptic_input = _state("I_in", "synaptic_input", "1", "Input collected for the next update (uA/cm**2).")
    threshold_mv = _parameter("V_th", "threshold_mv", "Voltage (mV) from which the neuron spikes.")
    resting_potential_mv = _parameter("E_L", "resting_potential_mv", "Voltage (mV) the leak pulls to.")
    refractory_period_ms = _parameter("t_ref", "refractory_period_ms", "Time (ms) at rest after a spike.")

    @property
    def neuron_id(self) -> int:
        """The id the neuron was given."""
        return self._store.ids[self._index]

    @property
    def neuron_type(self) -> NeuronType:
        """What the neuron does to its targets; may be set."""
        return self._store.cells.kind(self._index)

    @neuron_type.setter
    def neuron_type(self, value: NeuronType) -> None:
        """Change it; values that make no sense are refused."""
        self._store.cells.set_kind(self._index, checks.neuron_type(value))

    @property
    def region(self) -> str:
        """Name of the group the neuron belongs to; may be set."""
        return list(self._store.regions)[self._store.cells.columns["region"][self._index]]

    @region.setter
    def region(self, value: str) -> None:
        """Change it; values that make no sense are refused."""
        self._store.move(self._index, checks.region(value))

    @property
    def ion_concentrations(self) -> IonConcentrations:
        """The neuron's own concentrations, made when first asked for."""
        return self._store.ions.setdefault(self._index, IonConcentrations())

    @property
    def spike_times(self) -> np.ndarray:
        """Times of all spikes (ms): k*dt for a spike in the k-th update, counted from 0."""
        return self._store.log.times_of(self._index)

    @property
    def voltage_trace(self) -> np.ndarray:
        """Voltage (mV) after every update so far; +30 where the neuron spiked."""
        return self._store.trace(self._index)

    def add_synaptic_input(self, current: float) -> None:
        """Add to the input of the next update.

        Parameters
        ----------
        current : float
            uA/cm**2.
        """
        self._store.cells.state("I_in")[self._index] += checks.number("current", current)

    def update(self, dt_ms: float = 0.1) -> bool:
        """Advance a neuron that stands alone by one step.

        Parameters
        ----------
        dt_ms : float
            Length of the step (ms), greater than 0.

        Returns
        -------
        bool
            Whether it spiked.

        Raises
        ------
        SimulationError
            The neuron belongs to a simulation, whose clock all its neurons share.
        """
        if not self._free:
            raise SimulationError(f"neuron {self.neuron_id} belongs to a simulation, which steps all its "
                                  "neurons together; call simulate_step() or run() of the simulation")
        if dt_ms != self._store.dt:
            self._store.change_dt(checks.time_step(dt_ms))
        self._store.advance(1, False)
        return bool(self._store.cells.flags[self._index])

    def __index__(self) -> int:
        return self.neuron_id

    __int__ = __index__

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SimulatedNeuron):
            return self._store is other._store and self._index == other._index
        if isinstance(other, int | np.integer):
            return self.neuron_id == other
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.neuron_id)

    def __repr__(self) -> str:
        return (f"SimulatedNeuron({self.neuron_id}, {self.neuron_type}, region={self.region!r}, "
                f"voltage_mv={self.voltage_mv:.2f})")


def locate(store: Store, neuron: Any) -> int:
    """Index in `store` of a neuron, given as its id or as an object."""
    if isinstance(neuron, SimulatedNeuron):
        if neuron._store is not store:
            raise NetworkError(f"neuron {neuron.neuron_id} does not belong to this simulation; "
                               "use the neuron that its add_neuron() returned, or an id")
        return neuron._index
    try:
        return store.index[neuron]
    except (KeyError, TypeError):
        raise checks.UnknownNameError(f"no neuron {neuron!r}; {_known(store)}") from None


def locate_many(store: Store, name: str, neurons: Any) -> np.ndarray:
    """Indices in `store` of many neurons."""
    try:
        ids = np.asarray(neurons)
    except ValueError:
        raise ParameterError(f"{name} must be a list of neuron ids, got lists of several lengths") from None
    if ids.dtype == object:
        return np.array([locate(store, one) for one in neurons], np.int64)
    if ids.ndim != 1 or (ids.size and ids.dtype.kind not in "iu"):
        raise ParameterError(f"{name} must be a list of neuron ids, got {ids.dtype} of shape {ids.shape}")
    ids = ids.astype(np.int64)
    own = np.arange(store.cells.n) if store.dense else np.array(store.ids, np.int64)
    order = np.argsort(own, kind="stable")
    place = np.minimum(np.searchsorted(own[order], ids), max(len(own) - 1, 0))
    unknown = own[order][place] != ids if len(own) else np.ones(len(ids), bool)
    if unknown.any():
        at = int(np.argmax(unknown))
        raise checks.UnknownNameError(f"{name}: no neuron {ids[at]} (at index {at}); {_known(store)}")
    return order[place]


def _known(store: Store) -> str:
    if not store.ids:
        return "there are none yet"
    if store.dense:
        return f"ids go from 0 to {len(store.ids) - 1}"
    return f"Known: {', '.join(map(str, sorted(store.ids)[:20]))}{', ...' if len(store.ids) > 20 else ''}"
