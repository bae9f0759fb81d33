"""Live views on a simulation: state and parameters of populations, weights and delays of projections."""
from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ..compile.positions import ProjectionArrays, projection_arrays
from ..compile.program import Program
from ..errors import ParameterError, suggest
from ..network import Population, Projection
from ..network.values import checked_value, number_lists
from ..random import Distribution

if TYPE_CHECKING:
    import scipy.sparse


class PopulationState:
    """State variables and parameters of a population between runs; `sim[population]`.

    A variable is a NumPy view on the engine's own array. A parameter is a float or an array; assign to change it:
    `sim[exc]["V_th"] = -50.0` or an array of the population's length.
    """

    def __init__(self, program: Program, population: Population):
        self._program = program
        self._population = population

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
        return self._program.values[self._population.index][name]

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
        values = self._program.values[self._population.index]
        if isinstance(parameter.default, tuple):
            values[name] = number_lists(name, value, parameter.unit, size, (parameter.low, parameter.high))
        else:
            values[name] = checked_value(name, value, parameter.unit, size, (parameter.low, parameter.high),
                                         bool(np.isinf(parameter.default)))

    def __repr__(self) -> str:
        return f"state of {self._population!r}: {', '.join(self.keys())}"


class ProjectionState:
    """Synapses of a projection as they are now; `sim[projection]`.

    All arrays have one order: by source, then target, then creation.
    """

    def __init__(self, program: Program, projection: Projection):
        self._program = program
        self._projection = projection
        self._arrays: ProjectionArrays | None = None

    @property
    def arrays(self) -> ProjectionArrays:
        """Sources, targets, delays and places of the weights; found at first use."""
        if self._arrays is None:
            self._arrays = projection_arrays(self._program, self._projection)
        return self._arrays

    def __len__(self) -> int:
        return self.arrays.pre.size

    def __getitem__(self, name: str) -> np.ndarray:
        if name == "weight":
            self._catch_up()
            return self.arrays.weights(self._program)
        if name in ("pre", "post", "delay"):
            return getattr(self.arrays, name).copy()
        raise ParameterError(f"a projection has no {name!r};{suggest(name, ['weight', 'delay', 'pre', 'post'])}")

    def __setitem__(self, name: str, value: Any) -> None:
        if name != "weight":
            raise ParameterError(f"only the weights of a projection can be changed, not {name!r}")
        self._catch_up()
        self._program.edited = True
        self.arrays.set_weights(self._program, self._projection, value)

    def _catch_up(self) -> None:
        """Let plastic synapses see what their targets did, so that weights are those of now."""
        if self._projection.synapse is not None:
            self._program.catch_up()

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
