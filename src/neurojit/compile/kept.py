"""What plastic synapses keep, read as it is now without disturbing what is to come."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from ..engine import plan as ep
from ..engine.replay import AHEAD
from ..network import Projection
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
    program.settle(projection, AHEAD)
    try:
        yield
    finally:
        for array, before in kept:
            array[...] = before


def variable(program: Program, projection: Projection, place: np.ndarray, name: str) -> np.ndarray:
    """A variable of synapses whose weights lie at the words `place`."""
    synapse = projection.synapse
    assert synapse is not None
    number = list(synapse.model.variables).index(name)
    found = np.empty(place.size)
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
        found[mine] = program.state.variables[
            table[ep.L_EXTRA] + (offsets[segment] + within) * table[ep.L_EXTRAS] + number]
    return found
