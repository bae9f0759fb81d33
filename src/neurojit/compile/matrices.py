"""Matrices of linear equations over a time step: what is kept of the state, and what white noise adds to it."""
from __future__ import annotations

import numpy as np

_TAYLOR = 20
_NOTHING = 1e-14  # of a variance: what is left of it when others explain the rest is rounding


def propagator(generator: np.ndarray) -> np.ndarray:
    """exp of a batch of matrices, shape (n, m, m), by scaling and squaring of a Taylor series.

    Shared and per-neuron coefficients come from this one function, so both give the same bits. What is squared is
    exp - 1: where a fast variable asks for many squarings, the slow ones would drown in the rounding of 1.
    Moler & Van Loan (2003), doi:10.1137/S00361445024180.
    """
    return np.eye(generator.shape[1]) + _propagator_less_1(generator)


def _propagator_less_1(generator: np.ndarray) -> np.ndarray:
    norm = np.abs(generator).sum(axis=2).max(axis=1)
    squarings = np.maximum(0, np.ceil(np.log2(np.maximum(norm, 1e-300) / 0.5))).astype(int)
    scaled = generator / (2.0**squarings)[:, None, None]
    result, term = scaled.copy(), scaled
    for k in range(2, _TAYLOR + 1):
        term = term @ scaled / k
        result += term
    for k in range(int(squarings.max(initial=0))):
        again = squarings > k
        result[again] = _squared(result[again])
    return result


def _squared(less_1: np.ndarray) -> np.ndarray:
    """x**2 - 1 of x - 1."""
    return 2.0 * less_1 + less_1 @ less_1


def covariance(generator: np.ndarray, diffusion: np.ndarray) -> np.ndarray:
    """Integral of exp(A s) D exp(A' s) over s from 0 to 1, for a batch of matrices A and D, shape (n, m, m).

    A Taylor series over a part of the time that is short enough, doubled: what the first half added is carried on by
    the second. Van Loan (1978) IEEE Trans Autom Control 23:395-404, doi:10.1109/TAC.1978.1101743.
    """
    norm = np.abs(generator).sum(axis=2).max(axis=1)
    doublings = np.maximum(0, np.ceil(np.log2(np.maximum(norm, 1e-300) / 0.5))).astype(int)
    part = 0.5**doublings[:, None, None]
    scaled, term = generator * part, diffusion * part
    total = term.copy()
    for k in range(1, _TAYLOR + 1):
        moved = scaled @ term
        term = (moved + moved.transpose(0, 2, 1)) / (k + 1)
        total += term
    less_1 = _propagator_less_1(scaled)
    for k in range(int(doublings.max(initial=0))):
        again = doublings > k
        step = np.eye(generator.shape[1]) + less_1[again]
        total[again] += step @ total[again] @ step.transpose(0, 2, 1)
        less_1[again] = _squared(less_1[again])
    return total


def root(covariances: np.ndarray) -> np.ndarray:
    """Lower triangles L with L L' = C (Cholesky); columns are 0 where nothing is left to explain."""
    found = np.zeros_like(covariances)
    for j in range(covariances.shape[1]):
        left = covariances[:, j:, j] - (found[:, j:, :j] @ found[:, j, :j, None])[:, :, 0]
        some = left[:, 0] > _NOTHING * covariances[:, j, j]
        found[some, j:, j] = left[some] / np.sqrt(left[some, :1])
    return found
