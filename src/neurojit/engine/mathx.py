"""exp and its relatives as branch-free polynomials that LLVM turns into vector code.

numba has no vector maths library, so `math.exp` stays a scalar call. Here: Cody-Waite reduction
z = k ln 2 + r, |r| <= ln(2)/2, a polynomial in r (error below two units in the last place), 2**k by its
exponent bits.
"""
import math

from .._jit import bits_to_float, float_to_bits, fma, inline

_LOG2E = 1.4426950408889634
_LN2 = math.log(2.0)
_TURNS = 0.5 / math.pi
_LN2_HIGH = 0.693147180369123816490
_LN2_LOW = 1.90821492927058770002e-10
_ROUND = 6755399441055744.0  # 1.5 * 2**52: adding it leaves the nearest integer in the low bits
_ROUND_BIASED = _ROUND + 1023.0  # the same, with the bias of an exponent
# (exp(r) - 1)/r on |r| <= ln(2)/2: Chebyshev fit of degree 10, relative error 2e-17
# (mpmath.chebyfit(lambda r: expm1(r)/r, [-0.34658, 0.34658], 11))
_D10, _D9, _D8, _D7, _D6 = (2.5105208339987698e-08, 2.7626359798074195e-07, 2.7557255421023506e-06,
                            2.4801504340856006e-05, 0.00019841269874804214)
_D5, _D4, _D3, _D2, _D1 = (0.0013888888932493439, 0.00833333333332614, 0.04166666666657313, 0.1666666666666667,
                           0.5000000000000006)
_TINY = 1.2345678912345e-290  # nothing that is not 0 is changed by adding it, unless it is as small
_LOWEST, _HIGHEST = -708.0, 709.0  # where 2**k is a normal number


@inline
def _relative(r):
    """(exp(r) - 1)/r for |r| <= ln(2)/2; in pairs (Estrin), so that few operations wait for each other."""
    r2 = r * r
    r4 = r2 * r2
    low = fma(r2, fma(r, _D4, _D3), fma(r, _D2, _D1))
    middle = fma(r2, fma(r, _D8, _D7), fma(r, _D6, _D5))
    return fma(r, fma(r4, fma(r4, fma(r, _D10, _D9), middle), low), 1.0)


@inline
def _reduce(z):
    """r of z = k ln 2 + r, and 2**k; z within the range where 2**k is normal."""
    shifted = fma(z, _LOG2E, _ROUND_BIASED)
    k = shifted - _ROUND_BIASED
    r = fma(k, -_LN2_LOW, fma(k, -_LN2_HIGH, z))
    return r, bits_to_float(float_to_bits(shifted) << 52)


@inline
def _within(z, low, high):
    """z, or the bound it exceeds; NaN stays NaN."""
    z = low if z < low else z
    return high if z > high else z


@inline
def exp(z):
    """e to the z; 0 below -708, inf above 709."""
    r, s = _reduce(_within(z, _LOWEST, _HIGHEST))
    value = fma(s * r, _relative(r), s)
    value = 0.0 if z < _LOWEST else value
    return math.inf if z > _HIGHEST else value


@inline
def decay(z):
    """e to the z, bit for bit as `exp` has it, for z <= 0 only."""
    r, s = _reduce(_LOWEST if z < _LOWEST else z)
    value = fma(s * r, _relative(r), s)
    return 0.0 if z < _LOWEST else value


@inline
def expm1(z):
    """e to the z minus 1, without cancellation near 0."""
    r, s = _reduce(_within(z, -60.0, _HIGHEST))
    value = fma(s * r, _relative(r), s - 1.0)
    return math.inf if z > _HIGHEST else value


# (log((1 + s)/(1 - s))/s - 2)/s**2 in s**2: Chebyshev fit, absolute error 2e-18 for |s| <= 0.1716
_L7, _L6, _L5, _L4 = 0.1308675766695207, 0.13268760562036724, 0.15386240172447838, 0.18181795631498243
_L3, _L2, _L1, _L0 = 0.22222222391794727, 0.28571428570803253, 0.4000000000000088, 0.6666666666666666
_ROOT_HALF_BITS = 0x3FE6A09E667F3BCD


@inline
def log(x):
    """Natural logarithm; -inf at 0, NaN below, denormals count as 0."""
    bits = float_to_bits(x)
    k = (bits - _ROOT_HALF_BITS) >> 52
    f = bits_to_float(bits - (k << 52)) - 1.0
    s = f / (2.0 + f)
    z = s * s
    p = fma(z, _L7, _L6)
    p = fma(z, p, _L5)
    p = fma(z, p, _L4)
    p = fma(z, p, _L3)
    p = fma(z, p, _L2)
    p = fma(z, p, _L1)
    p = fma(z, p, _L0)
    n = float(k)
    # f - s*f is 2 s to the last place; log(1 + f) = f - s*(f - z*p)
    value = fma(n, _LN2_HIGH, f - fma(-n, _LN2_LOW, s * fma(-z, p, f)))
    value = value if x >= 2.2250738585072014e-308 else -math.inf
    value = value if x >= 0.0 else math.nan
    return value if x < math.inf else x


# sin(2 pi v)/v and cos(2 pi v) in v**2 for |v| <= 1/8: Chebyshev fits, errors below 2e-17
_S6, _S5, _S4, _S3 = 3.7808689593022957, -15.093804209987114, 42.058685020160894, -76.70585970427454
_S2, _S1, _S0 = 81.60524927594804, -41.341702240399634, 6.283185307179586
_C7, _C6, _C5, _C4 = -1.6968494702918826, 7.903091687751697, -26.426250908622137, 60.244641328867296
_C3, _C2, _C1 = -85.45681720652271, 64.93939402266795, -19.739208802178716


@inline
def turn(u):
    """cos(2 pi u) and sin(2 pi u) for 0 <= u < 1."""
    quarters = (4.0 * u + _ROUND) - _ROUND
    v = fma(-0.25, quarters, u)
    w = v * v
    s = fma(w, _S6, _S5)
    s = fma(w, s, _S4)
    s = fma(w, s, _S3)
    s = fma(w, s, _S2)
    s = fma(w, s, _S1)
    s = v * fma(w, s, _S0)
    c = fma(w, _C7, _C6)
    c = fma(w, c, _C5)
    c = fma(w, c, _C4)
    c = fma(w, c, _C3)
    c = fma(w, c, _C2)
    c = fma(w, c, _C1)
    c = fma(w, c, 1.0)
    odd = (quarters == 1.0) | (quarters == 3.0)
    cosine = s if odd else c
    sine = c if odd else s
    cosine = -cosine if (quarters == 1.0) | (quarters == 2.0) else cosine
    sine = -sine if (quarters == 2.0) | (quarters == 3.0) else sine
    return cosine, sine


@inline
def _ratio_parts(z):
    """exp(z) - 1 and z, neither of them 0: a z of 0 becomes so small that the ratio is 1."""
    z += _TINY
    bounded = _within(z, -60.0, _HIGHEST)
    shifted = fma(bounded, _LOG2E, _ROUND_BIASED)
    k = shifted - _ROUND_BIASED
    r = fma(k, -_LN2, bounded)  # the rest of ln 2 is below the last place of what is added to 2**k - 1 here
    s = bits_to_float(float_to_bits(shifted) << 52)
    return fma(s * r, _relative(r), s - 1.0), z


@inline
def exprel(z):
    """(exp(z) - 1)/z, and 1 at z = 0."""
    e, z = _ratio_parts(z)
    return e / z


PHI1_NEAR = 0.7
# exprel(z) for -PHI1_NEAR <= z <= 0: Chebyshev fit of degree 10, relative error 3e-17
# (mpmath.chebyfit(lambda z: expm1(z)/z, [-0.7, 0], 11))
_E10, _E9, _E8, _E7 = 1.8222184637423562e-08, 2.6484473854575706e-07, 2.745932826147812e-06, 2.4795964720907643e-05
_E6, _E5, _E4, _E3 = 0.0001984106137846315, 0.0013888883908445052, 0.00833333325899307, 0.04166666666018364
_E2, _E1, _E0 = 0.1666666666663764, 0.49999999999999495, 1.0


@inline
def phi1_near(z):
    """exprel(z) for -PHI1_NEAR <= z <= 0, without division; in pairs, so that few operations wait for each other."""
    z2 = z * z
    z4 = z2 * z2
    lowest = fma(z2, fma(z, _E3, _E2), fma(z, _E1, _E0))
    low = fma(z2, fma(z, _E7, _E6), fma(z, _E5, _E4))
    return fma(z4, fma(z4, fma(z2, _E10, fma(z, _E9, _E8)), low), lowest)


@inline
def phi1(z):
    """exprel(z), to the bit as `phi1_near` where that holds."""
    far = exprel(z)
    return far if (z > 0.0) | (z < -PHI1_NEAR) else phi1_near(z)


@inline
def inverse_exprel(z):
    """z/(exp(z) - 1), and 1 at z = 0."""
    e, z = _ratio_parts(z)
    return z / e


@inline
def sigmoid(x):
    """1/(1 + exp(-x))."""
    r, s = _reduce(_within(-x, -200.0, 200.0))
    return 1.0 / (1.0 + fma(s * r, _relative(r), s))


@inline
def tanh(x):
    """Hyperbolic tangent."""
    e = expm1(2.0 * _within(x, -30.0, 30.0))
    return e / (e + 2.0)


@inline
def cosh(x):
    """Hyperbolic cosine."""
    e = exp(abs(x))
    return 0.5 * (e + 1.0 / e)


@inline
def sinh(x):
    """Hyperbolic sine."""
    e = expm1(abs(x))
    return math.copysign(math.inf if e == math.inf else 0.5 * (e + e / (e + 1.0)), x)


@inline
def cos(x):
    """Cosine; the error grows with |x|, by a unit in the last place a turn."""
    turns = x * _TURNS
    return turn(turns - math.floor(turns))[0]


@inline
def sin(x):
    """Sine; the error grows with |x|, by a unit in the last place a turn."""
    turns = x * _TURNS
    return turn(turns - math.floor(turns))[1]


@inline
def whole_power(x, n):
    """x to the n, n from 1 to 8, by repeated products."""
    value = x
    for _ in range(n - 1):
        value *= x
    return value


@inline
def sign(x):
    """-1, 0 or 1."""
    return (1.0 if x > 0.0 else 0.0) - (1.0 if x < 0.0 else 0.0)  # numba has no float(bool)
