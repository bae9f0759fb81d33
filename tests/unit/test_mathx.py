"""exp, expm1 and exprel of the engine against 40 digits of mpmath."""
import math

import numba
import numpy as np
import pytest

from neurojit.engine import mathx

mpmath = pytest.importorskip("mpmath")
ARGUMENTS = np.concatenate([
    np.linspace(-50.0, 50.0, 2001), np.linspace(-0.4, 0.4, 801), np.logspace(-300, -1, 60), -np.logspace(-300, -1, 60),
])
EXACT = {
    "exp": mpmath.exp,
    "expm1": mpmath.expm1,
    "exprel": lambda z: mpmath.mpf(1) if z == 0 else mpmath.expm1(z) / z,
}


def compiled(name):
    function = getattr(mathx, name)

    @numba.njit
    def map_(z):
        return np.array([function(x) for x in z])

    return map_


@pytest.mark.parametrize(("name", "places"), [("exp", 2), ("expm1", 2), ("exprel", 8)])
def test_the_error_is_a_few_units_in_the_last_place(name, places):
    """exprel takes ln 2 in one piece, which costs it some places for large positive arguments."""
    found = compiled(name)(ARGUMENTS)
    with mpmath.workdps(40):
        error = [abs((mpmath.mpf(float(f)) - EXACT[name](mpmath.mpf(float(z)))) / EXACT[name](mpmath.mpf(float(z))))
                 for z, f in zip(ARGUMENTS, found, strict=True) if f != 0.0]
    assert max(error) < places * 2.0**-52


@pytest.mark.parametrize(("name", "below", "above"), [
    ("exp", 0.0, math.inf), ("expm1", -1.0, math.inf),
])
def test_what_leaves_the_range_saturates(name, below, above):
    assert compiled(name)(np.array([-1e5, 1e5])).tolist() == [below, above]


def test_exprel_of_large_negative_numbers_is_their_reciprocal():
    z = np.array([-60.5, -709.0, -1e5, -1e300])
    assert compiled("exprel")(z) == pytest.approx(-1.0 / z, rel=1e-15)


@pytest.mark.parametrize("name", list(EXACT))
def test_nan_stays_nan(name):
    assert np.isnan(compiled(name)(np.array([np.nan]))).all()
