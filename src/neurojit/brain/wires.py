"""The synapses of a store as arrays, in order of creation."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..compile.clocked_emit import rule_numbers
from ..engine import clocked_plan as engine
from ..equations.evaluate import evaluate
from ..synapses.rates import clocked_hebbian
from .columns import Columns

LEARNING = clocked_hebbian()


class WireTable:
    """Source, target, weight, delay and learning rate of every synapse."""

    def __init__(self) -> None:
        self.columns = Columns(
            pre=np.int32, post=np.int32, weight=np.float64, initial=np.float64, delay=np.float64,
            rate=np.float64)
        self.longest_delay = 0.0
        self._first = np.zeros(1, np.int64)
        self._listed = np.zeros(0, np.int32)

    @property
    def n(self) -> int:
        """Number of synapses."""
        return self.columns.n

    def add(self, count: int, pre: Any, post: Any, weight: Any, delay: Any, rate: Any) -> None:
        """Add synapses; every argument is one value or `count` of them."""
        self.columns.append(count, pre=pre, post=post, weight=weight, initial=weight, delay=delay, rate=rate)
        self.longest_delay = max(self.longest_delay, float(np.max(delay, initial=0.0)))

    def set_weight(self, index: Any, weight: Any) -> None:
        """Give synapses a weight, also the one that a reset goes back to."""
        self.columns["weight"][index] = weight
        self.columns["initial"][index] = weight

    def set_delay(self, index: int, delay: float) -> None:
        """Give a synapse a delay, for the spikes to come."""
        self.columns["delay"][index] = delay
        self.longest_delay = max(self.longest_delay, delay)

    def learn(self, index: int, post_spiked: bool) -> None:
        """What a spike of the source does to one synapse."""
        known = LEARNING.values | {"w": self.columns["weight"][index], "rate": self.columns["rate"][index],
                                   "post_spiked": float(post_spiked)}
        for statement in LEARNING.model.on_pre:
            known[statement.name] = evaluate(statement.expr, known)
        low, high = LEARNING.bounds
        self.columns["weight"][index] = min(max(known["w"], low), high)

    def reset(self) -> None:
        """Weights back to where they began."""
        self.columns["weight"][:] = self.columns["initial"]

    def arrays(self, n_neurons: int) -> engine.Wires:
        """What the compiled step takes; the list by source is made anew where synapses or neurons came."""
        pre = self.columns["pre"]
        if len(self._listed) != self.n or len(self._first) != n_neurons + 1:
            self._listed = np.argsort(pre, kind="stable").astype(np.int32)
            self._first = np.zeros(n_neurons + 1, np.int64)
            np.cumsum(np.bincount(pre, minlength=n_neurons), out=self._first[1:])
        columns = self.columns
        return engine.Wires(
            first=self._first, listed=self._listed, pre=pre, post=columns["post"], weight=columns["weight"],
            delay=columns["delay"], rate=columns["rate"], rule=rule_numbers(LEARNING))
