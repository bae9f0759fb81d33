"""A projection: who connects to whom by which rule, with which weights and delays."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import NetworkError, ParameterError, suggest
from ..random import Distribution
from ..rules import Listed, Rule
from ..units import to_float
from .population import View


@dataclass(eq=False)
class Projection:
    """Connections from one view to another; made by `Network.connect`.

    Attributes
    ----------
    name : str
    pre, post : View
    rule : Rule or Listed
    weight, delay : float, ndarray, Distribution or callable
        In the unit the receptor's arrival statement wants (mV, pA or nS), and ms.
    receptor : str or None
        The receptor that was named; None: by the sign of the weight.
    """

    name: str
    pre: View
    post: View
    rule: Rule | Listed
    weight: Any
    delay: Any
    receptor: str | None = None
    index: int = field(default=0)

    def __repr__(self) -> str:
        return (f"Projection({self.name!r}, {self.pre!r} -> {self.post!r}, {self.rule!r}, "
                f"weight={_short(self.weight)}, delay={_short(self.delay)} ms)")

    @property
    def is_current(self) -> bool:
        """Whether the source is a current source."""
        return getattr(self.pre.populations[0].model, "emits", "spikes") == "current"

    @property
    def is_private_poisson(self) -> bool:
        """Whether every target gets a Poisson train of its own."""
        return getattr(self.pre.populations[0].model, "law", "") == "poisson_private"


def _short(value: Any) -> str:
    return f"array of {value.size}" if isinstance(value, np.ndarray) else f"{value!r}"


def synapse_count(rule: Rule | Listed, n_pre: int, n_post: int) -> int | None:
    """The number of synapses where the rule alone says it, in the order their values are given."""
    if isinstance(rule, Listed):
        return rule.pre.size
    if rule.kind == "one_to_one":
        return n_post
    if rule.kind == "all_to_all" and rule.allow_autapses:
        return n_pre * n_post
    return None


def synapse_values(name: str, value: Any, unit: str, rule: Rule | Listed, n_pre: int, n_post: int) -> Any:
    """Check the weights or delays of a projection: float, one number a synapse, Distribution or callable."""
    if isinstance(value, Distribution) or callable(value):
        return value
    converted = to_float(value, unit, name) if unit else value
    try:
        number = np.asarray(converted, dtype=np.float64)
    except (TypeError, ValueError):
        raise ParameterError(
            f"{name} must be a number, an array, a distribution of nj.random or a callable, got {value!r}") from None
    if not np.isfinite(number).all():
        raise ParameterError(f"{name} must be finite, got {number[~np.isfinite(number)].ravel()[0]}")
    if number.ndim == 0:
        return float(number)
    return _one_a_synapse(name, number, rule, n_pre, n_post)


def _one_a_synapse(name: str, number: np.ndarray, rule: Rule | Listed, n_pre: int, n_post: int) -> np.ndarray:
    wanted = synapse_count(rule, n_pre, n_post)
    if wanted is None:
        raise ParameterError(
            f"{name} is an array, but {rule!r} has no order that it could follow; give a scalar, a distribution or a "
            "callable, or connect by (pre, post) index arrays")
    if number.shape == (n_pre, n_post) and isinstance(rule, Rule) and rule.kind == "all_to_all":
        return number.ravel().copy()
    if number.shape != (wanted,):
        raise ParameterError(
            f"{name} must be a scalar or hold one value for each of the {wanted} "
            f"synapses, got shape {number.shape}")
    return number.copy()


def check_delay(name: str, delay: Any) -> None:
    """Refuse what no time step could make a delay."""
    if isinstance(delay, Distribution):
        if delay.support[1] <= 0:
            raise ParameterError(f"{name}: {delay!r} gives no delay > 0 ms")
        return
    if callable(delay):
        return
    values = np.atleast_1d(delay)
    if (values < 0).any():
        raise ParameterError(
            f"{name} must be >= 0 ms, got {values[values < 0][0]:g} for "
            f"{int((values < 0).sum())} of {values.size}")


def check_receptor(receptor: str | None, pre: View, post: View) -> None:
    """Refuse a receptor that a target model does not have; current needs none."""
    current = all(getattr(one.model, "emits", "spikes") == "current" for one in pre.populations)
    for population in post.populations:
        receptors = getattr(population.model, "receptors", None)
        if receptors is None:
            raise NetworkError(f"{population.name!r} ({population.model.name}) is a source and receives nothing")
        if not receptors and not current:
            raise NetworkError(
                f"{population.name!r} ({population.model.name}) has no receptors, so "
                "nothing can be connected to it")
        if receptor is not None and receptor not in receptors:
            raise NetworkError(f"{population.model.name} has no receptor {receptor!r};{suggest(receptor, receptors)}")


def receptor_of_sign(model: Any, positive: bool) -> str:
    """The receptor of a model that takes weights of this sign when none is named."""
    receptors = list(model.receptors)
    if len(receptors) == 1:
        return receptors[0]
    name = "excitatory" if positive else "inhibitory"
    if name not in receptors:
        raise NetworkError(
            f"{model.name} has receptors {', '.join(map(repr, receptors))}; the sign of a weight picks 'excitatory' or "
            "'inhibitory', so name one with receptor=")
    return name
