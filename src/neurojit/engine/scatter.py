"""Add the weights of a static segment to the input of its targets.

Four synapses at a time: their targets come in one load and their weights in another, so that the two places in a core
that load have little else to do than to fetch input.
"""
import numpy as np

from .._jit import fma, inline, load_four, load_long, not_unrolled
from .plan import CHANNEL, FIRST_WORD, SIGN, WIDTH

_0, _1, _2, _3, _4, _16, _32, _48, _TARGET = (np.uint64(x) for x in (0, 1, 2, 3, 4, 16, 32, 48, 0xFFFF))


@inline
def _add_three(inputs, targets, weights, sign):
    """Add to the lowest three of four targets, 16 bits each, one after the other: some may be the same."""
    first, second, third = targets & _TARGET, (targets >> _16) & _TARGET, (targets >> _32) & _TARGET
    inputs[first] = fma(weights[0], sign, inputs[first])
    inputs[second] = fma(weights[1], sign, inputs[second])
    inputs[third] = fma(weights[2], sign, inputs[third])


@inline
def _add_four(inputs, targets, weights, sign):
    _add_three(inputs, targets, weights, sign)
    fourth = targets >> _48
    inputs[fourth] = fma(weights[3], sign, inputs[fourth])


@inline
def _add_rest(inputs, targets, weights, n, sign):
    """Add the first n weights (0 to 3); the others add minus nothing to target 0, which changes no bit.

    How many are left is different for every segment, and guessing it wrong costs more than three additions.
    """
    none = -0.0 * sign
    there = weights[0] if n > _0 else none, weights[1] if n > _1 else none, weights[2] if n > _2 else none
    _add_three(inputs, targets & ((_1 << (n * _16)) - _1), there, sign)


@inline
def _add_own(synapses, inputs, target, n, words, sign, like):
    """Add weights of the type `like`, of so many words, four at a time."""
    weight = target + n
    for _ in range(n >> _2):
        not_unrolled()
        _add_four(inputs, load_long(synapses, np.int64(target)), load_four(synapses, np.int64(weight), like), sign)
        target += _4
        weight += _4 * words
    _add_rest(inputs, load_long(synapses, np.int64(target)), load_four(synapses, np.int64(weight), like), n & _3, sign)


@inline
def _add_one(synapses, inputs, target, n, weight):
    """Add the same weight to all targets."""
    weights = weight, weight, weight, weight
    for _ in range(n >> _2):
        not_unrolled()
        _add_four(inputs, load_long(synapses, np.int64(target)), weights, 1.0)
        target += _4
    _add_rest(inputs, load_long(synapses, np.int64(target)), weights, n & _3, 1.0)


@inline
def add_segment(wiring, inputs, stride, block, place, length):
    """Add the weights of a static segment to the input of its targets."""
    n = np.uint64(length)
    channel = inputs[wiring.blocks[block, CHANNEL] * stride :]
    sign, width = np.float64(wiring.blocks[block, SIGN]), wiring.blocks[block, WIDTH]
    target = np.uint64(wiring.blocks[block, FIRST_WORD] + place * width)
    if width == 3:
        _add_own(wiring.synapses, channel, target, n, np.uint64(2), sign, np.float32)
    elif width == 1:
        _add_one(wiring.synapses, channel, target, n, wiring.one_weight[block] * sign)
    else:
        _add_own(wiring.synapses, channel, target, n, np.uint64(4), sign, np.float64)
