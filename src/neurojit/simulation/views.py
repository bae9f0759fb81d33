"""Live views on a simulation: state and parameters of populations, weights and delays of projections."""
from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ..compile.connector import Connector
from ..compile.kept import up_to_now, variable
from ..compile.positions import ProjectionArrays, projection_arrays
from ..compile.program import Program
from ..engine.replay import SETTLE
from ..errors import ParameterError, suggest
from ..indices import as_indices
from ..network import Population, Projection
from ..network.modulator import Modulator
from ..network.values import checked_value, number_lists
from ..random import Distribution
from ..reading import copy_for_reading
from ..units import to_float
from .rewire import rewire
from .snapshot.structure import Structure

if TYPE_CHECKING:
    import scipy.sparse


_COPY = ("{!r} of a projection is a copy; to change weights assign all of them, sim[projection][\"weight\"] = values; "
         "to go on with the copy take .copy()")


class _ByName:
    """What is set by name as an item; as an attribute it would be lost."""

    _spelled = "sim[projection]"

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_"):
            raise ParameterError(f"{name} is no attribute; values are set as items: "
                                 f"{self._spelled}[{name!r}] = {value!r}")
        super().__setattr__(name, value)


class PopulationState(_ByName):
    """State variables and parameters of a population between runs; `sim[population]`.

    A variable is a NumPy view on the engine's own array. A parameter is a float or an array; assign to change it:
    `sim[exc]["V_th"] = -50.0` or an array of the population's length.
    """

    def __init__(self, program: Program, population: Population):
        self._program = program
        self._population = population
        self._spelled = f"sim[{population.name}]"

    def keys(self) -> list[str]:
        """Names of the state variables and parameters."""
        return [*getattr(self._population.model, "variables", {}), *self._population.model.parameters]

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def _check(self, name: str) -> None:
        if name not in self.keys():
            raise ParameterError(
                f"{self._population.model.name} has no variable or parameter "
                f"{name!r};{suggest(name, self.keys())}")

    def __getitem__(self, name: str) -> Any:
        self._check(name)
        if name in getattr(self._population.model, "variables", {}):
            return self._program.variable(self._population, name)
        value = self._program.parameters(self._population)[name]
        return OneForAll(value, name, self._population.size) if isinstance(value, float) else value

    def __setitem__(self, name: str, value: Any) -> None:
        self._check(name)
        if isinstance(value, Distribution):
            raise ParameterError(
                f"{name} must be a number or an array, got {value!r}; distributions "
                "are drawn when a network is created")
        size = self._population.size
        if name in getattr(self._population.model, "variables", {}):
            self._program.variable(self._population, name)[:] = checked_value(
                name, value, self._population.model.variables[name], size)  # type: ignore[union-attr]
            return
        parameter = self._population.model.parameters[name]
        values = self._program.parameters(self._population)
        if isinstance(parameter.default, tuple):
            values[name] = number_lists(name, value, parameter.unit, size, (parameter.low, parameter.high))
        else:
            values[name] = checked_value(name, value, parameter.unit, size, (parameter.low, parameter.high),
                                         bool(np.isinf(parameter.default)))

    def __repr__(self) -> str:
        return f"state of {self._population!r}: {', '.join(self.keys())}"


class OneForAll(float):
    """A parameter that is one number for all units: a float that says so where somebody assigns to some of them."""

    _about: tuple[str, int]

    def __new__(cls, value: float, name: str, size: int) -> OneForAll:
        """Make the number of a parameter."""
        made = super().__new__(cls, value)
        made._about = name, size
        return made

    def __reduce__(self) -> tuple[type, tuple[float]]:
        return float, (float(self),)

    def __setitem__(self, _: Any, value: Any) -> None:
        name, size = self._about
        raise ParameterError(f"{name} is one number for all {size} units, {float(self):g}; assign an array before, "
                             f"such as np.full({size}, {float(self):g})")


class ProjectionState(_ByName):
    """Synapses of a projection as they are now; `sim[projection]`.

    "weight", "delay", "pre", "post", and the variables of a synapse model, those without equations as the last spike
    left them. All arrays have one order: by source, then target, then creation.
    """

    def __init__(self, program: Program, projection: Projection):
        self._program = program
        self._projection = projection
        self._found: tuple[Connector, ProjectionArrays] | None = None

    @property
    def arrays(self) -> ProjectionArrays:
        """Sources, targets, delays and places of the weights; found at first use, and again when somebody rewired."""
        connector = self._program.connector(self._projection)
        if self._found is None or self._found[0] is not connector:
            self._found = connector, projection_arrays(self._program, self._projection)
        return self._found[1]

    def __len__(self) -> int:
        return self.arrays.pre.size

    def __array__(self, *_: Any, **__: Any) -> np.ndarray:
        raise ParameterError(f"{self!r} are no array; take one by name, such as ['weight'], or a matrix by to_scipy()")

    def __getitem__(self, name: str) -> np.ndarray:
        if name in ("pre", "post", "delay"):
            return copy_for_reading(getattr(self.arrays, name).copy(), _COPY.format(name))
        values = self.values(name) + 0.0  # no -0, which only says what receptor a weight of 0 has
        return copy_for_reading(values, _COPY.format(name))

    def values(self, name: str, synapses: np.ndarray | None = None) -> np.ndarray:
        """The weights, or a variable, of some synapses now; by default of all."""
        synapse, place = self._projection.synapse, self.arrays.place
        synapses = None if synapses is None else self._numbers("synapses", synapses)
        options = ["weight", *(synapse.model.variables if synapse is not None else ())]
        if name not in options:
            raise ParameterError(f"a projection has no {name!r};{suggest(name, [*options, 'delay', 'pre', 'post'])}")
        if synapse is None or place is None:
            weights = self.arrays.weights(self._program)
            return weights if synapses is None else weights[synapses]
        chosen = place if synapses is None else place[synapses]
        with up_to_now(self._program, self._projection, chosen):
            if name == "weight":
                return self.arrays.weights_at(self._program, chosen)
            return variable(self._program, self._projection, chosen, name)

    def _numbers(self, name: str, given: Any) -> np.ndarray:
        chosen = as_indices(name, given)
        if chosen.size and not (chosen.min() >= 0 and chosen.max() < len(self)):
            raise ParameterError(f"{name} must lie between 0 and {len(self) - 1}, got {chosen.min()} to {chosen.max()}")
        return chosen

    def __setitem__(self, name: str, value: Any) -> None:
        if name != "weight":
            raise ParameterError(f"only the weights of a projection can be changed, not {name!r}")
        if isinstance(self._projection.post.populations[0], Modulator) and self.arrays.place is not None:
            raise ParameterError(f"the weights of {self._projection.name!r}, which release a modulator, cannot be "
                                 "changed one by one; connect with one weight for all")
        if self._projection.synapse is not None:
            self._program.settle(SETTLE, self._projection)
        number = to_float(value, self._projection.weight_unit, f"weight of {self._projection.name!r}")
        self.arrays.set_weights(self._program, self._projection, number)

    def rewire(self, remove: Any = None, pre: Any = (), post: Any = (), *, weight: Any = 1.0,
               delay: Any = 1.0) -> None:
        """Take synapses away and add others; everything else, spikes on their way too, stays as it is.

        Parameters
        ----------
        remove : array_like, optional
            A mask, or indices, of synapses in the order of all arrays here.
        pre, post : array_like of int
            Indices of the ends of new synapses.
        weight, delay : float or array_like
            Of new synapses; delays (ms) within those that the network was built with.

        Notes
        -----
        A new synapse begins with the first values of its model. A spike of its source that is on its way to others
        still reaches it too, unless it would have arrived before. Of earlier spikes, on which presynaptic traces and
        dt_pre depend, it knows what the synapses of this projection that have the same source and delay know, else
        nothing; traces of its target are those of the neuron. Which partition or thread works on it changes no result.

        Examples
        --------
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> cells = net.create(4, nj.models.iaf_psc_delta)
        >>> ring = net.connect(cells, cells, ([0, 1, 2, 3], [1, 2, 3, 0]), weight=[0.1, 0.2, 0.3, 0.4])
        >>> sim = nj.Simulation(net)
        >>> sim[ring].rewire(remove=[2], pre=[0], post=[3], weight=0.5)
        >>> sim[ring]["pre"], sim[ring]["post"]
        (array([0, 0, 1, 3]), array([1, 3, 2, 0]))
        """
        remaining = np.ones(len(self), bool)
        if remove is not None:
            is_mask = np.asarray(remove).dtype == bool
            chosen = np.asarray(remove) if is_mask else self._numbers("remove", remove)
            if is_mask and chosen.shape != remaining.shape:
                raise ParameterError(f"remove must be a mask of {len(self)} synapses or indices, got shape "
                                     f"{chosen.shape}")
            remaining[chosen if chosen.size else []] = False
        ends = [as_indices(name, one) for name, one in (("pre", pre), ("post", post))]
        if ends[0].shape != ends[1].shape:
            raise ParameterError(f"pre and post of new synapses must be as many, got {ends[0].size} and {ends[1].size}")
        values = [np.broadcast_to(checked_value(name, to_float(one, unit, name), unit, ends[0].size), ends[0].shape)
                  for name, one, unit in (("delay", delay, "ms"), ("weight", weight, self._projection.weight_unit))]
        rewire(self._program, self._projection, remaining, Structure(*ends, *values))

    def to_scipy(self, value: str = "weight") -> scipy.sparse.coo_array:
        """Weights (or "delay"s) as a scipy.sparse COO array, pre x post; multapses stay apart.

        Examples
        --------
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> cells = net.create(4, nj.models.iaf_psc_delta)
        >>> ring = net.connect(cells, cells, ([0, 1, 2, 3], [1, 2, 3, 0]), weight=0.5)
        >>> nj.Simulation(net)[ring].to_scipy().shape
        (4, 4)
        """
        import scipy.sparse
        shape = (len(self._projection.pre), len(self._projection.post))
        return scipy.sparse.coo_array((self[value], (self.arrays.pre, self.arrays.post)), shape=shape)

    def __repr__(self) -> str:
        return f"synapses of {self._projection!r}"
