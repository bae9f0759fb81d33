"""Where the engine looks for values that are no numbers."""
from __future__ import annotations

import numpy as np

from ..engine import plan as ep
from ..models.base import NeuronModel
from ..network import Network
from .layout import Layout, is_neuron


def build_guards(network: Network, layout: Layout) -> ep.Guards:
    """All variables of all neurons, by partition."""
    first, stretches = [0], []
    for partition in range(layout.n_partitions):
        for population in filter(is_neuron, network.populations):
            lo, hi, _ = (int(x) for x in layout.ranges[partition, population.index])
            assert isinstance(population.model, NeuronModel)
            for name in population.model.variables:
                row = layout.running_row(population, name, partition)
                stretches.append((row + lo, row + hi))
        first.append(len(stretches))
    return ep.Guards(np.array(first), np.array(stretches, np.int64).reshape(-1, 2))
