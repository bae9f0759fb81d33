"""A projection: who connects to whom by which rule, with which weights and delays."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..callables import check_takes
from ..errors import NetworkError, ParameterError, suggest
from ..models.base import NeuronModel
from ..random import Distribution
from ..rules import Listed, Rule
from ..synapses.base import Synapse
from ..units import describe, parse_unit, to_float
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
    input : str
        The external input that current sources write.
    synapse : Synapse or None
        What spikes do to the weights; None: nothing.
    dendritic_fraction : float
        Share of the delay between synapse and soma.

    Examples
    --------
    >>> import neurojit as nj
    >>> net = nj.Network(seed=1)
    >>> cells = net.create(8, "iaf_psc_exp", name="cells")
    >>> net.connect(cells, cells[:2], nj.rules.fixed_indegree(3), weight=20.0, delay=1.5, name="to two").delay
    1.5
    """

    name: str
    pre: View
    post: View
    rule: Rule | Listed
    weight: Any
    delay: Any
    receptor: str | None = None
    index: int = field(default=0)
    input: str = "I_stim"
    synapse: Synapse | None = None
    dendritic_fraction: float = 1.0

    def __repr__(self) -> str:
        return (f"Projection({self.name!r}, {self.pre!r} -> {self.post!r}, {self.rule!r}, "
                f"weight={_short(self.weight)}, delay={_short(self.delay)} ms)")

    @property
    def is_current(self) -> bool:
        """Whether the source is a current source."""
        return getattr(self.pre.populations[0].model, "emits", "spikes") == "current"

    @property
    def is_private(self) -> bool:
        """Whether every target gets a random train of its own."""
        return getattr(self.pre.populations[0].model, "private", False)

    @property
    def weight_unit(self) -> str:
        """The unit of its weights, "" where targets want different ones."""
        return weight_unit(self.pre, self.post, self.receptor, self.input)


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
    if callable(value):
        check_takes(name, value, "pre", "post")
    if isinstance(value, Distribution) or callable(value):
        return value
    number = np.asarray(to_float(value, unit, name), dtype=np.float64)
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


def given_or_listed(name: str, value: Any, rule: Rule | Listed) -> Any:
    """What a user gives as `name`, or the data of a matrix, which only a matrix of bool or ones leaves open; else 1."""
    data = rule.weight if isinstance(rule, Listed) else None
    if value is None:
        return 1.0 if data is None else data
    if data is not None and (data != 1.0).any():
        raise NetworkError(f"the data of the matrix are the {name}s, so {name}={_short(value)} cannot be given too; "
                           f"leave {name} out, or say only who is connected: matrix.astype(bool)")
    return value


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


def check_receptor(receptor: str | None, post: View) -> None:
    """Refuse a receptor that a target model does not have."""
    for population in post.populations:
        receptors = getattr(population.model, "receptors", None)
        if receptors is None:
            raise NetworkError(f"{population.name!r} ({population.model.name}) is a source and receives nothing")
        if not receptors:
            raise NetworkError(
                f"{population.name!r} ({population.model.name}) has no receptors, so "
                "nothing can be connected to it")
        if receptor is not None and receptor not in list(receptors):
            raise NetworkError(f"{population.model.name} has no receptor {receptor!r};{suggest(receptor, receptors)}")


def check_input(name: str, post: View) -> None:
    """Refuse an external input that a target model does not have."""
    for population in post.populations:
        model = population.model
        if not isinstance(model, NeuronModel):
            raise NetworkError(f"{population.name!r} ({model.name}) is a source and receives nothing")
        if name not in list(model.inputs):
            hint = suggest(name, model.inputs) if model.inputs else " its equations use no external input"
            raise NetworkError(f"{model.name} has no input {name}, so no current can be connected to it;{hint}")
        if name in population.modulators:
            raise NetworkError(f"{name} of {population.name!r} is the concentration of a modulator, to which only "
                               "spikes that are connected to the modulator add")


def weight_unit(pre: View, post: View, receptor: str | None, name: str) -> str:
    """The unit of the weights from `pre` to `post`, or nothing where it is not one; `name` is the external input."""
    if getattr(pre.populations[0].model, "emits", "spikes") == "current":
        emitted = {"1" if p.model.law == "values" else "pA" for p in pre.populations}  # type: ignore[union-attr]
        wanted = {p.model.inputs[name] for p in post.populations}  # type: ignore[union-attr]
        units = {describe(parse_unit(x) / parse_unit(y)) for x in wanted for y in emitted}
    else:
        units = {unit for p in post.populations for key, unit in getattr(p.model, "receptor_units", {}).items()
                 if receptor in (None, key)}
    return units.pop() if len(units) == 1 else ""


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
