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
    "phi1": lambda z: mpmath.mpf(1) if z == 0 else mpmath.expm1(z) / z,
    "inverse_exprel": lambda z: mpmath.mpf(1) if z == 0 else z / mpmath.expm1(z),
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
}
PLACES = {"exp": 2, "expm1": 2, "exprel": 8, "phi1": 8, "inverse_exprel": 9, "sigmoid": 3, "tanh": 4, "sinh": 4,
          "cosh": 3}


def compiled(name):
    function = getattr(mathx, name)

    @numba.njit
    def map_(z):
        return np.array([function(x) for x in z])

    return map_


@pytest.mark.parametrize(("name", "places"), PLACES.items())
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


def test_phi1_is_phi1_near_to_the_bit_where_that_holds_and_exprel_beyond():
    near = np.concatenate([np.linspace(-mathx.PHI1_NEAR, 0.0, 1001), [-1e-9, -0.0]])
    far = np.concatenate([np.linspace(1e-9, 30.0, 500), -np.linspace(mathx.PHI1_NEAR + 1e-4, 30.0, 500)])
    assert np.array_equal(compiled("phi1")(near), compiled("phi1_near")(near))
    assert np.array_equal(compiled("phi1")(far), compiled("exprel")(far))


def test_log():
    x = np.concatenate([np.logspace(-300, 300, 2001), np.linspace(0.5, 2.0, 1001), 1.0 + np.logspace(-15, -1, 50)])
    found = compiled("log")(x)
    with mpmath.workdps(40):
        exact = [mpmath.log(mpmath.mpf(float(v))) for v in x]
        error = [abs((mpmath.mpf(float(f)) - e) / e) if e else abs(f) for f, e in zip(found, exact, strict=True)]
    assert max(error) < 3 * 2.0**-52
    assert compiled("log")(np.array([0.0, math.inf])).tolist() == [-math.inf, math.inf]
    assert np.isnan(compiled("log")(np.array([-1.0, np.nan]))).all()


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_sine_and_cosine(name):
    x = np.linspace(-20.0, 20.0, 4001)
    assert compiled(name)(x) == pytest.approx(getattr(np, name)(x), abs=5e-15)
