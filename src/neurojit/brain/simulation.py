"""The simulation of the teaching facade."""
from __future__ import annotations

import math
from typing import Any, SupportsIndex

import numpy as np

from ..errors import NetworkError, ParameterError
from . import checks
from .networks import INHIBITORY_EVERY, draw_simple_network
from .neuron import SimulatedNeuron, locate, locate_many
from .neuron_type import NeuronType
from .store import Store
from .stretches import stretches
from .synapse import DEFAULT_DELAY, DEFAULT_RATE, DEFAULT_WEIGHT, Synapse
from .views import GroupMap, NeuronMap, SynapseSequence


class BrainSimulation:
    """A network of simple neurons and learning synapses, built and stepped by hand.

    Everything is an array inside, stepped by compiled code; the neurons and synapses you get are views on it.

    Parameters
    ----------
    dt_ms : float
        Time step (ms), greater than 0, default 0.1.

    Attributes
    ----------
    neurons : mapping of int to SimulatedNeuron
        By id.
    synapses : sequence of Synapse
        In order of creation; `synapses.weights` gives all weights as an array.
    neuron_groups : mapping of str to sequence of int
        Ids of the neurons of every region.

    Notes
    -----
    In a step all neurons update (see `SimulatedNeuron`); then every synapse, in order of creation, delivers
    what arrives now: 8 times its weight, negative if its source is INHIBITORY, for the next update of the
    target. Then it learns: if source and target spiked in this step the weight grows by rate*(10 - weight),
    if the source alone it shrinks by rate*0.005*weight. Then the clock advances by dt. A spike emitted at
    clock T over a delay d arrives in the first step whose clock, the running sum of dt, has reached T + d.

    Examples
    --------
    >>> sim = BrainSimulation(dt_ms=0.1)
    >>> eye = sim.add_neuron(0, NeuronType.SENSORY, region="Retina")
    >>> cell = sim.add_neuron(1, NeuronType.EXCITATORY, region="V1")
    >>> synapse = sim.connect_neurons(pre_id=0, post_id=1, weight=20.0, delay_ms=1.0)
    >>> for step in range(25):
    ...     sim.stimulate_region("Retina", current=25.0)
    ...     counts = sim.simulate_step(enable_learning=False)
    >>> sim.get_spike_times(0).tolist(), sim.get_spike_times(cell).tolist()
    ([0.6000000000000001], [1.7000000000000002])
    """

    def __init__(self, dt_ms: float = 0.1):
        self._store = Store(checks.time_step(dt_ms))
        self.neurons = NeuronMap(self._store)
        self.synapses = SynapseSequence(self._store)
        self.neuron_groups = GroupMap(self._store)

    # ------------------------------------------------------------------------------ building

    def add_neuron(self, neuron_id: int, neuron_type: NeuronType = NeuronType.EXCITATORY,
                   region: str = "default") -> SimulatedNeuron:
        """Add a neuron at rest.

        Parameters
        ----------
        neuron_id : int
            Not yet used.
        neuron_type : NeuronType
        region : str
            Name of its group, which is made if there is none of this name.

        Returns
        -------
        SimulatedNeuron
            Usable as the neuron, and wherever an id is asked for.
        """
        number = checks.neuron_id(neuron_id)
        if number in self._store.index:
            raise NetworkError(f"there is a neuron {number} already; ids must be unique")
        kind = checks.neuron_type(neuron_type)
        return SimulatedNeuron._view(self._store, self._store.add_neuron(number, kind, checks.region(region)))

    def connect_neurons(self, pre_id: SupportsIndex, post_id: SupportsIndex, weight: float = DEFAULT_WEIGHT,
                        delay_ms: float = DEFAULT_DELAY, learning_rate: float = DEFAULT_RATE) -> Synapse:
        """Add a synapse.

        Parameters
        ----------
        pre_id, post_id : int or SimulatedNeuron
            Source and target; they may be the same, and may be connected more than once.
        weight : float
            At least 0.
        delay_ms : float
            From a spike to its arrival (ms), at least 0; with 0 it arrives in the step of the spike.
        learning_rate : float
            At least 0.

        Returns
        -------
        Synapse
        """
        pre, post = locate(self._store, pre_id), locate(self._store, post_id)
        self._connect(1, pre, post, checks.number("weight", weight, low=0.0), checks.one_delay(delay_ms, self.dt_ms),
                      checks.number("learning_rate", learning_rate, low=0.0))
        return self.synapses[-1]

    def connect_many(self, pre_ids: Any, post_ids: Any, weights: Any = DEFAULT_WEIGHT,
                     delays_ms: Any = DEFAULT_DELAY, learning_rates: Any = DEFAULT_RATE) -> None:
        """Add many synapses at once, in the order of the lists.

        Parameters
        ----------
        pre_ids, post_ids : array_like of int
            Source and target of every synapse.
        weights, delays_ms, learning_rates : float or array_like
            One value for all, or one a synapse; see `connect_neurons`.

        Examples
        --------
        >>> import numpy as np
        >>> sim = BrainSimulation()
        >>> ids = [sim.add_neuron(i).neuron_id for i in range(1000)]
        >>> rng = np.random.default_rng(0)
        >>> sim.connect_many(rng.choice(ids, 50_000), rng.choice(ids, 50_000), rng.uniform(1, 2, 50_000), 1.5)
        >>> sim.synapses
        <50000 synapses>
        """
        pre = locate_many(self._store, "pre_ids", pre_ids)
        post = locate_many(self._store, "post_ids", post_ids)
        if len(pre) != len(post):
            raise ParameterError(f"pre_ids and post_ids must be equally long, got {len(pre)} and {len(post)}")
        self._connect(len(pre), pre, post, checks.numbers("weights", weights, len(pre), low=0.0), delays_ms,
                      checks.numbers("learning_rates", learning_rates, len(pre), low=0.0))

    def _connect(self, count: int, pre: Any, post: Any, weight: Any, delay: Any, rate: Any) -> None:
        self._store.wires.add(count, pre, post, weight, checks.delays(delay, count, self.dt_ms), rate)
        self._store.changed()

    def create_simple_network(self, n_sensory: int = 10, n_processing: int = 20, n_output: int = 5) -> None:
        """Add the three-layer example: Retina (SENSORY) -> V1 (every fifth INHIBITORY) -> Visual_Association.

        Parameters
        ----------
        n_sensory, n_processing, n_output : int
            Neurons a layer. Ids go on from the largest there is.

        Notes
        -----
        Drawn from NumPy's global generator (`numpy.random.seed`): a sensory neuron reaches each processing
        neuron with probability 0.5 and a weight of 1.5 to 3.5, a processing neuron every output neuron with 3
        to 5. Delays are 1 ms.
        """
        sizes = [checks.size(name, n) for name, n in
                 (("n_sensory", n_sensory), ("n_processing", n_processing), ("n_output", n_output))]
        first = max(self._store.ids, default=-1) + 1
        ids = iter(range(first, first + sum(sizes)))
        for _ in range(sizes[0]):
            self.add_neuron(next(ids), NeuronType.SENSORY, "Retina")
        for i in range(sizes[1]):
            kind = NeuronType.EXCITATORY if i % INHIBITORY_EVERY else NeuronType.INHIBITORY
            self.add_neuron(next(ids), kind, "V1")
        for _ in range(sizes[2]):
            self.add_neuron(next(ids), NeuronType.EXCITATORY, "Visual_Association")
        pre, post, weights = draw_simple_network(*sizes)
        self.connect_many(np.array(pre, int) + first, np.array(post, int) + first, weights)

    def record_voltage(self, neuron_ids: Any = None) -> None:
        """Choose whose voltage is kept in the steps to come; by default everyone's, up to 1,000 neurons.

        Parameters
        ----------
        neuron_ids : array_like of int, optional
            None keeps everyone's, however many they are: 8 bytes a neuron and step. [] keeps none.
        """
        store = self._store
        store.chosen = None if neuron_ids is None else np.unique(locate_many(store, "neuron_ids", neuron_ids))
        store.traced_limit = math.inf
        store.changed()

    # ------------------------------------------------------------------------------- running

    def inject_current(self, neuron_id: SupportsIndex, current: float) -> None:
        """Add to the input of a neuron for its next update.

        Parameters
        ----------
        neuron_id : int or SimulatedNeuron
        current : float
            uA/cm**2.
        """
        self._store.cells.state("I_in")[locate(self._store, neuron_id)] += checks.number("current", current)

    def stimulate_region(self, region: str, current: float) -> None:
        """Add to the input of all neurons of a region for their next update.

        Parameters
        ----------
        region : str
        current : float
            uA/cm**2.
        """
        members = self._store.members(region)
        self._store.cells.state("I_in")[members] += checks.number("current", current)

    def simulate_step(self, enable_learning: bool = True) -> dict[str, int]:
        """Advance by one time step.

        Parameters
        ----------
        enable_learning : bool
            Whether synapses learn.

        Returns
        -------
        dict of str to int
            Spikes of this step in every region.
        """
        store = self._store
        store.advance(1, enable_learning)
        return dict(zip(store.regions, store.counts.tolist(), strict=True))

    def run(self, duration_ms: float, enable_learning: bool = True, verbose: bool = False) -> dict[str, int]:
        """Advance by many steps, in compiled code; the result is that of as many `simulate_step`.

        Parameters
        ----------
        duration_ms : float
            A whole number of time steps (ms).
        enable_learning : bool
            Whether synapses learn.
        verbose : bool
            Print how far it is, ten times.

        Returns
        -------
        dict of str to int
            Spikes of this run in every region.
        """
        store = self._store
        before = store.log.n
        steps = checks.step_count(duration_ms, self.dt_ms)
        for done in stretches(store, steps, enable_learning, marks=10 if verbose else 0):
            if verbose:
                percent, spikes = 100 * done // max(steps, 1), store.log.n - before
                print(f"{percent:4d} %  {self.current_time_ms:10.1f} ms  {spikes:8d} spikes", flush=True)
        regions = store.cells.columns["region"][store.log.neuron[before:]]
        counts = np.bincount(regions, minlength=len(store.regions))
        return dict(zip(store.regions, counts.tolist(), strict=True))

    def reset(self, keep_weights: bool = False) -> None:
        """Go back to the start: time 0, neurons at rest, nothing under way, spikes and traces forgotten.

        Neurons, synapses, parameters and the choice of `record_voltage` stay, so the same input gives the
        same result after every reset. Rest is the resting potential that a neuron has now; one that was given
        another after it was added had begun its first run at the one it was added with.

        Parameters
        ----------
        keep_weights : bool
            Keep what was learnt. By default weights go back to what they were given as.
        """
        self._store.reset(bool(keep_weights))

    # ------------------------------------------------------------------------------- looking

    @property
    def dt_ms(self) -> float:
        """Time step (ms)."""
        return self._store.dt

    @property
    def current_time_ms(self) -> float:
        """The clock (ms): the running sum of dt."""
        return self._store.flight.clock

    @property
    def step_count(self) -> int:
        """Steps done so far."""
        return self._store.step

    def get_spike_times(self, neuron_id: SupportsIndex) -> np.ndarray:
        """Times of all spikes of a neuron.

        Parameters
        ----------
        neuron_id : int or SimulatedNeuron

        Returns
        -------
        numpy.ndarray
            ms, ascending. The k-th update of the neuron (from 0) is at k*dt.
        """
        return self._store.log.times_of(locate(self._store, neuron_id))

    def get_neuron_voltage_trace(self, neuron_id: SupportsIndex) -> np.ndarray:
        """Voltage of a neuron after every update so far.

        Parameters
        ----------
        neuron_id : int or SimulatedNeuron

        Returns
        -------
        numpy.ndarray
            mV, one value a step since the neuron was added; +30 in the step of a spike. NaN in steps in which
            its voltage was not kept.

        Raises
        ------
        SimulationError
            The voltage is not kept at all: there are more than 1,000 neurons, or `record_voltage` chose
            others.
        """
        return self._store.trace(locate(self._store, neuron_id))

    def get_statistics(self) -> dict[str, Any]:
        """How far the simulation is and how active.

        Returns
        -------
        dict
            current_time_ms, total_neurons, total_synapses, total_spikes, step_count and
            average_firing_rate_hz (spikes a neuron and second; 0 before the first step).
        """
        store, time, spikes = self._store, self.current_time_ms, self._store.log.n
        neurons = store.cells.n
        return {
            "current_time_ms": time,
            "total_neurons": neurons,
            "total_synapses": store.wires.n,
            "total_spikes": spikes,
            "step_count": store.step,
            "average_firing_rate_hz": spikes / neurons / (time / 1000.0) if neurons and time > 0.0 else 0.0,
        }

    def __repr__(self) -> str:
        return (f"<BrainSimulation: {len(self.neurons)} neurons, {len(self.synapses)} synapses, "
                f"{self.current_time_ms:.1f} ms, dt {self.dt_ms:g} ms>")
