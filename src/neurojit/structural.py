"""Structural plasticity as a callback of `Simulation.run`: weak synapses vanish, others grow at random."""
from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .errors import NetworkError, ParameterError
from .network import Projection
from .random import Distribution, stream_key
from .units import to_float

_TRIES = 100  # to draw a delay that the network can take


class Turnover:
    """Prunes weak synapses of a projection and grows as many between random partners, whenever it is called.

    Parameters
    ----------
    projection : Projection
    prune_below : float, optional
        Synapses whose weight is smaller in size vanish.
    fraction : float, optional
        Instead: this share of all synapses, the weakest, vanishes.
    weight, delay : float, quantity or Distribution
        Of new synapses, in the units of `Network.connect`. Delays are drawn again where they lie outside those that the
        network was built with.
    allow_autapses : bool
        Whether a neuron may connect to itself.

    Notes
    -----
    Partners are drawn from a stream of the network's seed, the projection's name, the step and what is to vanish: what
    grows is the same however runs are split, and for any number of threads. After Holtmaat & Svoboda (2009) Nat Rev
    Neurosci 10:647-658, doi:10.1038/nrn2699, spines turn over while their number stays.

    Examples
    --------
    >>> import neurojit as nj
    >>> net = nj.Network(seed=1)
    >>> cells = net.create(50, nj.models.iaf_psc_exp, name="cells", I_e=500.0)
    >>> learned = net.connect(cells, cells, nj.rules.fixed_indegree(5), weight=nj.random.uniform(1.0, 40.0),
    ...                       synapse=nj.synapses.stdp_pair(W_max=50.0))
    >>> sim = nj.Simulation(net)
    >>> _ = sim.run(300.0, every=100.0, callback=nj.structural.Turnover(learned, fraction=0.02, weight=20.0))
    >>> len(sim[learned])
    250
    """

    def __init__(self, projection: Projection, *, prune_below: float | None = None, fraction: float | None = None,
                 weight: float | Distribution = 1.0, delay: float | Distribution = 1.0, allow_autapses: bool = True):
        if not isinstance(projection, Projection):
            raise NetworkError(f"projection must be what Network.connect returned, got {projection!r}")
        if (prune_below is None) == (fraction is None):
            raise ParameterError(f"give either prune_below= or fraction=, got {prune_below!r} and {fraction!r}")
        if fraction is not None and (not _is_number(fraction) or not 0.0 <= fraction <= 1.0):
            raise ParameterError(f"fraction must lie between 0 and 1, got {fraction!r}")
        unit = projection.weight_unit
        below = None if prune_below is None else _value("prune_below", prune_below, unit)
        if below is not None and below < 0.0:
            raise ParameterError(f"prune_below must be a number >= 0, got {prune_below!r}")
        if not allow_autapses and (units := projection.pre.units()).size == 1 and np.array_equal(
                units, projection.post.units()):
            raise NetworkError(f"{projection.name!r} connects one neuron with itself, so nothing could grow without "
                               "autapses")
        self.projection, self._below, self._fraction, self._autapses = projection, below, fraction, allow_autapses
        self._weight = weight if isinstance(weight, Distribution) else _value("weight", weight, unit)
        self._delay = delay if isinstance(delay, Distribution) else _value("delay", delay, "ms")

    def __call__(self, sim: Any) -> None:
        """Prune and grow in a simulation of the projection's network."""
        synapses = sim[self.projection]
        gone = self._pruned(np.abs(synapses["weight"]))
        draw = _Draws(sim, self.projection, f"{self._below} {self._fraction}")
        pre = np.floor(draw("source", gone.size) * len(self.projection.pre)).astype(np.int64)
        post = np.floor(draw("target", gone.size) * len(self.projection.post)).astype(np.int64)
        if not self._autapses:
            same = self.projection.pre.units()[pre] == self.projection.post.units()[post]
            other, n = (pre, len(self.projection.pre)) if len(self.projection.pre) > 1 else (
                post, len(self.projection.post))
            others = 1 + np.floor(draw("another", gone.size) * (n - 1)).astype(np.int64)
            other[same] = (other[same] + others[same]) % n
        synapses.rewire(gone, pre, post, weight=draw.values("weight", self._weight, gone.size),
                        delay=self._delays(sim, draw, gone.size))

    def _delays(self, sim: Any, draw: _Draws, n: int) -> np.ndarray:
        from .simulation.rewire import can_grow

        found = draw.values("delay", self._delay, n)
        for again in range(_TRIES if isinstance(self._delay, Distribution) else 0):
            wrong = ~can_grow(sim._program, found)
            if not wrong.any():
                break
            found[wrong] = draw.values(f"delay {again}", self._delay, n)[wrong]
        return found

    def _pruned(self, sizes: np.ndarray) -> np.ndarray:
        if self._below is not None:
            return np.flatnonzero(sizes < self._below)
        return np.argsort(sizes, kind="stable")[: round((self._fraction or 0.0) * sizes.size)]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and math.isfinite(value)


def _value(name: str, value: Any, unit: str) -> float:
    if isinstance(value, bool | Sequence) or np.ndim(found := to_float(value, unit, name)):
        raise ParameterError(f"{name} must be a number or a distribution of nj.random, got {value!r}")
    if not math.isfinite(found):
        raise ParameterError(f"{name} must be a finite number, got {value!r}")
    return float(found)


class _Draws:
    """Random numbers of one projection at one step, for one purpose."""

    def __init__(self, sim: Any, projection: Projection, purpose: str):
        self._names = "structural", projection.name, str(sim.steps), purpose
        self._seed = sim.network.seed

    def __call__(self, what: str, n: int) -> np.ndarray:
        return self.values(what, Distribution("uniform", 0.0, 1.0), n)

    def values(self, what: str, given: float | Distribution, n: int) -> np.ndarray:
        """A number for all, or as many draws."""
        if not isinstance(given, Distribution):
            return np.full(n, float(given))
        from .engine.rng import SAMPLERS, draw

        out = np.empty(n)
        parameters = np.array([given.first, given.second, given.low, given.high, float(given.clip)])
        key = np.uint64(stream_key(self._seed, *self._names, what))
        draw(SAMPLERS[given.kind].address, key, parameters, out)
        return out
