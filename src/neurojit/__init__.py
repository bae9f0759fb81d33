"""neurojit: fast simulation of networks of spiking neurons on the CPU.

Describe a `Network`, make a `Simulation` of it, `run` it, look at the `Result`. Importing the package
loads neither numba nor scipy; the engine comes with the first Simulation.
"""
from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from . import homeostasis, models, modulators, networks, random, receptors, rules, structural, synapses
from ._version import __version__
from .equations.functions import function
from .errors import EquationError, NetworkError, NeurojitError, ParameterError, SimulationError, UnitError
from .models import NeuronModel, SourceModel
from .network import Network, Population, Projection, View
from .synapses import SynapseModel

if TYPE_CHECKING:
    from . import plot as plot
    from .compile.estimate import estimate as estimate
    from .compile.kernels import source as source
    from .record import Result as Result, statistics as statistics
    from .simulation import Simulation as Simulation
    from .sweeps import Sweep as Sweep

# names that load the compiler or more are imported when they are first asked for
_LATER = {
    "Simulation": "simulation", "Result": "record", "statistics": "record", "source": "compile.kernels",
    "estimate": "compile.estimate", "plot": "plot", "sweep": "sweeps", "Sweep": "sweeps",
    "BrainSimulation": "brain", "SimulatedNeuron": "brain", "Synapse": "brain", "IonConcentrations": "brain",
    "NeuronType": "brain",
}

__all__ = [
    "EquationError", "Network", "NetworkError", "NeurojitError", "NeuronModel", "ParameterError", "Population",
    "Projection", "SimulationError", "SourceModel", "SynapseModel", "UnitError", "View", "__version__", "function",
    "homeostasis", "models", "modulators", "networks", "random", "receptors", "rules", "structural", "synapses",
    *_LATER,
]


def __getattr__(name: str) -> Any:
    if name in _LATER:
        module = importlib.import_module(f".{_LATER[name]}", __name__)
        value = getattr(module, name, module)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'neurojit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
