"""Philox 4x32-10: random numbers as a pure function of a key and a counter.

Salmon, Moraes, Dror & Shaw (2011) "Parallel random numbers: as easy as 1, 2, 3", doi:10.1145/2063384.2063405.
The key is a stream (seed, purpose, population or projection, variable); the counter is
(element, row or step, attempt). No state, so any thread may draw any number at any time.
"""
import math

import numpy as np
from numba import carray, types

from .._jit import address_of, caller, entry, formula, inline, kernel, wide_vectors
from .mathx import log, turn

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_11 = np.uint64(11)
_TO_UNIT = 2.0**-53

# (key, row, n, parameters, out): fill out[:n] with the draws of elements 0..n-1 of a row
SAMPLER = types.int64(
    types.uint64, types.int64, types.int64, types.CPointer(types.float64), types.CPointer(types.float64)
)


@inline
def philox(key, c0, c1, c2, c3):
    """Four 32-bit words (in uint64) for a 64-bit key and four 32-bit counters (in uint64).

    What is multiplied is masked, though nothing is there to mask, so that LLVM knows that it is 32 bits by 32.
    """
    k0 = key & _LOW
    k1 = key >> _32
    for _ in range(10):
        p0 = _M0 * (c0 & _LOW)
        p1 = _M1 * (c2 & _LOW)
        c0 = (p1 >> _32) ^ c1 ^ k0
        c1 = p1 & _LOW
        c2 = (p0 >> _32) ^ c3 ^ k1
        c3 = p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@inline
def words(key, element, row, attempt):
    """Two 64-bit words of an element."""
    r = np.uint64(row)
    a, b, c, d = philox(key, np.uint64(element) & _LOW, r & _LOW, r >> _32, np.uint64(attempt))
    return a | (b << _32), c | (d << _32)


@inline
def unit(word):
    """A 64-bit word as a float64 in [0, 1), 53 bits."""
    return np.float64(np.int64(word >> _11)) * _TO_UNIT


@inline
def uniform(key, element, row, attempt):
    """A float64 in [0, 1)."""
    first, _ = words(key, element, row, attempt)
    return unit(first)


@inline
def below(key, element, row, attempt, n):
    """An integer in [0, n), n < 2**32: the high part of a 32-bit by 64-bit product (bias below n * 2**-64)."""
    first, _ = words(key, element, row, attempt)
    n = np.uint64(n) & _LOW  # so that LLVM knows that 32 bits by 32 are multiplied
    high = (first >> _32) * n
    low = (first & _LOW) * n
    return np.int64((high + (low >> _32)) >> _32)


@inline
def normal_pair(key, pair, row, attempt):
    """Two independent standard normals (Box & Muller 1958)."""
    first, second = words(key, pair, row, attempt)
    radius = math.sqrt(-2.0 * log(1.0 - unit(first)))
    c, s = turn(unit(second))
    return radius * c, radius * s


@formula
def fill_normal(key, row, out):
    """Fill `out` with the standard normals of a row, pairs side by side."""
    wide_vectors()
    pairs = np.uint64(out.size) // np.uint64(2)
    for pair in range(pairs):
        first = np.uint64(2) * pair
        out[first], out[first + np.uint64(1)] = normal_pair(key, pair, row, 0)
    if out.size % 2:
        out[out.size - 1], _ = normal_pair(key, pairs, row, 0)


@formula
def fill_below(key, first, row, n, out):
    """Fill `out` with integers in [0, n), those of the elements first, first + 1 ... of a row, side by side."""
    wide_vectors()
    for i in range(np.uint64(out.size)):
        out[i] = np.int32(below(key, first + i, row, 0, n))


@inline
def _kept(value, p):
    """The value after the bounds p[2], p[3]: clipped to them where p[4], else NaN if it must be drawn again."""
    if p[2] <= value <= p[3]:
        return value
    return min(max(value, p[2]), p[3]) if p[4] != 0.0 else math.nan


@inline
def _redrawn_normal(key, element, row, p, value):
    """`value` if it lies within the bounds, else the first later attempt of this element that does."""
    attempt = 1
    kept = _kept(value, p)
    while math.isnan(kept):
        value, _ = normal_pair(key, element, row, attempt)
        kept = _kept(p[0] + p[1] * value, p)
        attempt += 1
    return kept


@inline
def _draw_exponential(key, element, row, attempt, p):
    return -p[0] * math.log(1.0 - uniform(key, element, row, attempt))


@kernel(SAMPLER)
def sample_constant(key, row, n, parameters, out):
    """Every element is parameters[0]."""
    p = carray(parameters, (5,))
    o = carray(out, (n,))
    for i in range(n):
        o[i] = p[0]
    return 0


@kernel(SAMPLER)
def sample_uniform(key, row, n, parameters, out):
    """Uniform between parameters[0] and parameters[1]."""
    p = carray(parameters, (5,))
    o = carray(out, (n,))
    for i in range(n):
        o[i] = p[0] + (p[1] - p[0]) * uniform(key, i, row, 0)
    return 0


@kernel(SAMPLER)
def sample_normal(key, row, n, parameters, out):
    """Normal with mean parameters[0] and standard deviation parameters[1]."""
    p = carray(parameters, (5,))
    o = carray(out, (n,))
    fill_normal(key, row, o)
    for i in range(n):
        o[i] = _redrawn_normal(key, i, row, p, p[0] + p[1] * o[i])
    return 0


@kernel(SAMPLER)
def sample_lognormal(key, row, n, parameters, out):
    """exp of a normal; the bounds are those of the result."""
    p = carray(parameters, (5,))
    o = carray(out, (n,))
    fill_normal(key, row, o)
    for i in range(n):
        attempt = 1
        value = _kept(math.exp(p[0] + p[1] * o[i]), p)
        while math.isnan(value):
            normal, _ = normal_pair(key, i, row, attempt)
            value = _kept(math.exp(p[0] + p[1] * normal), p)
            attempt += 1
        o[i] = value
    return 0


@kernel(SAMPLER)
def sample_exponential(key, row, n, parameters, out):
    """Exponential with mean parameters[0]."""
    p = carray(parameters, (5,))
    o = carray(out, (n,))
    for i in range(n):
        attempt = 1
        value = _kept(_draw_exponential(key, i, row, 0, p), p)
        while math.isnan(value):
            value = _kept(_draw_exponential(key, i, row, attempt, p), p)
            attempt += 1
        o[i] = value
    return 0


@kernel(SAMPLER)
def sample_listed(key, row, n, parameters, out):
    """The values themselves."""
    p = carray(parameters, (n,))
    o = carray(out, (n,))
    for i in range(n):
        o[i] = p[i]
    return 0


SAMPLERS = {
    "listed": sample_listed,
    "constant": sample_constant,
    "uniform": sample_uniform,
    "normal": sample_normal,
    "lognormal": sample_lognormal,
    "exponential": sample_exponential,
}


@entry
def philox_words(key, counters):
    """Philox of each row of `counters` (n, 4) uint32, for the known-answer test."""
    out = np.empty_like(counters)
    for i in range(counters.shape[0]):
        c = counters[i]
        a, b, d, e = philox(key, np.uint64(c[0]), np.uint64(c[1]), np.uint64(c[2]), np.uint64(c[3]))
        out[i, 0], out[i, 1], out[i, 2], out[i, 3] = np.uint32(a), np.uint32(b), np.uint32(d), np.uint32(e)
    return out


_sample = caller(SAMPLER)


@entry
def draw(address, key, parameters, out):
    """Fill `out` with elements 0, 1 ... of a stream through the sampler at `address`."""
    _sample(address, (key, 0, out.size, address_of(parameters, 0), address_of(out, 0)))
