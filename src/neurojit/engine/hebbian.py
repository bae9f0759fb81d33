"""The learning rule of the facade, a pure formula: compiled by the engine, callable as it stands."""
from ..constants import DECAY_PER_POTENTIATION, MAX_WEIGHT


def hebbian(weight, rate, pre_spiked, post_spiked):
    """The weight after a step: what fires together wires together, a lone presynaptic spike weakens a little.

    The arithmetic and its order are a promise: final weights are compared bit by bit.
    """
    if not pre_spiked:
        return weight
    if post_spiked:
        weight += rate * (MAX_WEIGHT - weight)
    else:
        weight -= rate * DECAY_PER_POTENTIATION * weight
    return min(MAX_WEIGHT, max(0.0, weight))
