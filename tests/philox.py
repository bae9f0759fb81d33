"""Philox 4x32-10 and what is drawn with it, in plain NumPy: Salmon et al. (2011), doi:10.1145/2063384.2063405."""

import numpy as np

_MASK = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)


def philox(key, counters):
    """Four arrays of 32-bit words for a 64-bit key and four counters (numbers or arrays)."""
    k0, k1 = np.uint64(key) & _MASK, np.uint64(key) >> _32
    c0, c1, c2, c3 = np.broadcast_arrays(*(np.asarray(c).astype(np.uint64) for c in counters))
    for _ in range(10):
        p0, p1 = np.uint64(0xD2511F53) * c0, np.uint64(0xCD9E8D57) * c2
        c0, c1, c2, c3 = (p1 >> _32) ^ c1 ^ k0, p1 & _MASK, (p0 >> _32) ^ c3 ^ k1, p0 & _MASK
        k0, k1 = (k0 + np.uint64(0x9E3779B9)) & _MASK, (k1 + np.uint64(0xBB67AE85)) & _MASK
    return c0, c1, c2, c3


def _pairs(key, size, step, substep):
    """Two uniforms for each unit's pair, and whether the unit takes the second of them."""
    unit = np.arange(size)
    lane = unit % 16
    a, b, c, d = philox(key, (unit // 16 * 8 + lane % 8, step & 0xFFFFFFFF, step >> 32, substep))
    first, second = a | (b << _32), c | (d << _32)
    return (first >> np.uint64(11)) * 2.0**-53, (second >> np.uint64(11)) * 2.0**-53, lane >= 8


def uniforms(key, size, step, substep):
    """What a neuron draws for its escape rate."""
    first, second, later = _pairs(key, size, step, substep)
    return np.where(later, second, first)


def normals(key, size, step, substep):
    """What a neuron draws for a noise."""
    first, second, later = _pairs(key, size, step, substep)
    radius = np.sqrt(-2.0 * np.log1p(-first))
    return radius * np.where(later, np.sin(2 * np.pi * second), np.cos(2 * np.pi * second))
