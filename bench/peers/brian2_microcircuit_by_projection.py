"""The same as models are mostly written: ``python -m bench.peers.brian2_microcircuit_by_projection --threads 1``.

A Synapses object for each of the 62 projections. Not part of `make bench`: C++ for all of them takes minutes to
compile, and the network runs slower than with one object.
"""

import itertools

import numpy as np

from bench.peers.brian2_microcircuit import connect, draw, main, make_drive, make_neurons


def populate(parameters, seed):
    """Make neurons in their initial state, synapses and drive; return the neurons and all that acts on them."""
    rng = np.random.default_rng(seed)
    neurons = make_neurons(parameters, rng)
    first = np.cumsum([0, *parameters.sizes])
    group = [neurons[low:high] for low, high in itertools.pairwise(first)]
    made = []
    for k, (pre, post, weight, delay) in enumerate(draw(parameters, rng)):
        if pre.size:
            j, i = divmod(k, len(group))
            made.append(connect(group[j], group[i], pre - first[j], post - first[i], weight, delay))
    return neurons, [*made, *make_drive(neurons, parameters)]


if __name__ == "__main__":
    main(populate, __doc__)
