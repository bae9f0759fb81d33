"""exp and its relatives as branch-free polynomials that LLVM turns into vector code.

numba has no vector maths library, so `math.exp` stays a scalar call. Here: Cody-Waite reduction
z = k ln 2 + r, |r| <= ln(2)/2, a polynomial in r (error below two units in the last place), 2**k by its
exponent bits.
"""
import math

from .._jit import bits_to_float, float_to_bits, fma, inline

_LOG2E = 1.4426950408889634
_LN2 = math.log(2.0)
_LN2_HIGH = 0.693147180369123816490
_LN2_LOW = 1.90821492927058770002e-10
_ROUND = 6755399441055744.0  # 1.5 * 2**52: adding it leaves the nearest integer in the low bits
# (exp(r) - 1)/r on |r| <= ln(2)/2: Chebyshev fit of degree 10, relative error 2e-17
# (mpmath.chebyfit(lambda r: expm1(r)/r, [-0.34658, 0.34658], 11))
_D10, _D9, _D8, _D7, _D6 = (2.5105208339987698e-08, 2.7626359798074195e-07, 2.7557255421023506e-06,
                            2.4801504340856006e-05, 0.00019841269874804214)
_D5, _D4, _D3, _D2, _D1 = (0.0013888888932493439, 0.00833333333332614, 0.04166666666657313, 0.1666666666666667,
                           0.5000000000000006)
_LOWEST, _HIGHEST = -708.0, 709.0  # where 2**k is a normal number


@inline
def _relative(r):
    """(exp(r) - 1)/r for |r| <= ln(2)/2."""
    q = fma(r, _D10, _D9)
    q = fma(r, q, _D8)
    q = fma(r, q, _D7)
    q = fma(r, q, _D6)
    q = fma(r, q, _D5)
    q = fma(r, q, _D4)
    q = fma(r, q, _D3)
    q = fma(r, q, _D2)
    q = fma(r, q, _D1)
    return fma(r, q, 1.0)


@inline
def _reduce(z):
    """k and r of z = k ln 2 + r, and 2**k; z within the range where 2**k is normal."""
    shifted = fma(z, _LOG2E, _ROUND)
    k = shifted - _ROUND
    r = fma(k, -_LN2_LOW, fma(k, -_LN2_HIGH, z))
    return k, r, bits_to_float((float_to_bits(shifted) << 52) + (1023 << 52))


@inline
def exp(z):
    """e to the z; 0 below -708, inf above 709."""
    _, r, s = _reduce(min(max(z, _LOWEST), _HIGHEST))
    value = fma(s * r, _relative(r), s)
    value = 0.0 if z < _LOWEST else value
    value = math.inf if z > _HIGHEST else value
    return value if z == z else z


@inline
def expm1(z):
    """e to the z minus 1, without cancellation near 0."""
    _, r, s = _reduce(min(max(z, -60.0), _HIGHEST))
    value = fma(s * r, _relative(r), s - 1.0)
    value = math.inf if z > _HIGHEST else value
    return value if z == z else z


@inline
def exprel(z):
    """(exp(z) - 1)/z, and 1 at z = 0; NaN stays NaN through the division."""
    bounded = min(max(z, -60.0), _HIGHEST)
    shifted = fma(bounded, _LOG2E, _ROUND)
    k = shifted - _ROUND
    r = fma(k, -_LN2, bounded)  # the rest of ln 2 is below the last place of what is added to 2**k - 1 here
    s = bits_to_float((float_to_bits(shifted) << 52) + (1023 << 52))
    q = _relative(r)
    near = k == 0.0
    return (q if near else fma(s * r, q, s - 1.0)) / (1.0 if near else z)


@inline
def sign(x):
    """-1, 0 or 1."""
    return float(x > 0.0) - float(x < 0.0)
