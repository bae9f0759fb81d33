"""Structural plasticity: take synapses of a projection away and add others."""
from __future__ import annotations

import numpy as np

from ..compile.event_text import number_place
from ..compile.learning import first_values, rounding
from ..compile.program import Program
from ..engine.replay import REPLAY_ONLY
from ..errors import NetworkError, ParameterError
from ..network import Projection
from ..network.checks import check_storable, check_within_bounds
from .snapshot.structure import Structure, impose, structure_of
from .snapshot.synapses import variables_of


def rewire(program: Program, projection: Projection, remaining: np.ndarray, grown: Structure) -> None:
    """Keep the synapses `remaining`, a mask in the order of `structure_of`, and add others."""
    _check(program, projection, grown)
    _check_records(program, projection)
    program.settle(REPLAY_ONLY)
    old = structure_of(program, projection)
    alone = old.weight.ndim == 0
    if alone and grown.pre.size and not np.all(grown.weight == old.weight):
        raise ParameterError(f"all synapses of {projection.name!r} share the weight {float(old.weight):g}, so new ones "
                             "have it too; connect with an array or a distribution of weights for others")
    weight = old.weight if alone else _joined(old.weight[remaining], grown.weight)
    joined = Structure(_joined(old.pre[remaining], grown.pre), _joined(old.post[remaining], grown.post),
                       _joined(old.delay[remaining], grown.delay), weight)
    variables = variables_of(program, projection)
    if variables is not None:
        variables = np.concatenate([variables[remaining], _newborn(program, projection, grown, variables)])
    impose(program, projection, joined, variables)


def _joined(kept: np.ndarray, new: np.ndarray) -> np.ndarray:
    return np.concatenate([kept, new.astype(kept.dtype)])


def _check(program: Program, projection: Projection, grown: Structure) -> None:
    for name, index, view in (("pre", grown.pre, projection.pre), ("post", grown.post, projection.post)):
        if index.size and not (index.min() >= 0 and index.max() < len(view)):
            raise NetworkError(f"{name} of new synapses must lie between 0 and {len(view) - 1}, got "
                               f"{int(index.min())} to {int(index.max())}")
    check_storable(projection, grown.weight, program.wired.wiring.like.dtype)
    if projection.synapse is not None and grown.pre.size:
        check_within_bounds(projection, np.atleast_1d(np.abs(grown.weight)), rounding(program.wired.wiring.like.dtype))
    if grown.pre.size and program.wired.min_delay > program.wired.max_delay:
        raise NetworkError(f"{projection.name!r} cannot grow synapses, since the network was built without any")
    if grown.pre.size and not np.all(can_grow(program, grown.delay)):
        low, high = (steps * program.dt for steps in (program.wired.min_delay, program.wired.max_delay))
        raise ParameterError(f"delays of new synapses must lie within those the network was built for, {low:g} to "
                             f"{high:g} ms, got {np.min(grown.delay):g} to {np.max(grown.delay):g}")
    least, most = program.connector(projection).weight_range
    wrong = (np.asarray(grown.weight) < 0) if least >= 0 else (np.asarray(grown.weight) >= 0) if most < 0 else np.False_
    receptors = [getattr(p.model, "receptors", ()) for p in projection.post.populations]
    by_sign = projection.receptor is None and max(map(len, receptors)) > 1
    if by_sign and grown.pre.size and np.any(wrong):
        raise ParameterError(f"weights of new synapses of {projection.name!r} must have the sign of the others, which "
                             "picks the receptor")


def can_grow(program: Program, delay: np.ndarray) -> np.ndarray:
    """Which delays (ms) lie within those that the network was built for, in time steps."""
    steps = np.floor(np.asarray(delay) / program.dt + 0.5)
    return (program.wired.min_delay <= steps) & (steps <= program.wired.max_delay)


def _check_records(program: Program, projection: Projection) -> None:
    if any(one.projection is projection for one in program.network.synapse_recorders):
        raise NetworkError(f"{projection.name!r} is recorded by record_synapses, whose columns belong to synapses, so "
                           "it cannot be rewired; read sim[projection] in a callback of run(every=...) instead")


def _newborn(program: Program, projection: Projection, grown: Structure, others: np.ndarray) -> np.ndarray:
    """What new synapses keep: first values, numbers that no other has, and that they begin now."""
    synapse = projection.synapse
    assert synapse is not None
    found = np.tile(first_values(synapse), (grown.pre.size, 1))
    if synapse.model.draws:
        place = number_place(synapse.model)
        found[:, place] = others[:, place].max(initial=-1.0) + 1 + np.arange(grown.pre.size)
    if synapse.model.drift:
        found[:, -1] = program.step
    return found
