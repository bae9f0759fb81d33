"""What plastic synapses keep, read as it is now without disturbing what is to come."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..engine import plan as ep
from ..engine.replay import AHEAD
from ..network import Projection
from .event_text import kept_numbers, number_place
from .positions import projection_arrays
from .program import Program


@contextmanager
def up_to_now(program: Program, projection: Projection, place: np.ndarray) -> Iterator[None]:
    """The synapses whose weights lie at the words `place` are what they are by now inside, and go back afterwards."""
    segments, _ = _located(program, projection, place)
    wanted = np.zeros(program.plan.learning.starts.size, np.int64)
    wanted[segments] = 1
    stretches: list[tuple[np.ndarray, Any]] = [(program.state.inputs, slice(None))]
    for one in _Segments.of(program, projection):
        stretches += one.stretches(program, np.flatnonzero(wanted[one.first : one.first + one.start.size]))
    kept = [(array, where, array[where].copy()) for array, where in stretches]
    program.replay(AHEAD, wanted)
    try:
        yield
    finally:
        for array, where, before in kept:
            array[where] = before


def variable(program: Program, projection: Projection, place: np.ndarray, name: str) -> np.ndarray:
    """A variable of synapses whose weights lie at the words `place`."""
    assert projection.synapse is not None
    number = list(projection.synapse.model.variables).index(name)
    return program.state.variables[_located(program, projection, place)[1] + number]


def variables(program: Program, projection: Projection, place: np.ndarray) -> np.ndarray:
    """Where in State.variables all lies that synapses keep whose weights lie at the words `place`, a row for each."""
    assert projection.synapse is not None
    first = _located(program, projection, place)[1]
    return first[:, None] + np.arange(kept_numbers(projection.synapse.model))


def number_synapses(program: Program) -> None:
    """Tell synapses that draw which they are in their projection, by (pre, post, creation)."""
    for projection in program.network.projections:
        if projection.synapse is not None and projection.synapse.model.draws:
            place = projection_arrays(program, projection).place
            assert place is not None
            number = number_place(projection.synapse.model)
            program.state.variables[_located(program, projection, place)[1] + number] = np.arange(place.size)


class _Segments:
    """The segments of one block of a plastic projection: first words, lengths, and first synapses in the block."""

    def __init__(self, program: Program, row: int):
        self.table = table = program.plan.learning.table[row]
        self.first, n = int(table[ep.L_PLACE]), int(table[ep.L_SEGMENTS])
        self.start = program.plan.learning.starts[self.first : self.first + n]
        self.offset = program.plan.learning.offsets[self.first : self.first + n]
        packed = program.plan.wiring.segments[table[ep.L_FIRST_SEGMENT] : table[ep.L_FIRST_SEGMENT] + n]
        self.length = packed.astype(np.int64) & 0xFFFF
        self.words = program.wired.blocks[program.plan.learning.blocks[row]].words(program.plan.wiring.like.dtype.type)

    @classmethod
    def of(cls, program: Program, projection: Projection) -> list[_Segments]:
        """Those of all blocks of a projection."""
        return [cls(program, row) for row, block in enumerate(program.plan.learning.blocks)
                if program.wired.blocks[block].block.pieces[0].connector.projection is projection]

    def stretches(self, program: Program, chosen: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """What a replay of some segments writes: arrays and places in them."""
        width, extras = int(self.table[ep.L_HEADERS]), int(self.table[ep.L_EXTRAS])
        words = program.plan.wiring.like.dtype.itemsize // 2
        length = self.length[chosen]
        return [
            (program.state.headers, _ranges(self.table[ep.L_HEADER] + chosen * width, np.full(chosen.size, width))),
            (program.state.variables, _ranges(self.table[ep.L_EXTRA] + self.offset[chosen] * extras, length * extras)),
            (program.plan.wiring.synapses, _ranges(self.start[chosen] + length, length * words))]


def _ranges(first: np.ndarray, size: np.ndarray) -> np.ndarray:
    """All places of stretches that begin at `first`."""
    return np.repeat(first - np.cumsum(size) + size, size) + np.arange(size.sum())


def _located(program: Program, projection: Projection, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of synapses whose weights lie at the words `place`: segments, and where in State.variables they begin."""
    segments, first = np.zeros(place.size, np.int64), np.zeros(place.size, np.int64)
    words = program.plan.wiring.like.dtype.itemsize // 2
    for one in _Segments.of(program, projection):
        mine = np.flatnonzero((place >= one.words.start) & (place < one.words.stop))
        number = np.searchsorted(one.start, place[mine], side="right") - 1
        within = (place[mine] - one.start[number] - one.length[number]) // words
        segments[mine] = one.first + number
        first[mine] = one.table[ep.L_EXTRA] + (one.offset[number] + within) * one.table[ep.L_EXTRAS]
    return segments, first
