"""The teaching facade: neurons, synapses and simulations as objects that are views on arrays."""
from .ions import IonConcentrations
from .neuron import SimulatedNeuron
from .neuron_type import NeuronType
from .simulation import BrainSimulation
from .synapse import Synapse

__all__ = ["BrainSimulation", "IonConcentrations", "NeuronType", "SimulatedNeuron", "Synapse"]
