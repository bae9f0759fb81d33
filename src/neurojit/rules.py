"""Rules of connection: small declarations of who is connected to whom.

Random rules draw from the engine's counter-based generator; names and defaults are NEST's.
"""
from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .callables import check_takes
from .errors import NetworkError

__all__ = [
    "Rule", "all_to_all", "fixed_indegree", "fixed_outdegree", "fixed_total_number", "one_to_one",
    "pairwise_bernoulli",
]


@dataclass(frozen=True)
class Rule:
    """A rule of connection; made by the functions of this module.

    Parameters
    ----------
    kind : str
        What draws the connections.
    number : int
        In-degree, out-degree or total number, for the rules that have one.
    probability : float or callable
        Of pairwise_bernoulli; a callable takes (pre, post) arrays and returns probabilities.
    allow_autapses, allow_multapses : bool
        Whether a unit may connect to itself, and whether a pair may be connected more than once.

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.rules.fixed_indegree(10, allow_multapses=False).number
    10
    """

    kind: str
    number: int = 0
    probability: float | Callable[[Any, Any], Any] = 1.0
    allow_autapses: bool = True
    allow_multapses: bool = True

    def __post_init__(self) -> None:
        for name in ("allow_autapses", "allow_multapses"):
            if not isinstance(getattr(self, name), bool | np.bool_):  # a text such as "no" would mean yes
                raise NetworkError(f"{self.kind}: {name} must be True or False, got {getattr(self, name)!r}")

    def __repr__(self) -> str:
        given = [f"{self.number}"] if self.kind.startswith("fixed") else []
        if self.kind == "pairwise_bernoulli":
            p = self.probability
            given = [getattr(p, "__name__", "callable") if callable(p) else f"{p:g}"]
        elif not self.allow_multapses:
            given.append("allow_multapses=False")
        return f"{self.kind}({', '.join(given + ([] if self.allow_autapses else ['allow_autapses=False']))})"


def _count(name: str, value: int) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
        raise NetworkError(f"{name} must be an integer >= 0, got {value!r}")
    return int(value)


def one_to_one() -> Rule:
    """Connect every unit to the unit of the same index; both sides have one length.

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.rules.one_to_one()
    one_to_one()
    """
    return Rule("one_to_one")


def all_to_all(*, allow_autapses: bool = True) -> Rule:
    """Connect every source to every target.

    Parameters
    ----------
    allow_autapses : bool
        Whether a unit may connect to itself.

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.rules.all_to_all()
    all_to_all()
    """
    return Rule("all_to_all", allow_autapses=allow_autapses)


def pairwise_bernoulli(probability: float | Callable[[Any, Any], Any], *, allow_autapses: bool = True) -> Rule:
    """Connect every pair with a probability, at most once.

    Parameters
    ----------
    probability : float in [0, 1] or callable
        A callable takes the pre and post positions of pairs, shape (n, dimensions) each (or their
        indices, shape (n,), where a population has no positions), and returns n probabilities.
    allow_autapses : bool
        Whether a unit may connect to itself.

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.rules.pairwise_bernoulli(0.02)
    pairwise_bernoulli(0.02)
    """
    if callable(probability):
        check_takes("pairwise_bernoulli: probability", probability, "pre", "post")
    else:
        if not isinstance(probability, int | float | np.number) or isinstance(probability, bool):
            raise NetworkError("pairwise_bernoulli: probability must be a number from 0 to 1 or a function of the pre "
                               f"and post positions, such as lambda pre, post: ..., got {probability!r}")
        probability = float(probability)
        if not 0.0 <= probability <= 1.0 or math.isnan(probability):
            raise NetworkError(f"pairwise_bernoulli: probability must be between 0 and 1, got {probability!r}")
    return Rule("pairwise_bernoulli", probability=probability, allow_autapses=allow_autapses,
                allow_multapses=False)


def fixed_indegree(indegree: int, *, allow_autapses: bool = True, allow_multapses: bool = True) -> Rule:
    """Give every target `indegree` sources, drawn uniformly.

    Parameters
    ----------
    indegree : int
        >= 0.
    allow_autapses, allow_multapses : bool
        Whether a unit may connect to itself, and a pair more than once.

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.rules.fixed_indegree(1000)
    fixed_indegree(1000)
    """
    return Rule("fixed_indegree", _count("indegree", indegree), allow_autapses=allow_autapses,
                allow_multapses=allow_multapses)


def fixed_outdegree(outdegree: int, *, allow_autapses: bool = True, allow_multapses: bool = True) -> Rule:
    """Give every source `outdegree` targets, drawn uniformly.

    Parameters
    ----------
    outdegree : int
        >= 0.
    allow_autapses, allow_multapses : bool
        Whether a unit may connect to itself, and a pair more than once.

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.rules.fixed_outdegree(100)
    fixed_outdegree(100)
    """
    return Rule("fixed_outdegree", _count("outdegree", outdegree), allow_autapses=allow_autapses,
                allow_multapses=allow_multapses)


def fixed_total_number(number: int, *, allow_autapses: bool = True) -> Rule:
    """Draw `number` connections, source and target of each uniformly and with repetition.

    Parameters
    ----------
    number : int
        >= 0.
    allow_autapses : bool
        Whether a unit may connect to itself.

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.rules.fixed_total_number(5000)
    fixed_total_number(5000)
    """
    return Rule("fixed_total_number", _count("number", number), allow_autapses=allow_autapses)


@dataclass(frozen=True, eq=False)
class Listed:
    """Connections given one by one: `pre` and `post` indices, and weights where a matrix brought them."""

    pre: np.ndarray
    post: np.ndarray
    weight: np.ndarray | None = None

    def __repr__(self) -> str:
        return f"listed({self.pre.size})"


def as_rule(rule: Any, n_pre: int, n_post: int, n_shared: int = 0) -> Rule | Listed:
    """Turn what a user passed as the rule into a Rule or Listed, checked against the two sizes.

    `n_shared` is the number of units that are among the sources and among the targets.
    """
    if rule is None:
        return all_to_all()
    if isinstance(rule, Rule):
        _check_sizes(rule, n_pre, n_post, n_shared)
        return rule
    if hasattr(rule, "tocoo"):
        return _from_sparse(rule, n_pre, n_post)
    if isinstance(rule, np.ndarray):
        raise NetworkError(
            f"a dense array of {rule.ndim} dimensions, shape {rule.shape}, is not a rule; pass a 2-D scipy.sparse "
            "matrix such as scipy.sparse.csr_array(weights), or a pair (pre, post) of index arrays")
    if isinstance(rule, tuple) and len(rule) == 2:
        return _from_pair(rule, n_pre, n_post)
    raise NetworkError(f"{rule!r} is not a rule; use one of nj.rules, a scipy.sparse matrix or (pre, post) arrays")


def _check_sizes(rule: Rule, n_pre: int, n_post: int, n_shared: int) -> None:
    if rule.kind == "one_to_one" and n_pre != n_post:
        raise NetworkError(f"one_to_one needs as many sources as targets, got {n_pre} and {n_post}")
    without = 0 if rule.allow_autapses else n_shared
    pool = {"fixed_indegree": n_pre, "fixed_outdegree": n_post}.get(rule.kind)
    if pool is not None and not rule.allow_multapses and rule.number > pool - (without > 0):
        raise NetworkError(
            f"{rule.kind}({rule.number}) without multapses needs at least {rule.number} partners"
            f"{' beside the unit itself' if without else ''}, there are {pool}")
    partners = n_pre * n_post - without if pool is None else pool - (without > 0)
    if rule.kind.startswith("fixed") and rule.number > 0 and partners == 0:
        raise NetworkError(f"{rule.kind}({rule.number}) without autapses needs a partner beside the unit itself, "
                           f"got {n_pre} sources and {n_post} targets")


def _from_sparse(matrix: Any, n_pre: int, n_post: int) -> Listed:
    if len(matrix.shape) != 2 or matrix.shape != (n_pre, n_post):
        raise NetworkError(
            f"the sparse matrix must have shape (sources, targets) = ({n_pre}, "
            f"{n_post}), got {matrix.shape}")
    coo = matrix.tocoo()
    if coo.data.dtype.kind not in "biuf":
        raise NetworkError(f"the data of the sparse matrix must be real numbers, got {coo.data.dtype}")
    kept = coo.data if coo.data.dtype.kind == "b" else slice(None)  # of bool they say who is connected
    return Listed(*(np.array(one[kept], kind) for one, kind in (
        (coo.row, np.int32), (coo.col, np.int32), (coo.data, np.float64))))


def _from_pair(pair: tuple[Any, Any], n_pre: int, n_post: int) -> Listed:
    checked = []
    for name, given, size in (("pre", pair[0], n_pre), ("post", pair[1], n_post)):
        try:
            array = np.asarray(given)
        except ValueError:  # a ragged list, or populations
            array = np.zeros((0, 0), object)
        if array.ndim != 1 or (array.size and not np.issubdtype(array.dtype, np.integer)):
            raise NetworkError(f"{name} must be a 1-D array of integers, got shape {array.shape} of {array.dtype}")
        bad = (array < 0) | (array >= size)
        if bad.any():
            raise NetworkError(
                f"{name} index {array[bad][0]} is out of range; there are {size} units "
                f"(0 to {size - 1})")
        checked.append(array.astype(np.int32))
    if checked[0].size != checked[1].size:
        raise NetworkError(f"pre and post must have one length, got {checked[0].size} and {checked[1].size}")
    return Listed(*checked)
