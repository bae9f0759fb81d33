"""Which synapses a projection has, where that changed while it ran; all else stays as it is."""
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...compile.connector import Connector, make_connector
from ...compile.learning import build_learning
from ...compile.positions import projection_arrays
from ...compile.program import Program
from ...compile.wiring import PartitionBlock, allocate, assemble, count_block, draw_block
from ...engine import plan as ep
from ...engine.replay import REPLAY_ONLY
from ...network import Projection
from ...rules import Listed
from . import flight, synapses
from .arrays import Arrays


@dataclass
class Structure:
    """The synapses of a projection one by one: indices, delays in ms and weights, or the one weight that all share."""

    pre: np.ndarray
    post: np.ndarray
    delay: np.ndarray
    weight: np.ndarray


def structure_of(program: Program, projection: Projection) -> Structure:
    """The synapses there are, by (pre, post, creation)."""
    arrays = projection_arrays(program, projection)
    return Structure(arrays.pre, arrays.post, arrays.delay, arrays.stored(program))


def impose(program: Program, projection: Projection, structure: Structure, variables: np.ndarray | None) -> None:
    """Give a projection other synapses, with what each keeps besides its weight; all other state stays."""
    program.settle(REPLAY_ONLY)
    others = synapses.collect(program)
    spikes, on_their_way = synapses.collect_spikes(program), flight.collect(program)
    _rebuild(program, projection, _listed(program, projection, structure))
    order = np.lexsort((np.arange(structure.pre.size), structure.post, structure.pre))
    mine = f"{projection.index}/"
    others = {name: array for name, array in others.items() if not name.startswith(mine)}
    if structure.weight.ndim:
        others[mine + "weight"] = structure.weight[order]
    if variables is not None:
        others[mine + "variables"] = variables[order]
    synapses.restore(program, others)
    synapses.restore_spikes(program, spikes)
    flight.restore(program, on_their_way)
    program.state.clock[ep.LAST_STEPS] = 0  # the spikes of the last epoch are queued now
    if projection.synapse is None and structure.weight.ndim:
        program.edited.add(projection.index)


def collect(program: Program) -> Arrays:
    """The synapses of projections that were rewired."""
    found: Arrays = {}
    for index in program.rewired:
        one = structure_of(program, program.network.projections[index])
        found |= {f"{index}/{name}": array for name, array in vars(one).items()}
    return found


def restore(program: Program, arrays: Arrays) -> None:
    """Wire them again, and others as they are described; weights and all else follow."""
    indices = {int(name.split("/")[0]) for name in arrays}
    for index in indices | set(program.rewired):
        projection = program.network.projections[index]
        if index in indices:
            one = Structure(*(arrays[f"{index}/{name}"] for name in ("pre", "post", "delay", "weight")))
            _rebuild(program, projection, _listed(program, projection, one))
        else:
            _rebuild(program, projection, program.connectors[index])
            del program.rewired[index]


def _listed(program: Program, projection: Projection, structure: Structure) -> Connector:
    weight: Any = structure.weight.astype(np.float64) if structure.weight.ndim else float(structure.weight)
    given = replace(projection, rule=Listed(structure.pre, structure.post), weight=weight, delay=structure.delay)
    made = make_connector(program.network, given, program.dt)
    made.projection, made.weight_range = projection, program.connector(projection).weight_range
    return made


def _rebuild(program: Program, projection: Projection, new: Connector) -> None:
    """Wire the projection anew and copy the wiring of all others; learning and its state are made anew."""
    old = program.connector(projection)
    program.rewired[projection.index] = new
    wired, dtype = program.wired, program.wired.wiring.like.dtype.type
    local = [program.layout.local_units(k, program.network) for k in range(program.layout.n_partitions)]
    for piece in {id(p): p for pb in wired.blocks for p in pb.block.pieces}.values():
        if piece.connector is old:
            piece.connector = new
    parts, copied = [], []
    for row, pb in enumerate(wired.blocks):
        if any(p.connector is new for p in pb.block.pieces):
            parts.append(count_block(pb.block, pb.index, pb.partition, local[pb.partition]))
        else:
            parts.append(_with_segments(wired.wiring, row, pb))
            copied.append((parts[-1], wired.wiring.synapses[pb.words(dtype)]))
    words = allocate(parts, dtype)
    for pb, old_words in copied:
        words[pb.words(dtype)] = old_words
    for pb in parts:
        if any(p.connector is new for p in pb.block.pieces):
            draw_block(pb, local[pb.partition], program.dt, words[pb.words(dtype)], dtype)
    kept = [row for row, pb in enumerate(parts) if not any(p.connector is new for p in pb.block.pieces)]
    one_weight = wired.wiring.one_weight[kept]
    wired.wiring = assemble(program.network, program.layout, parts, words, dtype)
    wired.wiring.one_weight[kept] = one_weight
    wired.blocks = parts
    learned = build_learning(program.network, program.layout, wired, program.dt, dtype)
    sizes = program.plan.sizes.copy()
    sizes[ep.MOST_SEGMENTS] = wired.most_segments(program.layout.n_partitions)
    sizes[ep.PLACE_BITS] = wired.place_bits()
    modulation = program.plan.modulation._replace(uses=learned.uses)
    program.plan = program.plan._replace(wiring=wired.wiring, learning=learned.learning, modulation=modulation,
                                         sizes=sizes)
    program.state = program.state._replace(**learned.state())


def _with_segments(wiring: ep.Wiring, row: int, pb: PartitionBlock) -> PartitionBlock:
    first = int(wiring.blocks[row, ep.FIRST_SEGMENT])
    return replace(pb, segments=wiring.segments[first : first + int(pb.rows[-1, 1])].copy())
