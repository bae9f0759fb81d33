"""A synapse as an object: a view on one row of a table."""
from __future__ import annotations

from typing import Any

from ..constants import CURRENT_PER_WEIGHT
from ..errors import ParameterError, SimulationError
from . import checks
from .neuron import SimulatedNeuron
from .neuron_type import NeuronType
from .store import Store
from .wires import WireTable

DEFAULT_WEIGHT = 2.0
DEFAULT_DELAY = 1.0
DEFAULT_RATE = 0.01


class Synapse:
    """A connection with a weight, a delay and Hebbian learning.

    Made by itself it connects two neurons and is driven by `transmit`. `BrainSimulation` hands out synapses
    that are views on its arrays, driven by `simulate_step`.

    Parameters
    ----------
    pre, post : SimulatedNeuron
        Source and target. The spikes of an INHIBITORY source deliver negative input.
    initial_weight : float
        At least 0, default 2. A weight of 1 delivers 8 uA/cm**2 for one step: 0.8 mV with dt = 0.1 ms.
    delay_ms : float
        From a spike to its arrival (ms), at least 0, default 1.
    learning_rate : float
        At least 0, default 0.01.

    Attributes
    ----------
    weight, delay_ms, learning_rate : float
        May be set. Learning keeps the weight between 0 and 10; a larger one that you gave stays until it
        learns.
    pre, post : SimulatedNeuron

    Examples
    --------
    >>> pre, post = SimulatedNeuron(0), SimulatedNeuron(1)
    >>> synapse = Synapse(pre, post, initial_weight=2.0, delay_ms=1.0)
    >>> synapse.transmit(current_time_ms=10.0, pre_spiked=True)
    0.0
    >>> synapse.transmit(current_time_ms=11.0, pre_spiked=False)
    16.0
    >>> synapse.apply_hebbian_learning(pre_spiked=True, post_spiked=True)
    >>> synapse.weight
    2.08
    """

    __slots__ = ("_arrivals", "_index", "_post", "_pre", "_store", "_wires")
    _store: Store | None
    _wires: WireTable
    _index: int

    def __init__(self, pre: SimulatedNeuron, post: SimulatedNeuron, initial_weight: float = DEFAULT_WEIGHT,
                 delay_ms: float = DEFAULT_DELAY, learning_rate: float = DEFAULT_RATE):
        for name, neuron in (("pre", pre), ("post", post)):
            if not isinstance(neuron, SimulatedNeuron):
                raise ParameterError(f"{name} must be a SimulatedNeuron, got {neuron!r}")
        self._store, self._wires, self._index = None, WireTable(), 0
        self._pre, self._post = pre, post
        self._arrivals: list[float] = []
        self._wires.add(1, 0, 0, checks.number("initial_weight", initial_weight, low=0.0),
                        checks.number("delay_ms", delay_ms, "ms", low=0.0),
                        checks.number("learning_rate", learning_rate, low=0.0))

    @classmethod
    def _view(cls, store: Store, index: int) -> Synapse:
        synapse = object.__new__(cls)
        synapse._store, synapse._wires, synapse._index = store, store.wires, index
        return synapse

    @property
    def pre(self) -> SimulatedNeuron:
        """The source."""
        return self._pre if self._store is None else self._neuron(self._store, "pre")

    @property
    def post(self) -> SimulatedNeuron:
        """The target."""
        return self._post if self._store is None else self._neuron(self._store, "post")

    def _neuron(self, store: Store, column: str) -> SimulatedNeuron:
        return SimulatedNeuron._view(store, int(self._wires.columns[column][self._index]))

    @property
    def pre_id(self) -> int:
        """Id of the source."""
        return self.pre.neuron_id

    @property
    def post_id(self) -> int:
        """Id of the target."""
        return self.post.neuron_id

    @property
    def weight(self) -> float:
        """Strength now; may be set, and is then also what reset() goes back to."""
        return float(self._wires.columns["weight"][self._index])

    @weight.setter
    def weight(self, value: float) -> None:
        """Change it; values that make no sense are refused."""
        self._wires.set_weight(self._index, checks.number("weight", value, low=0.0))

    @property
    def delay_ms(self) -> float:
        """From a spike to its arrival (ms); setting it changes the spikes to come."""
        return float(self._wires.columns["delay"][self._index])

    @delay_ms.setter
    def delay_ms(self, value: float) -> None:
        """Change it; values that make no sense are refused."""
        dt = 1.0 if self._store is None else self._store.dt
        self._wires.set_delay(self._index, checks.one_delay(value, dt))
        if self._store is not None:
            self._store.changed()

    @property
    def learning_rate(self) -> float:
        """How fast the weight changes; may be set."""
        return float(self._wires.columns["rate"][self._index])

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        """Change it; values that make no sense are refused."""
        self._wires.columns["rate"][self._index] = checks.number("learning_rate", value, low=0.0)

    def transmit(self, current_time_ms: float, pre_spiked: bool) -> float:
        """Send a spike if there is one, and deliver to the target what has arrived by now.

        Parameters
        ----------
        current_time_ms : float
            Time now (ms).
        pre_spiked : bool
            Whether the source spikes now.

        Returns
        -------
        float
            What was added to the input of the target (uA/cm**2); 0 if nothing has arrived.

        Raises
        ------
        SimulationError
            The synapse belongs to a simulation, which transmits for it.
        """
        if self._store is not None:
            raise SimulationError("this synapse belongs to a simulation, which transmits its spikes; "
                                  "call simulate_step() or run() of the simulation")
        now = checks.number("current_time_ms", current_time_ms, "ms")
        if pre_spiked:
            self._arrivals.append(now + self.delay_ms)
        due = sum(time <= now for time in self._arrivals)
        self._arrivals = [time for time in self._arrivals if time > now]
        sign = -1.0 if self._pre.neuron_type is NeuronType.INHIBITORY else 1.0
        delivered = 0.0
        for _ in range(due):
            current = sign * CURRENT_PER_WEIGHT * self.weight
            self._post.add_synaptic_input(current)
            delivered += current
        return delivered

    def apply_hebbian_learning(self, pre_spiked: bool, post_spiked: bool) -> None:
        """Change the weight by what the two neurons did in this step.

        Both spiked: it grows by rate*(10 - weight). The source alone: it shrinks by rate*0.005*weight. Else
        it stays.

        Parameters
        ----------
        pre_spiked, post_spiked : bool
        """
        if pre_spiked:
            self._wires.learn(self._index, bool(post_spiked))

    def __eq__(self, other: Any) -> bool:
        if isinstance(other, Synapse):
            return self._wires is other._wires and self._index == other._index
        return NotImplemented

    def __hash__(self) -> int:
        return hash((id(self._wires), self._index))

    def __repr__(self) -> str:
        ends = f"{self.pre_id} -> {self.post_id}"
        return f"Synapse({ends}, weight={self.weight:.4g}, delay_ms={self.delay_ms:g})"
