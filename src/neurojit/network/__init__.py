"""The description of a network: nothing here is allocated or compiled."""
from .network import Network, Recorder
from .population import Population, View
from .projection import Projection

__all__ = ["Network", "Population", "Projection", "Recorder", "View"]
