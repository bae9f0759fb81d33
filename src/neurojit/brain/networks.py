"""The drawing of the three-layer example network."""
from __future__ import annotations

import numpy as np

_PROBABILITY = 0.5
_TO_PROCESSING = (1.5, 3.5)
_TO_OUTPUT = (3.0, 5.0)
INHIBITORY_EVERY = 5


Edges = tuple[list[int], list[int], list[float]]


def draw_simple_network(n_sensory: int, n_processing: int, n_output: int) -> Edges:
    """Sources, targets and weights of the three-layer network, drawn from NumPy's global generator.

    The order of the draws is a promise, so that `numpy.random.seed` makes a network known to others: for
    every sensory and processing neuron a uniform number, and if it is below 0.5 a weight; then a weight for
    every processing and output neuron.

    Parameters
    ----------
    n_sensory, n_processing, n_output : int
        Numbers of neurons; they are numbered from 0 in this order.

    Returns
    -------
    pre, post : list of int
    weights : list of float
    """
    uniform = np.random.uniform
    random = np.random.random
    pre, post, weights = [], [], []
    processing = range(n_sensory, n_sensory + n_processing)
    for source in range(n_sensory):
        for target in processing:
            if random() < _PROBABILITY:
                pre.append(source)
                post.append(target)
                weights.append(uniform(*_TO_PROCESSING))
    for source in processing:
        for target in range(processing.stop, processing.stop + n_output):
            pre.append(source)
            post.append(target)
            weights.append(uniform(*_TO_OUTPUT))
    return pre, post, weights
