"""Find the synapses of a projection in the engine's arrays by drawing them once more."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..engine.build import number_places
from ..errors import NetworkError, ParameterError
from ..network import Projection
from ..network.checks import check_storable, check_within_bounds
from ..network.projection import receptor_of_sign
from .connector import list_synapses, list_values
from .learning import rounding
from .program import Program
from .wiring import PartitionBlock, Piece, draw_block


@dataclass
class ProjectionArrays:
    """Synapses in order of (pre, post, creation).

    place : word of Wiring.synapses where each weight begins; None where `blocks` share one weight.
    """

    pre: np.ndarray
    post: np.ndarray
    delay: np.ndarray
    place: np.ndarray | None
    blocks: list[int]

    def weights(self, program: Program) -> np.ndarray:
        """The weights now, float64."""
        stored = self.stored(program)
        return stored.astype(np.float64) if self.place is not None else np.full(self.pre.size, stored)

    def weights_at(self, program: Program, place: np.ndarray) -> np.ndarray:
        """The weights now, float64, that lie at some words."""
        wiring = program.wired.wiring
        words = place[:, None] + np.arange(wiring.like.itemsize // 2)
        return wiring.synapses[words].view(wiring.like.dtype).ravel().astype(np.float64)

    def stored(self, program: Program) -> np.ndarray:
        """The weights now as they are stored: one a synapse, or the one that all share."""
        wiring = program.wired.wiring
        if self.place is not None:
            return wiring.synapses[self._words(wiring.like)].view(wiring.like.dtype).ravel()
        return np.array(wiring.one_weight[self.blocks[0]] if self.blocks else 0.0)

    def store(self, program: Program, value: np.ndarray) -> None:
        """Write what `stored` gave, or a number for all."""
        wiring = program.wired.wiring
        if self.place is not None:
            stored = np.broadcast_to(value, self.pre.shape).astype(wiring.like.dtype)
            places = self._words(wiring.like)
            wiring.synapses[places] = stored.view(np.uint16).reshape(places.shape)
        else:
            wiring.one_weight[self.blocks] = value

    def _words(self, like: np.ndarray) -> np.ndarray:
        """Places of the words of every weight, shape (synapses, words a weight)."""
        assert self.place is not None
        return self.place[:, None] + np.arange(like.itemsize // 2)

    def set_weights(self, program: Program, projection: Projection, value: Any) -> None:
        """Write weights back: a scalar, or one a synapse in this order."""
        number = np.asarray(value, np.float64)
        if not np.isfinite(number).all():
            raise ParameterError(
                f"weight of {projection.name!r} must be finite, got "
                f"{number[~np.isfinite(number)].ravel()[0]}")
        if number.shape not in ((), (self.pre.size,)):
            raise ParameterError(
                f"weight of {projection.name!r} must be a scalar or hold "
                f"{self.pre.size} values, got shape {number.shape}")
        number = self._checked_receptors(program, projection, number)
        if projection.synapse is not None:
            check_within_bounds(projection, np.abs(number).ravel(), rounding(program.wired.wiring.like.dtype))
        if self.place is None and number.ndim > 0:
            number = number[0] if number.size and (number == number[0]).all() else number  # one for all
        if self.place is None and number.ndim > 0:
            raise ParameterError(
                f"all synapses of {projection.name!r} share one weight, stored once; assign one number, or connect "
                "with an array or a distribution of weights to set them one by one")
        if self.place is not None:
            check_storable(projection, number, program.wired.wiring.like.dtype)
        self.store(program, number)
        program.edited.add(projection.index)

    def _checked_receptors(self, program: Program, projection: Projection, number: np.ndarray) -> np.ndarray:
        """Each synapse keeps the receptor that the sign of its weight picked, of 0 too; another sign is refused."""
        if projection.receptor is not None or all(len(p.model.receptors) == 1 for p in projection.post.populations):  # type: ignore[union-attr]
            return number
        old, new = self.weights(program), np.broadcast_to(number, self.pre.shape)
        crossed = (np.signbit(old) != np.signbit(new)) & (new != 0)
        if crossed.any():
            model = projection.post.populations[0].model
            raise NetworkError(
                f"{int(crossed.sum())} weights of {projection.name!r} would change sign, but a synapse keeps its "
                f"receptor ({receptor_of_sign(model, not np.signbit(old[crossed][0]))!r})")
        return number if (new != 0).all() else np.where(new == 0, np.copysign(0.0, old), new)


def projection_arrays(program: Program, projection: Projection) -> ProjectionArrays:
    """The synapses of a projection that is delivered as spikes."""
    if projection.is_current or projection.is_private:
        raise NetworkError(f"{projection.name!r} is an input and has no synapses")
    connector = program.connector(projection)
    first, sources, targets = list_synapses(connector.draws.rule)
    steps = (np.full(sources.size, connector.delay) if connector.delay is not None
             else np.floor(list_values(connector.draws.rule, connector.draws.delay, first) / program.dt + 0.5))
    order = _order(sources, targets)
    mine = [pb for pb in program.wired.blocks if any(p.connector is connector for p in pb.block.pieces)]
    place = None
    if connector.weight is None:
        place = np.zeros(sources.size, np.int64)
        for pb in mine:
            for piece in pb.block.pieces:
                if piece.connector is connector:
                    _find(program, pb, piece, place)
        place = place[order]
    return ProjectionArrays(sources[order].astype(np.int64), targets[order], steps[order] * program.dt, place,
                            [_row(program, pb) for pb in mine])


def drawn_weights(program: Program, projection: Projection) -> np.ndarray:
    """The weights as the description says them, in the order of `ProjectionArrays`, or the one that all share."""
    connector = program.connector(projection)
    if connector.weight is not None:
        return np.array(connector.weight)
    first, sources, targets = list_synapses(connector.draws.rule)
    return list_values(connector.draws.rule, connector.draws.weight, first)[_order(sources, targets)]


def _order(sources: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """By source, then target, then creation."""
    return np.lexsort((np.arange(sources.size), targets, sources))


def _row(program: Program, pb: PartitionBlock) -> int:
    return next(i for i, other in enumerate(program.wired.blocks) if other is pb)


def _find(program: Program, pb: PartitionBlock, piece: Piece, place: np.ndarray) -> None:
    """Draw the block again with numbers for weights: where number i comes to lie, synapse i lies."""
    local = program.layout.local_units(pb.partition, program.network)
    again = PartitionBlock(pb.block, pb.index, pb.partition, pb.rows.copy())
    numbered = np.empty(pb.size * 5, np.uint16)
    draw_block(again, local, program.dt, numbered, np.float64, numbered=piece)
    width = pb.width(program.wired.wiring.like.dtype.type)
    number_places(again.rows, again.segments, numbered, pb.first_word, width, place)
