"""The network a user describes: populations, projections, recorders."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import models
from ..errors import NetworkError, ParameterError, suggest
from ..models.base import NeuronModel
from ..models.source_model import SourceModel
from ..random import fresh_seed
from ..rules import Listed, as_rule
from .population import Population, View, as_view
from .projection import Projection, check_delay, check_receptor, receptor_of_sign, synapse_values
from .values import checked_value, positive_time, time_lists

_POISSON_ADVICE = ("every target has a train of its own that nobody else sees; use poisson_source for units whose "
                   "spikes can be recorded and are shared by their targets")


@dataclass(eq=False)
class Recorder:
    """What to record from which units; made by `Network.record`."""

    target: View
    variables: tuple[str, ...]
    interval: float | None
    name: str | None
    start: float
    stop: float


class Network:
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
        if seed is not None and (isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0):
            raise ParameterError(f"seed must be an integer >= 0 or None, got {seed!r}")
        self.seed = fresh_seed() if seed is None else int(seed)
        self.populations: list[Population] = []
        self.projections: list[Projection] = []
        self.recorders: list[Recorder] = []
        self._frozen = False

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
            Shape (n,) or (n, dimensions), for distance-dependent rules.
        **values
            Parameters and initial values: a number, an array of length n, or a distribution of `nj.random`.

        Returns
        -------
        Population

        Raises
        ------
        NetworkError, ParameterError
            Unknown model, parameter or variable; a value of wrong length, not finite or out of range.
        """
        self._check_open()
        model = models.get(model) if isinstance(model, str) else model
        if not isinstance(model, (NeuronModel, SourceModel)):
            raise NetworkError(f"model must be a NeuronModel, a SourceModel or the name of one, got {model!r}")
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
            raise NetworkError(f"the number of units must be an integer >= 1, got {n!r}")
        name = self._population_name(model, name)
        checked = {key: self._population_value(model, key, value, int(n)) for key, value in values.items()}
        place = _positions(positions, int(n))
        population = Population(self, len(self.populations), int(n), model, name, checked, place)
        self.populations.append(population)
        return population

    def connect(self, pre: View, post: View, rule: Any = None, *, weight: Any = None, delay: Any = None,
                receptor: str | None = None, name: str | None = None) -> Projection:
        """Connect `pre` to `post`.

        Parameters
        ----------
        pre, post : Population or View
        rule : Rule, sparse matrix or (pre, post), optional
            A rule of `nj.rules` (default all_to_all), any scipy.sparse matrix of shape (pre, post) whose data
            are the weights, or two arrays of indices.
        weight : float, array, Distribution or callable, optional
            In the unit of the receptor (mV, pA, nS); default 1. An array holds one value a synapse. A callable
            takes (pre, post) positions or indices of all synapses.
        delay : float, array, Distribution or callable, optional
            ms; default 1. Whole steps of at least one: rounded to the grid, below half a step is an error.
        receptor : str, optional
            Name of the receptor; by default the sign of the weight picks it.
        name : str, optional
            Unique; names the random stream of the projection.

        Returns
        -------
        Projection
        """
        self._check_open()
        pre, post = as_view("pre", pre, self), as_view("post", post, self)
        check_receptor(receptor, pre, post)
        checked = as_rule(rule, len(pre), len(post))
        if isinstance(checked, Listed) and checked.weight is not None and weight is None:
            weight = checked.weight
        sizes = (checked, len(pre), len(post))
        projection = Projection(
            self._projection_name(pre, post, name), pre, post, checked,
            synapse_values("weight", 1.0 if weight is None else weight, _weight_unit(post, receptor), *sizes),
            synapse_values("delay", 1.0 if delay is None else delay, "ms", *sizes), receptor, len(self.projections))
        self._check_projection(projection, delay)
        self.projections.append(projection)
        return projection

    def record(self, target: View, variables: str | list[str] | tuple[str, ...], *, interval: float | None = None,
               name: str | None = None, start: float = 0.0, stop: float = float("inf")) -> Recorder:
        """Record "spikes" or state variables of some units.

        Parameters
        ----------
        target : Population or View
            A union is recorded population by population.
        variables : str or list of str
            "spikes", or names of state variables.
        interval : float, optional
            ms between samples of variables; by default every step. Samples lie on multiples of it from time 0.
        name : str, optional
            Key of the traces in the result; default the population's name.
        start, stop : float
            Samples with start <= t < stop are kept, spikes too.
        """
        self._check_open()
        view = as_view("target", target, self)
        wanted = (variables,) if isinstance(variables, str) else tuple(variables)
        if not wanted:
            raise NetworkError("record needs the name of at least one variable, or 'spikes'")
        for variable in wanted:
            self._check_recordable(view, variable)
        if interval is not None:
            interval = positive_time("interval", interval)
        if not start < stop:
            raise ParameterError(f"start must be before stop, got start={start}, stop={stop}")
        recorder = Recorder(view, wanted, interval, name, float(start), float(stop))
        self._check_conflict(recorder)
        self.recorders.append(recorder)
        return recorder

    def __getitem__(self, name: str) -> Population:
        for population in self.populations:
            if population.name == name:
                return population
        raise NetworkError(f"there is no population {name!r};{suggest(name, [p.name for p in self.populations])}")

    def __repr__(self) -> str:
        lines = [f"Network(seed={self.seed}): {sum(p.size for p in self.populations)} units, "
                 f"{len(self.projections)} projections"]
        return "\n".join(lines + [f"  {item!r}" for item in (*self.populations, *self.projections)])

    # ------------------------------------------------------------------------------------ checks

    def freeze(self) -> None:
        """Refuse further changes; a Simulation does this with its network."""
        self._frozen = True

    def _check_open(self) -> None:
        if self._frozen:
            raise NetworkError("this network is already simulated; describe a new one to change its structure "
                               "(values can be changed through the simulation: sim[population]['V_th'] = ...)")

    def _population_name(self, model: NeuronModel | SourceModel, name: str | None) -> str:
        taken = {p.name for p in self.populations}
        if name is None:
            name = model.name
            count = 2
            while name in taken:
                name = f"{model.name}_{count}"
                count += 1
        if not isinstance(name, str) or not name:
            raise NetworkError(f"name must be a text, got {name!r}")
        if name in taken:
            raise NetworkError(f"there is already a population named {name!r}; names are unique")
        return name

    def _projection_name(self, pre: View, post: View, name: str | None) -> str:
        taken = {p.name for p in self.projections}
        if name is not None:
            if name in taken:
                raise NetworkError(f"there is already a projection named {name!r}; names are unique")
            return name
        base = name = f"{pre!r} -> {post!r}"
        count = 2
        while name in taken:
            name = f"{base} #{count}"
            count += 1
        return name

    @staticmethod
    def _population_value(model: NeuronModel | SourceModel, key: str, value: Any, n: int) -> Any:
        parameter = model.parameters.get(key)
        variables = getattr(model, "variables", {})
        if parameter is None and key not in variables:
            options = [*model.parameters, *variables]
            raise ParameterError(f"{model.name} has no parameter or variable {key!r};{suggest(key, options)}")
        if parameter is not None and isinstance(parameter.default, tuple):
            return time_lists(key, value, parameter.unit, n)
        if parameter is None:
            return checked_value(key, value, variables[key], n)
        endless = bool(np.isinf(parameter.default))
        return checked_value(key, value, parameter.unit, n, (parameter.low, parameter.high), endless)

    def _check_projection(self, projection: Projection, delay: Any) -> None:
        sources = projection.pre.populations
        laws = {getattr(p.model, "law", "neuron") for p in sources}
        if len(laws) > 1 and laws & {"poisson_private", "constant", "steps"}:
            raise NetworkError(f"{projection.pre!r} mixes generators with other units; connect them one by one")
        if projection.is_current:
            if delay is not None:
                raise NetworkError("a connection from a current source has no delay; leave delay out")
            for population in projection.post.populations:
                if "I_stim" not in getattr(population.model, "inputs", {}):
                    raise NetworkError(
                        f"{population.model.name} has no input I_stim, so no current "
                        "can be connected to it")
            return
        if any(getattr(p.model, "threshold", True) is None for p in sources):
            raise NetworkError(f"{projection.pre!r} has no threshold, so it sends no spikes")
        check_delay(f"delay of {projection.name!r}", projection.delay)
        if projection.receptor is None and isinstance(projection.weight, float):
            for population in projection.post.populations:
                receptor_of_sign(population.model, projection.weight >= 0)

    @staticmethod
    def _check_recordable(view: View, variable: str) -> None:
        for population in view.populations:
            model = population.model
            if variable == "spikes":
                if getattr(model, "law", "") == "poisson_private":
                    raise NetworkError(f"{population.name!r} cannot be recorded: {_POISSON_ADVICE}")
                if getattr(model, "emits", "spikes") != "spikes" or getattr(model, "threshold", True) is None:
                    raise NetworkError(f"{population.name!r} ({model.name}) has no spikes to record")
            elif variable not in getattr(model, "variables", {}):
                options = ["spikes", *getattr(model, "variables", {})]
                raise NetworkError(f"{model.name} has no variable {variable!r} to record;{suggest(variable, options)}")

    def _check_conflict(self, new: Recorder) -> None:
        names = [p.name for p in new.target.populations]
        if len(set(names)) < len(names):
            raise NetworkError(
                f"{new.target!r} takes parts of one population; index it once, such as "
                f"{names[0]}[[0, 1, 5]]")
        if new.name is not None and len(names) > 1:
            raise NetworkError(
                f"name={new.name!r} is for a recorder of one population, but "
                f"{new.target!r} are {len(names)}; "
                               "record them one by one")
        for old in self.recorders:
            for mine in new.target.parts:
                for theirs in old.target.parts:
                    if (new.name or mine[0].name) == (old.name or theirs[0].name):
                        _check_same_key(new, mine, old, theirs)


def _check_same_key(new: Recorder, mine: tuple[Population, np.ndarray], old: Recorder,
                    theirs: tuple[Population, np.ndarray]) -> None:
    """Refuse a second recorder under one key of the results that does not go with the first."""
    key = new.name or mine[0].name
    both = sorted(set(old.variables) & set(new.variables))
    if both or mine[0] is not theirs[0]:
        raise NetworkError(
            f"{key!r} already has a "
            f"recorder{' of ' + ', '.join(both) if both else ''}; give this one a name=")
    sampling = (new.interval, new.start, new.stop) != (old.interval, old.start, old.stop)
    traces = {"spikes"} not in (set(new.variables), set(old.variables))
    if traces and (sampling or not np.array_equal(mine[1], theirs[1])):
        raise NetworkError(f"{key!r} already has a recorder of other units or times; give this one a name=")


def _positions(positions: Any, n: int) -> np.ndarray | None:
    if positions is None:
        return None
    array = np.asarray(positions, np.float64)
    array = array[:, None] if array.ndim == 1 else array
    if array.ndim != 2 or array.shape[0] != n or not np.isfinite(array).all():
        raise ParameterError(
            f"positions must be finite numbers of shape ({n},) or ({n}, dimensions), "
            f"got shape {np.shape(positions)}")
    return array


def _weight_unit(post: View, receptor: str | None) -> str:
    units = {unit for p in post.populations for key, unit in getattr(p.model, "receptor_units", {}).items()
             if receptor in (None, key)}
    return units.pop() if len(units) == 1 else ""
