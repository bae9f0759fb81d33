"""Rates, irregularity and correlation of recorded spikes, and their digest."""

import hashlib

import numpy as np

MIN_SPIKES = 3  # of a neuron whose intervals count
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
    order = np.lexsort((train.steps, train.senders))
    senders, steps = train.senders[order], train.steps[order]
    same = np.diff(senders) == 0
    owner, interval = senders[1:][same], np.diff(steps)[same].astype(float)
    count = np.bincount(owner)
    many = count >= MIN_SPIKES - 1
    if not many.any():
        return None
    mean = np.bincount(owner, interval)[many] / count[many]
    squares = np.bincount(owner, interval**2)[many] / count[many]
    return float(np.mean(np.sqrt(np.maximum(squares - mean**2, 0.0)) / mean))


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
    active = np.unique(train.senders)
    if active.size < 2:
        return None
    chosen = np.random.default_rng(seed).permutation(active)[:CORRELATED]
    row = np.full(int(active.max()) + 1, -1)
    row[chosen] = np.arange(chosen.size)
    rows = row[train.senders]
    width = round(BIN_MS / train.dt)
    first = round(train.start / train.dt) + 1  # a spike of the first update carries the next step
    bins = (train.steps - first) // width
    counts = np.zeros((chosen.size, max(1, round((train.stop - train.start) / BIN_MS))))
    inside = (rows >= 0) & (bins < counts.shape[1])
    np.add.at(counts, (rows[inside], bins[inside]), 1.0)
    counts = counts[counts.std(axis=1) > 0]
    if len(counts) < 2:
        return None
    pairs = np.corrcoef(counts)
    return float(np.mean(pairs[np.triu_indices(len(counts), 1)]))
