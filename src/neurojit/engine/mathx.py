"""exp and its relatives as branch-free polynomials that LLVM turns into vector code.

numba has no vector maths library, so `math.exp` stays a scalar call. Here: Cody-Waite reduction
z = k ln 2 + r, |r| <= ln(2)/2, a Taylor polynomial of degree 13 in r (error below one unit in the last
place), 2**k by its exponent bits. Saturates to 0 and inf outside the range of float64.
"""
import math

from .._jit import bits_to_float, float_to_bits, fma, inline

_LOG2E = 1.4426950408889634
_LN2_HIGH = 0.693147180369123816490
_LN2_LOW = 1.90821492927058770002e-10
_ROUND = 6755399441055744.0  # 1.5 * 2**52: adding it leaves the nearest integer in the low bits
_C2, _C3, _C4, _C5, _C6, _C7, _C8, _C9, _C10, _C11, _C12, _C13 = (1.0 / math.factorial(i) for i in range(2, 14))


@inline
def _relative(r):
    """(exp(r) - 1)/r for |r| <= ln(2)/2."""
    q = fma(r, _C13, _C12)
    q = fma(r, q, _C11)
    q = fma(r, q, _C10)
    q = fma(r, q, _C9)
    q = fma(r, q, _C8)
    q = fma(r, q, _C7)
    q = fma(r, q, _C6)
    q = fma(r, q, _C5)
    q = fma(r, q, _C4)
    q = fma(r, q, _C3)
    q = fma(r, q, _C2)
    return fma(r, q, 1.0)


@inline
def _reduce(z):
    """k as a float, r, and 2**k split in two factors so that k = 1024 and k = -1074 do not overflow."""
    shifted = fma(z, _LOG2E, _ROUND)
    k = shifted - _ROUND
    r = fma(k, -_LN2_LOW, fma(k, -_LN2_HIGH, z))
    bits = float_to_bits(shifted)
    # arithmetic shift of the 32-bit integer part, kept in 64 bits
    whole = (bits << 32) >> 32
    half = whole >> 1
    return k, r, bits_to_float((half + 1023) << 52), bits_to_float((whole - half + 1023) << 52)


@inline
def exp(z):
    """e to the z."""
    bounded = min(max(z, -745.2), 709.8)
    _, r, s1, s2 = _reduce(bounded)
    value = fma(r, _relative(r), 1.0) * s1 * s2
    return value if z == z else z


@inline
def expm1(z):
    """e to the z minus 1, without cancellation near 0."""
    bounded = min(max(z, -60.0), 709.8)
    _, r, s1, s2 = _reduce(bounded)
    s = s1 * s2
    value = fma(s * r, _relative(r), s - 1.0)
    return value if z == z else z


@inline
def exprel(z):
    """(exp(z) - 1)/z, and 1 at z = 0."""
    bounded = min(max(z, -1e300), 700.0)
    inner = max(bounded, -60.0)
    k, r, s1, s2 = _reduce(inner)
    s = s1 * s2
    q = _relative(r)
    numerator = q if k == 0.0 else fma(s * r, q, s - 1.0)
    denominator = 1.0 if k == 0.0 else bounded
    value = numerator / denominator
    return value if z == z else z


@inline
def flush(x):
    """0 for values on their way into denormals, whose arithmetic is 25 to 50 times slower."""
    return x if abs(x) > 1e-290 else 0.0


@inline
def sign(x):
    """-1, 0 or 1."""
    return float(x > 0.0) - float(x < 0.0)
