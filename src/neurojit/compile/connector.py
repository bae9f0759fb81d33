"""Turn the rule, weights and delays of a projection into what the builder draws from."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..engine import build as eb
from ..engine.rng import SAMPLERS
from ..engine.rows import ROWS, count_targets, draw_outdegrees
from ..errors import NetworkError, ParameterError
from ..network import Network, Projection
from ..random import Distribution, stream_key
from ..rules import Listed, Rule
from ..units import to_float

MOST_DELAY = 2**15
_PAIRS_AT_ONCE = 1 << 22
_NONE = np.zeros(0)


@dataclass
class Connector:
    """A projection, ready to be drawn.

    weight, delay : the one all synapses share (delay in steps), or None where `draws` gives them.
    """

    projection: Projection
    draws: eb.Draws
    weight: float | None
    delay: int | None
    weight_range: tuple[float, float]
    pre_units: np.ndarray
    post_units: np.ndarray


def key_of(network: Network, *names: str) -> np.ndarray:
    """The key of a random stream of the network as a one-element array."""
    return np.array([stream_key(network.seed, *names)], np.uint64)


def make_connector(network: Network, projection: Projection, dt: float) -> Connector:
    """Prepare a projection."""
    pre_units, post_units = projection.pre.units(), projection.post.units()
    own = _own(projection, pre_units, post_units)
    rule, order = _row_rule(network, projection, own)
    values = _ValueMaker(network, projection, rule, order)
    weight, weight_values, weight_range = values.make("weight", projection.weight)
    delay, delay_values, delay_range = values.make("delay", projection.delay)
    if projection.synapse is not None:
        weight = None  # every synapse has a weight of its own
    steps = None if delay is None else int(np.floor(min(delay / dt, MOST_DELAY) + 0.5))
    _check_delays(projection, delay_values if delay is None else delay, delay_range, dt)
    return Connector(projection, eb.Draws(rule, weight_values, delay_values), weight, steps, weight_range,
                     pre_units.astype(np.int32), post_units.astype(np.int32))


def _check_delays(projection: Projection, delay: Any, delay_range: tuple[float, float], dt: float) -> None:
    if isinstance(delay, eb.Values) and delay.first.size and delay.first[-1] == 0:
        return  # no synapses
    listed = delay.parameters if isinstance(delay, eb.Values) and delay.first.size else np.atleast_1d(
        _NONE if isinstance(delay, eb.Values) else delay)
    short = listed[np.floor(np.minimum(listed, MOST_DELAY * dt) / dt + 0.5) < 1]
    if short.size:
        raise short_delay(projection, dt, float(short.min()), short.size, listed.size)
    longest = listed.max() if listed.size else delay_range[1]
    if np.isfinite(longest) and float(longest) / dt >= MOST_DELAY:
        raise long_delay(projection, dt, longest)


def short_delay(projection: Projection, dt: float, least: float, count: int, total: int) -> ParameterError:
    """The error for delays below half a step."""
    return ParameterError(
        f"delay must be at least one time step (dt = {dt:g} ms), got {least:g} ms for {count} of {total} synapses of "
        f"{projection.name!r}; use delay >= {dt:g}")


def long_delay(projection: Projection, dt: float, most: float) -> ParameterError:
    """The error for delays that do not fit in the ring."""
    return ParameterError(f"delay must be below {MOST_DELAY} time steps ({MOST_DELAY * dt:g} ms at dt = {dt:g} ms), "
                          f"got {most:g} ms in {projection.name!r}")


def _own(projection: Projection, pre_units: np.ndarray, post_units: np.ndarray) -> np.ndarray:
    """For every target the source that is the same unit, where autapses are not allowed; else -1."""
    own = np.full(post_units.size, -1, np.int64)
    if isinstance(projection.rule, Rule) and not projection.rule.allow_autapses:
        place = {int(unit): i for i, unit in enumerate(pre_units)}
        own[:] = [place.get(int(unit), -1) for unit in post_units]
    return own


def _rule_arrays(kind: str, key: np.ndarray, own: np.ndarray, n_pre: int, longest: int, *, integers: Any = (),
                 reals: Any = (0.0,), indices: Any = (0,)) -> eb.RowRule:
    return eb.RowRule(
        np.array([ROWS[kind].address], np.int64), key, np.concatenate([[n_pre], integers]).astype(np.int64),
        np.asarray(reals, np.float64), np.asarray(indices, np.int32), own, np.array([longest], np.int64))


def _row_rule(network: Network, projection: Projection, own: np.ndarray) -> tuple[eb.RowRule, np.ndarray | None]:
    """The row drawer of a projection, and for listed connections the order of their values."""
    rule, n_pre, n_post = projection.rule, len(projection.pre), len(projection.post)
    key = key_of(network, "connect", projection.name, "source")
    if isinstance(rule, Listed):
        return _listed_rule(key, own, n_pre, n_post, rule.pre, rule.post)
    match rule.kind:
        case "one_to_one":
            return _rule_arrays("one", key, own, n_pre, 1), None
        case "all_to_all":
            return _rule_arrays("all", key, own, n_pre, n_pre), None
        case "fixed_indegree":
            counts = np.full(n_post + 1, rule.number, np.int64)
            counts[0] = rule.allow_multapses
            return _rule_arrays("counted", key, own, n_pre, rule.number, integers=counts), None
        case "fixed_total_number":
            counts = np.zeros(n_post + 1, np.int64)
            counts[0] = 1
            total_key = key_of(network, "connect", projection.name, "target")
            count_targets(total_key[0], 0, rule.number, n_pre, own, counts[1:])
            return _rule_arrays("counted", key, own, n_pre, int(counts[1:].max(initial=0)), integers=counts), None
        case "fixed_outdegree":
            pre, post = _outdegrees(rule, key, own, n_pre, n_post)
            return _listed_rule(key, np.full(n_post, -1, np.int64), n_pre, n_post, pre, post)
        case "pairwise_bernoulli" if callable(rule.probability):
            pre, post = _distance_dependent(projection, key, own)
            return _listed_rule(key, own, n_pre, n_post, pre, post)
        case "pairwise_bernoulli":
            p = float(rule.probability)  # type: ignore[arg-type]
            if p == 0.0:
                return _rule_arrays("counted", key, own, n_pre, 0, integers=np.zeros(n_post + 1)), None
            scale = 0.0 if p == 1.0 else 1.0 / np.log1p(-p)
            return _rule_arrays("bernoulli", key, own, n_pre, n_pre, reals=[scale]), None
    raise NetworkError(f"unknown rule {rule!r}")


def _listed_rule(key: np.ndarray, own: np.ndarray, n_pre: int, n_post: int, pre: np.ndarray,
                 post: np.ndarray) -> tuple[eb.RowRule, np.ndarray]:
    order = np.argsort(post, kind="stable")
    counts = np.bincount(post, minlength=n_post)
    bounds = np.concatenate([[0], np.cumsum(counts)])
    indices = pre[order] if pre.size else np.zeros(1, np.int32)
    return _rule_arrays("listed", key, own, n_pre, int(counts.max(initial=0)), integers=bounds, indices=indices), order


def _outdegrees(rule: Rule, key: np.ndarray, own: np.ndarray, n_pre: int, n_post: int) -> tuple[np.ndarray, np.ndarray]:
    own_target = np.full(n_pre, -1, np.int64)
    has = own >= 0
    own_target[own[has]] = np.flatnonzero(has)
    targets = np.empty((n_pre, rule.number), np.int32)
    draw_outdegrees(key[0], rule.number, own_target, rule.allow_multapses, np.zeros(n_post, np.int32), targets)
    return np.repeat(np.arange(n_pre, dtype=np.int32), rule.number), targets.ravel()


def _places(projection: Projection) -> tuple[np.ndarray, np.ndarray]:
    """What callables get for pre and post: positions, or indices where there are none."""
    pre, post = projection.pre.positions(), projection.post.positions()
    return (np.arange(len(projection.pre)) if pre is None else pre,
            np.arange(len(projection.post)) if post is None else post)


def _called(function: Any, what: str, projection: Projection, pre: np.ndarray, post: np.ndarray) -> np.ndarray:
    unit = {"weight": projection.weight_unit, "delay": "ms"}.get(what, "1")
    result = np.asarray(to_float(function(pre, post), unit, f"the callable {what} of {projection.name!r}"), np.float64)
    if result.shape not in ((len(pre),), ()):
        raise ParameterError(
            f"the callable {what} of {projection.name!r} must return {len(pre)} "
            f"values, got shape {result.shape}")
    if not np.isfinite(result).all():
        raise ParameterError(f"the callable {what} of {projection.name!r} returned a value that is not finite")
    return np.broadcast_to(result, (len(pre),))


def _distance_dependent(projection: Projection, key: np.ndarray, own: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Draw every pair with the probability the callable gives; pairs in blocks of bounded size."""
    pre_place, post_place = _places(projection)
    n_pre, n_post = len(pre_place), len(post_place)
    assert isinstance(projection.rule, Rule)
    uniform = eb.Values(np.array([SAMPLERS["uniform"].address], np.int64), key,
                        np.array([0.0, 1.0, -np.inf, np.inf, 0.0]), np.zeros(0, np.int64))
    everyone = _rule_arrays("all", key, np.full(n_post, -1, np.int64), n_pre, n_pre)
    found_pre, found_post = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    block = max(1, _PAIRS_AT_ONCE // n_pre)
    for first in range(0, n_post, block):
        targets = np.arange(first, min(n_post, first + block))
        drawn = np.empty(targets.size * n_pre)
        eb.list_rows(everyone, uniform, targets, np.arange(targets.size) * n_pre, np.zeros(0, np.int32), drawn)
        pre, post = np.tile(np.arange(n_pre), targets.size), np.repeat(targets, n_pre)
        p = _called(projection.rule.probability, "probability", projection, pre_place[pre], post_place[post])
        if (p < 0).any() or (p > 1).any():
            raise ParameterError(
                f"the probability of {projection.name!r} must be between 0 and 1, "
                f"got {p[(p < 0) | (p > 1)][0]:g}")
        chosen = (drawn < p) & (pre != own[post])
        found_pre.append(pre[chosen].astype(np.int32))
        found_post.append(post[chosen].astype(np.int32))
    return np.concatenate(found_pre), np.concatenate(found_post)


@dataclass
class _ValueMaker:
    """Weights or delays of a projection as (shared number, Values, range)."""

    network: Network
    projection: Projection
    rule: eb.RowRule
    order: np.ndarray | None

    def make(self, what: str, value: Any) -> tuple[float | None, eb.Values, tuple[float, float]]:
        """The shared number or None, where to draw from, and the range of the values."""
        key = key_of(self.network, "connect", self.projection.name, what)
        if isinstance(value, float):
            return value, self.values("constant", key, [value, 0, -np.inf, np.inf, 0]), (value, value)
        if isinstance(value, Distribution):
            parameters = [value.first, value.second, value.low, value.high, float(value.clip)]
            return None, self.values(value.kind, key, parameters), value.support
        listed, first = self.called(what, value) if callable(value) else self.given(value)
        padded = listed if listed.size else np.zeros(1)
        return None, self.values("listed", key, padded, first), (float(padded.min()), float(padded.max()))

    @staticmethod
    def values(kind: str, key: np.ndarray, parameters: Any, first: Any = ()) -> eb.Values:
        """Values of a sampler."""
        return eb.Values(np.array([SAMPLERS[kind].address], np.int64), key, np.asarray(parameters, np.float64),
                         np.asarray(first, np.int64))

    def given(self, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """An array in the order of the synapses as the user sees them, put in order of rows."""
        rule, n_pre, n_post = self.projection.rule, len(self.projection.pre), len(self.projection.post)
        if isinstance(rule, Listed):
            assert self.order is not None
            return value[self.order], self.rule.integers[1:]
        if rule.kind == "one_to_one":
            return value, np.arange(n_post + 1)
        return value.reshape(n_pre, n_post).T.ravel(), np.arange(n_post + 1) * n_pre

    def called(self, what: str, function: Any) -> tuple[np.ndarray, np.ndarray]:
        """Values of a callable for every synapse, in order of rows."""
        first, sources, targets = list_synapses(self.rule)
        pre_place, post_place = _places(self.projection)
        result = np.empty(sources.size)
        for at in range(0, sources.size, _PAIRS_AT_ONCE):
            part = slice(at, at + _PAIRS_AT_ONCE)
            result[part] = _called(function, what, self.projection, pre_place[sources[part]], post_place[targets[part]])
        return result, first


def list_synapses(rule: eb.RowRule) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Bounds of the rows, and source and target of every synapse in order of rows."""
    targets = np.arange(rule.own.size)
    lengths = eb.row_lengths(rule, targets)
    first = np.concatenate([[0], np.cumsum(lengths)])
    sources = np.empty(first[-1], np.int32)
    nothing = eb.Values(np.zeros(1, np.int64), rule.key, np.zeros(1), np.zeros(0, np.int64))
    eb.list_rows(rule, nothing, targets, first, sources, np.zeros(0))
    return first, sources, np.repeat(targets, lengths)


def list_values(rule: eb.RowRule, values: eb.Values, first: np.ndarray) -> np.ndarray:
    """The drawn value of every synapse in order of rows."""
    numbers = np.empty(max(1, first[-1]))
    eb.list_rows(rule, values, np.arange(rule.own.size), first, np.zeros(0, np.int32), numbers)
    return numbers[: first[-1]]
