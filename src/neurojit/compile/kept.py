"""What plastic synapses keep, read as it is now without disturbing what is to come."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from ..engine import plan as ep
from ..engine.replay import AHEAD
from ..network import Projection
from .learn_emit import number_place
from .positions import projection_arrays
from .program import Program


@contextmanager
def up_to_now(program: Program, projection: Projection) -> Iterator[None]:
    """The plastic synapses of a projection are what they are by now inside, and go back afterwards."""
    state, words = program.state, program.plan.wiring.synapses
    weight = program.plan.wiring.like.dtype.type
    kept = [(array, array.copy()) for array in (state.headers, state.variables, state.inputs)]
    for block in program.plan.learning.blocks:
        pb = program.wired.blocks[block]
        if pb.block.pieces[0].connector.projection is projection:
            mine = words[pb.words(weight)]
            kept.append((mine, mine.copy()))
    program.settle(AHEAD, projection)
    try:
        yield
    finally:
        for array, before in kept:
            array[...] = before


def variable(program: Program, projection: Projection, place: np.ndarray, name: str) -> np.ndarray:
    """A variable of synapses whose weights lie at the words `place`."""
    assert projection.synapse is not None
    number = list(projection.synapse.model.variables).index(name)
    return program.state.variables[_first_kept(program, projection, place) + number]


def number_synapses(program: Program) -> None:
    """Tell synapses that draw which they are in their projection, by (pre, post, creation)."""
    for projection in program.network.projections:
        if projection.synapse is not None and projection.synapse.model.draws:
            place = projection_arrays(program, projection).place
            assert place is not None
            number = number_place(projection.synapse.model)
            program.state.variables[_first_kept(program, projection, place) + number] = np.arange(place.size)


def _first_kept(program: Program, projection: Projection, place: np.ndarray) -> np.ndarray:
    """Where in State.variables begins what the synapses keep whose weights lie at the words `place`."""
    found = np.zeros(place.size, np.int64)
    learning, wiring = program.plan.learning, program.plan.wiring
    for table, block in zip(learning.table, learning.blocks, strict=True):
        pb = program.wired.blocks[block]
        if pb.block.pieces[0].connector.projection is not projection:
            continue
        first, n = table[ep.L_PLACE], table[ep.L_SEGMENTS]
        starts, offsets = learning.starts[first : first + n], learning.offsets[first : first + n]
        lengths = wiring.segments[table[ep.L_FIRST_SEGMENT] : table[ep.L_FIRST_SEGMENT] + n] & 0xFFFF
        words = pb.words(wiring.like.dtype.type)
        mine = np.flatnonzero((place >= words.start) & (place < words.stop))
        segment = np.searchsorted(starts, place[mine], side="right") - 1
        within = (place[mine] - starts[segment] - lengths[segment]) // (wiring.like.itemsize // 2)
        found[mine] = table[ep.L_EXTRA] + (offsets[segment] + within) * table[ep.L_EXTRAS]
    return found
