"""Rates, irregularity and correlation of recorded spikes, and their digest."""

import hashlib

import numpy as np

from neurojit.record import statistics

CORRELATED = 200  # neurons a population
BIN_MS = 2.0


def digest(trains):
    """SHA-256 over (step, neuron) of all spikes.

    Parameters
    ----------
    trains : list of neurojit.record.SpikeTrain
        One a population; neurons are numbered through all of them in this order.

    Returns
    -------
    str
        Hexadecimal, of little-endian int64 pairs in order of (step, neuron).
    """
    first = np.cumsum([0, *(train.units.size for train in trains)])
    steps = np.concatenate([train.steps for train in trains])
    neurons = np.concatenate([train.senders + start for train, start in zip(trains, first)])
    order = np.lexsort((neurons, steps))
    pairs = np.stack([steps[order], neurons[order]], axis=1).astype("<i8")
    return hashlib.sha256(pairs.tobytes()).hexdigest()


def mean_cv(train):
    """Mean coefficient of variation of the intervals of neurons with at least 3 spikes; None without such neurons."""
    found = statistics.cv(train)
    return None if np.isnan(found).all() else float(np.nanmean(found))


def correlation(train, seed=0):
    """Mean Pearson correlation of the spike counts of pairs, in bins of 2 ms.

    Parameters
    ----------
    train : neurojit.record.SpikeTrain
    seed : int
        Of the choice of 200 neurons, among those that spiked.

    Returns
    -------
    float or None
        None with fewer than two neurons.
    """
    found = statistics.mean_correlation(train, BIN_MS, CORRELATED, seed)
    return None if np.isnan(found) else found
