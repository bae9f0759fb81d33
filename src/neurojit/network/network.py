"""The network a user describes: populations, projections, recorders."""
from __future__ import annotations

from typing import Any

import numpy as np

from .. import models
from ..errors import NetworkError, suggest
from ..models.base import NeuronModel
from ..models.event_model import EventModel
from ..models.source_model import SourceModel
from ..random import checked_seed, fresh_seed
from ..rules import Listed, Rule, as_rule, one_to_one
from ..synapses.base import Synapse, SynapseModel
from .checks import (
    check_ends,
    check_memory,
    check_places,
    check_projection,
    check_synapse,
    check_window,
    checked_positions,
    population_value,
    whole_population,
)
from .gap import GapJunctions, Pairs, check_conductance, check_gap
from .modulated import Modulated
from .modulator import check_modulators
from .naming import checked_name, population_name, projection_name
from .population import Population, View, as_view, shared_units
from .projection import (
    Projection,
    check_input,
    given_or_listed,
    synapse_values,
    weight_unit,
)
from .recorded import Recorded
from .recorder import Recorder, SynapseRecorder
from .resets import check_reset
from .values import timed_values

MOST_UNITS = 2**31 - 1  # units are counted by 32-bit numbers


class Network(Modulated, Recorded):
    """A description of populations, projections and recorders; nothing is allocated or compiled.

    Parameters
    ----------
    seed : int or None
        All wiring, initial values and noise depend on it alone. None draws one, see `seed`.

    Examples
    --------
    >>> import neurojit as nj
    >>> net = nj.Network(seed=1)
    >>> cells = net.create(100, nj.models.iaf_psc_exp, name="cells", I_e=400.0)
    >>> _ = net.connect(cells, cells, nj.rules.fixed_indegree(10), weight=20.0, delay=1.5)
    >>> _ = net.record(cells, "spikes")
    >>> result = nj.Simulation(net, dt=0.1).run(100.0)
    """

    def __init__(self, seed: int | None = None):
        super().__init__()
        self.seed = fresh_seed() if seed is None else checked_seed("seed", seed)
        self.populations: list[Population] = []
        self.projections: list[Projection] = []
        self.recorders: list[Recorder] = []
        self.synapse_recorders: list[SynapseRecorder] = []
        self.gap_junctions: list[GapJunctions] = []

    def create(self, n: int, model: NeuronModel | SourceModel | str, /, name: str | None = None, *,
               positions: Any = None, **values: Any) -> Population:
        """Add a population of `n` units.

        Parameters
        ----------
        n : int
        model : NeuronModel, SourceModel or str
            From `nj.models`, your own, or the name of a built-in one.
        name : str, optional
            Unique; by default the model's name and a number.
        positions : array_like, optional
            Shape (n,) or (n, dimensions), for distance-dependent rules; quantities are converted to um.
        **values
            Parameters and initial values: a number, an array of length n, or a distribution of `nj.random`.

        Returns
        -------
        Population

        Raises
        ------
        NetworkError, ParameterError
            Unknown model, parameter or variable; a value of wrong length, not finite or out of range; a reset above
            the threshold.

        Examples
        --------
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> net.create(100, nj.models.iaf_psc_exp, name="cells", I_e=400.0, V_m=nj.random.uniform(-70.0, -55.0))
        Population('cells', 100 x iaf_psc_exp)
        """
        self._check_open()
        model = models.get(model) if isinstance(model, str) else model
        if not isinstance(model, (NeuronModel, SourceModel)):
            raise NetworkError(f"model must be a NeuronModel, a SourceModel or the name of one, got {model!r}")
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
            raise NetworkError(f"the number of units must be an integer >= 1, got {n!r}")
        if sum(p.size for p in self.populations) + n > MOST_UNITS:
            raise NetworkError(f"a network has at most {MOST_UNITS:,} units (2**31 - 1), got {n:,} more")
        check_memory(int(n), model)
        name = population_name(self.populations, model.name, name)
        checked = {key: population_value(model, key, value, int(n)) for key, value in values.items()}
        check_window(name, model, checked)
        check_reset(name, model, checked)
        place = checked_positions(positions, int(n))
        population = Population(self, len(self.populations), int(n), model, name, checked, place)
        self.populations.append(population)
        return population

    def events(self, population: Population, event: str) -> Population:
        """Return units that stand for a further event of neurons: one each, it fires where the event happens.

        Parameters
        ----------
        population : Population
            Of a model with `events`.
        event : str
            Name of the event.

        Returns
        -------
        Population
            It can be recorded ("spikes") and connected to others; asking again gives the same.

        Raises
        ------
        NetworkError
            Another network's population, an unknown event; a population that has the name "population.event" already.

        Examples
        --------
        >>> import neurojit as nj
        >>> model = nj.NeuronModel("counter", "dx/dt = 1/ms : 1", {}, threshold="x > 4.95", reset="x = 0",
        ...                        events={"half": ("x > 2.45 and previous(x) < 2.45", "")})
        >>> net = nj.Network(seed=1)
        >>> cells = net.create(2, model)
        >>> half = net.events(cells, "half")
        >>> recorder = net.record(half, "spikes")
        >>> nj.Simulation(net, threads=1).run(10.0).spikes[half.name].times
        array([2.5, 2.5, 7.5, 7.5])
        """
        population = whole_population("events", population, self)
        known = getattr(population.model, "events", {})
        if event not in list(known):
            raise NetworkError(f"{population.model.name} has no event {event!r};{suggest(event, known)}")
        name = f"{population.name}.{event}"
        place = population.index, 1 + list(known).index(event)
        found = next((p for p in self.populations if isinstance(p.model, EventModel)
                      and (p.model.parent, p.model.bit) == place), None)
        if found is None:
            self._check_open()
            model = EventModel(name, *place)
            found = Population(self, len(self.populations), population.size, model,
                               population_name(self.populations, model.name, name), {}, population.positions_array)
            self.populations.append(found)
        return found

    def connect(self, pre: View, post: View, rule: Any = None, *, weight: Any = None, delay: Any = None,
                receptor: str | None = None, input: str | None = None, name: str | None = None,
                synapse: Synapse | SynapseModel | None = None, dendritic_fraction: float = 1.0) -> Projection:
        """Connect `pre` to `post`.

        Parameters
        ----------
        pre, post : Population or View
        rule : Rule, sparse matrix or (pre, post), optional
            A rule of `nj.rules` (default all_to_all), any scipy.sparse matrix of shape (pre, post) whose data
            are the weights (with weight=, a matrix of bool or ones: who is connected), or two arrays of indices.
        weight : float, array, Distribution or callable, optional
            In the unit of the receptor (mV, pA, nS); by default the data of the matrix, or 1. An array holds one value
            a synapse. A callable takes (pre, post) positions or indices of all synapses.
        delay : float, array, Distribution or callable, optional
            ms; default 1. Whole steps of at least one: rounded to the grid, below half a step is an error.
        receptor : str, optional
            Name of the receptor; by default the sign of the weight picks it.
        input : str, optional
            Of current sources: the external input they add to, default I_stim. The weight then is in the input's
            unit per pA (per 1 from a timed_array).
        name : str, optional
            Unique; names the random stream of the projection.
        synapse : Synapse or SynapseModel, optional
            Of `nj.synapses`, or your own: what spikes do to the weights. By default weights stay.
        dendritic_fraction : float
            Of plastic synapses: the share of the delay between synapse and soma, rounded to whole steps. A presynaptic
            spike reaches the synapse after the rest of the delay, a postsynaptic one after this share. 1 is NEST's
            view, 0 is a purely axonal delay.

        Returns
        -------
        Projection

        Examples
        --------
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> a, b = net.create(10, "iaf_psc_exp", name="a"), net.create(5, "iaf_psc_exp", name="b")
        >>> net.connect(a, b, nj.rules.fixed_indegree(3), weight=nj.random.normal(40.0, 4.0), delay=1.5, name="ab").rule
        fixed_indegree(3)
        >>> len(net.connect(a, b, ([0, 1, 9], [4, 4, 0]), weight=[10.0, 20.0, -30.0]).rule.pre)
        3
        """
        self._check_open()
        pre, post = as_view("pre", pre, self), as_view("post", post, self)
        check_ends(pre, post, receptor, input)
        written = "I_stim" if input is None else input
        unit = weight_unit(pre, post, receptor, written)
        checked = _rule_between(rule, pre, post)
        sizes = (checked, len(pre), len(post))
        projection = Projection(
            projection_name(self.projections, f"{pre!r} -> {post!r}", name), pre, post, checked,
            synapse_values("weight", given_or_listed("weight", weight, checked), unit, *sizes),
            synapse_values("delay", 1.0 if delay is None else delay, "ms", *sizes), receptor, len(self.projections),
            written, synapse() if isinstance(synapse, SynapseModel) else synapse, dendritic_fraction)
        check_projection(projection, delay)
        check_synapse(projection)
        check_modulators(self, projection)
        self.projections.append(projection)
        return projection

    def connect_gap(self, pre: View, post: View, rule: Any = None, *, conductance: Any = None,
                    name: str | None = None) -> GapJunctions:
        """Couple neurons by gap junctions; current flows both ways, g*(V_other - V_m).

        Potentials of partners are those of the step before, a neuron's own is the present one, so that strong coupling
        stays stable with exponential Euler. A network with gap junctions is advanced step by step.

        Parameters
        ----------
        pre, post : Population or View
            Of models with a variable V_m and inputs I_gap (pA) and g_gap (nS), such as hh_cond_beta_gap_traub, whose
            equation has the term I_gap - g_gap*V_m.
        rule : Rule, sparse matrix or (pre, post), optional
            As of `connect`; every connection is one junction. A neuron has none with itself, where no current could
            flow: connections of that kind are left out.
        conductance : float, array, Distribution or callable, optional
            nS, >= 0; by default the data of the matrix, or 1.
        name : str, optional
            Unique; names the random stream.

        Returns
        -------
        GapJunctions

        Examples
        --------
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> cells = net.create(4, "hh_cond_beta_gap_traub")
        >>> net.connect_gap(cells[:2], cells[2:], nj.rules.one_to_one(), conductance=0.5)
        GapJunctions(hh_cond_beta_gap_traub[2 of 4] - hh_cond_beta_gap_traub[2 of 4], one_to_one())
        """
        self._check_open()
        pre, post = as_view("pre", pre, self), as_view("post", post, self)
        for view in (pre, post):
            check_gap(view)
        found = _rule_between(rule, pre, post)
        used = {gap.pairs.name for gap in self.gap_junctions}
        label = checked_name(name) or f"gap {pre!r} - {post!r} #{len(used) + 1}"
        if label in used:
            raise NetworkError(f"there are already gap junctions named {label!r}; names are unique")
        given = given_or_listed("conductance", conductance, found)
        values = synapse_values("conductance", given, "nS", found, len(pre), len(post))
        check_conductance(values)
        pairs = Pairs(label, pre, post, found, values, 1.0)
        check_places(pairs)
        self.gap_junctions.append(GapJunctions(pairs))
        return self.gap_junctions[-1]

    def drive(self, target: View, input: str, values: Any, interval: float, *, start: float = 0.0,
              stop: float = float("inf"), name: str | None = None) -> Population:
        """Give an external input as values over time.

        Parameters
        ----------
        target : Population or View
        input : str
            I_stim, or an external input that the model declares in `inputs=`.
        values : array_like
            Shape (times,), the same for all units, or (times, units), in the unit of the input; quantities are
            converted. They add to what else is connected to the input.
        interval : float
            ms between values, a multiple of the time step. Each is held until the next, the last until `stop`.
        start, stop : float
            ms; values[0] holds from `start`, and the input is 0 outside.
        name : str, optional
            Of the population of sources.

        Returns
        -------
        Population
            The timed_array that was made: one unit, or one for each target.

        Examples
        --------
        >>> import neurojit as nj
        >>> import numpy as np
        >>> net = nj.Network(seed=1)
        >>> cells = net.create(2, nj.models.iaf_psc_exp, name="cells")
        >>> _ = net.drive(cells, "I_stim", 400.0 * np.sin(np.arange(100) / 10.0), interval=1.0)
        """
        self._check_open()
        target = as_view("target", target, self)
        check_input(input, target)
        units = {p.model.inputs[input] for p in target.populations}  # type: ignore[union-attr]
        if len(units) > 1:
            raise NetworkError(f"{input} of {target!r} has units {', '.join(sorted(units))}; drive them one by one")
        arrays = timed_values(f"values of {input}", values, units.pop(), len(target))
        source = self.create(len(arrays), models.timed_array, name=name, values=arrays, interval=interval, start=start,
                             stop=stop)
        self.connect(source, target, one_to_one() if len(arrays) > 1 else None, input=input)
        return source

    def __getitem__(self, name: str) -> Population:
        for population in self.populations:
            if population.name == name:
                return population
        raise NetworkError(f"there is no population {name!r};{suggest(name, [p.name for p in self.populations])}")

    def __repr__(self) -> str:
        lines = [f"Network(seed={self.seed}): {sum(p.size for p in self.populations)} units, "
                 f"{len(self.projections)} projections"]
        return "\n".join(lines + [f"  {item!r}" for item in (*self.populations, *self.projections)])


def _rule_between(rule: Any, pre: View, post: View) -> Rule | Listed:
    """A rule, checked; who is on both sides counts only where nobody may connect to himself."""
    shared = 0 if getattr(rule, "allow_autapses", True) else shared_units(pre, post)
    return as_rule(rule, len(pre), len(post), shared)
