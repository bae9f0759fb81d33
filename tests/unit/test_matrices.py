"""What noise adds over a step, beside SciPy's exponentials."""
import numpy as np
import pytest
from scipy.linalg import expm

from neurojit.compile.matrices import covariance, propagator, root


def by_scipy(a, d):
    """Van Loan (1978): of the exponential of one matrix of twice the size."""
    n = len(a)
    blocks = expm(np.block([[-a, d], [np.zeros_like(a), a.T]]))
    return blocks[n:, n:].T @ blocks[:n, n:]


@pytest.mark.parametrize("size", [0.001, 0.3, 4.0])
def test_a_covariance_is_that_of_the_integral(size):
    rng = np.random.default_rng(1)
    a = size * rng.normal(size=(20, 4, 4))
    g = rng.normal(size=(20, 4, 2))
    d = g @ g.transpose(0, 2, 1)
    found = covariance(a, d)
    for one, drift, diffusion in zip(found, a, d, strict=True):
        assert one == pytest.approx(by_scipy(drift, diffusion), rel=1e-9, abs=1e-9 * np.abs(one).max())
    assert np.array_equal(covariance(a[7:8], d[7:8])[0], found[7])  # alone or among others


def test_a_decay_that_is_long_over_leaves_the_stationary_variance():
    assert covariance(np.array([[[-1e4]]]), np.array([[[2e4]]]))[0, 0, 0] == pytest.approx(1.0, rel=1e-12)


def test_a_root_squares_to_the_covariance_also_where_variables_move_as_one():
    rng = np.random.default_rng(2)
    g = rng.normal(size=(10, 4, 2))  # two sources for four variables
    g[3] = 0.0
    c = g @ g.transpose(0, 2, 1)
    found = root(c)
    assert np.abs(found @ found.transpose(0, 2, 1) - c).max() < 1e-12 * np.abs(c).max()
    assert np.array_equal(np.triu(found, 1), np.zeros_like(c))


@pytest.mark.parametrize("fast", [1e-3, 1e-13, 1e-15, 1e-300])
def test_slow_variables_are_right_beside_one_that_is_very_fast(fast):
    """A membrane of 10 ms that a current of another time constant charges, and a constant, over 0.1 ms."""
    a = 0.1 * np.array([[[-1 / 10.0, 1 / 250.0, 1.0], [0.0, -1 / fast, 0.0], [0.0, 0.0, 0.0]]])
    found = propagator(a)[0]
    assert found[0, 0] == pytest.approx(np.exp(-0.01), rel=1e-14)
    assert found[0, 2] == pytest.approx(-10.0 * np.expm1(-0.01), rel=1e-14)
    assert found[0, 1] == pytest.approx((np.exp(-0.01) - np.exp(-0.1 / fast)) / 250.0 / (1 / fast - 0.1), rel=1e-12)
    diffusion = np.diag([1.0, 0.0, 0.0])[None]
    assert covariance(a, diffusion)[0, 0, 0] == pytest.approx(-np.expm1(-0.02) / 0.02, rel=1e-12)


@pytest.mark.parametrize("size", [0.001, 0.3, 4.0, 50.0])
def test_a_propagator_is_that_of_scipy(size):
    a = size * (np.random.default_rng(1).normal(size=(20, 5, 5)) / 5 - np.eye(5))
    for one, generator in zip(propagator(a), a, strict=True):
        assert np.abs(one - expm(generator)).max() < 1e-13
