"""Weights and variables of synapses in order of (pre, post, creation), and what plastic ones know of spikes."""
from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...compile.drift_emit import KEPT, ring_width
from ...compile.event_text import kept_numbers
from ...compile.kept import variables
from ...compile.positions import drawn_weights, projection_arrays
from ...compile.program import Program
from ...compile.watching import states
from ...engine import plan as ep
from ...engine.history import NEVER, RECENT, cards_of
from ...engine.learn import CUT
from ...network import Projection
from .arrays import Arrays
from .flight import source_of_segments

_LATER = 1 << 16  # delays are smaller


class _Block:
    """A plastic block: row of `Learning.table`, with its segments."""

    def __init__(self, program: Program, row: int):
        self.row, self.table = row, program.plan.learning.table[row]
        table = self.table
        self.index = int(program.plan.learning.blocks[row])
        self.projection = program.wired.blocks[self.index].block.pieces[0].connector.projection
        self.partition = program.wired.blocks[self.index].partition
        n = table[ep.L_SEGMENTS]
        packed = program.plan.wiring.segments[table[ep.L_FIRST_SEGMENT] : table[ep.L_FIRST_SEGMENT] + n]
        self.delay = packed.astype(np.int64) >> 16
        self.source = source_of_segments(program.plan.wiring, self.index)

    def headers(self, state: ep.State) -> np.ndarray:
        """What every segment knows of its source, a live view of shape (segments, numbers)."""
        first, width = self.table[ep.L_HEADER], self.table[ep.L_HEADERS]
        return state.headers[first : first + width * self.source.size].reshape(-1, width)

    def ring(self, state: ep.State) -> np.ndarray:
        """What the synapses of the projection share of the last steps, a live view; the same in every block."""
        synapse = self.projection.synapse
        assert synapse is not None
        size = KEPT * self.table[ep.L_GRID] * ring_width(synapse.model)
        return state.rings[self.table[ep.L_RING] : self.table[ep.L_RING] + size]

    def units(self, program: Program) -> np.ndarray:
        """The unit in the network of every target that has a history, -1 where there is none."""
        local = program.layout.local_units(self.partition, program.network)
        unit = np.full(program.layout.stride + 1, -1, np.int64)
        unit[local[local >= 0]] = np.flatnonzero(local >= 0)
        return unit[self.table[ep.L_FIRST_LOCAL] : self.table[ep.L_LAST_LOCAL]]


def _blocks(program: Program, projection: Projection) -> list[_Block]:
    """The plastic blocks of a projection."""
    return [_Block(program, row) for row, index in enumerate(program.plan.learning.blocks)
            if program.wired.blocks[index].block.pieces[0].connector.projection is projection]


def _plastic(program: Program) -> Iterator[tuple[Projection, list[_Block]]]:
    for projection in program.network.projections:
        if projection.synapse is not None:
            yield projection, _blocks(program, projection)


def collect(program: Program) -> Arrays:
    """Weights that learn or were edited, and the variables of synapses; others follow from the seed."""
    found: Arrays = {}
    for projection in program.network.projections:
        if projection.synapse is None and projection.index not in program.edited:
            continue
        arrays = projection_arrays(program, projection)
        found[f"{projection.index}/weight"] = arrays.stored(program)
        mine = variables_of(program, projection)
        if mine is not None:
            found[f"{projection.index}/variables"] = mine
    return found


def variables_of(program: Program, projection: Projection) -> np.ndarray | None:
    """What the synapses of a projection keep besides their weights, shape (synapses, numbers), or None if nothing."""
    if projection.synapse is None or not kept_numbers(projection.synapse.model):
        return None
    place = projection_arrays(program, projection).place
    assert place is not None
    return program.state.variables[variables(program, projection, place)]


def restore(program: Program, arrays: Arrays) -> None:
    """Write them back."""
    for projection in program.network.projections:
        name = f"{projection.index}/weight"
        if name not in arrays and projection.index not in program.edited:
            continue
        found = projection_arrays(program, projection)
        found.store(program, arrays[name] if name in arrays else drawn_weights(program, projection))
        if projection.synapse is not None and kept_numbers(projection.synapse.model):
            assert found.place is not None
            places = variables(program, projection, found.place)
            program.state.variables[places] = arrays[f"{projection.index}/variables"]
    plastic = {p.index for p in program.network.projections if p.synapse is not None}
    program.edited = {int(name.split("/")[0]) for name in arrays} - plastic


def collect_spikes(program: Program) -> Arrays:
    """What plastic synapses know of their sources, by (unit, delay), and of their targets, newest spike first.

    All synapses have caught up, so that how far each was replayed is the same wherever its segment is.
    """
    found: Arrays = {}
    for projection, blocks in _plastic(program):
        keys = [np.zeros(0, np.int64), *(b.source * _LATER + b.delay for b in blocks)]
        key, first = np.unique(np.concatenate(keys), return_index=True)
        found[f"{projection.index}/source"], found[f"{projection.index}/delay"] = key // _LATER, key % _LATER
        if blocks:
            found[f"{projection.index}/ring"] = blocks[0].ring(program.state).copy()
            found[f"{projection.index}/headers"] = np.concatenate([b.headers(program.state) for b in blocks])[first]
        if blocks and blocks[0].table[ep.L_POST] >= 0:
            found |= {f"{projection.index}/{name}": array
                      for name, array in _histories(program, projection, blocks).items()}
        if blocks and blocks[0].table[ep.L_WATCH]:
            found[f"{projection.index}/states"] = _states(program, projection, blocks)
    return found


def restore_spikes(program: Program, arrays: Arrays) -> None:
    """Write it back, wherever targets and segments are now."""
    for projection, blocks in _plastic(program):
        key = arrays[f"{projection.index}/source"] * _LATER + arrays[f"{projection.index}/delay"]
        for block in blocks:
            block.ring(program.state)[:] = arrays[f"{projection.index}/ring"]
            _restore_headers(program, block, key, arrays[f"{projection.index}/headers"])
            if block.table[ep.L_POST] >= 0:
                _remember(program, block, projection.post.units(), arrays[f"{projection.index}/steps"],
                          arrays[f"{projection.index}/traces"])
            if block.table[ep.L_WATCH]:
                _restore_states(program, block, projection.post.units(), arrays[f"{projection.index}/states"])


def _restore_headers(program: Program, block: _Block, key: np.ndarray, headers: np.ndarray) -> None:
    """Give every segment what its (source, delay) knew; one that is new knows nothing of what was."""
    wanted = block.source * _LATER + block.delay
    place = np.searchsorted(key, wanted).clip(max=max(0, key.size - 1))
    known = key[place] == wanted if key.size else np.zeros(wanted.size, bool)
    found = block.headers(program.state)
    found[known] = headers[place[known]]
    fraction = block.projection.dendritic_fraction
    found[~known, CUT] = program.step - np.floor(block.delay[~known] * fraction + 0.5)


def _own_states(program: Program, block: _Block) -> np.ndarray:
    """What a block has written down of its targets, a live view of shape (steps, variables, targets)."""
    synapse = block.projection.synapse
    assert synapse is not None
    return states(program.plan.learning, program.state, block.row, synapse)


def _newest_first(program: Program, depth: int) -> np.ndarray:
    """Which place of a ring holds the step now, the one before, and so on."""
    return (program.step - np.arange(depth)) & (depth - 1)


def _states(program: Program, projection: Projection, blocks: list[_Block]) -> np.ndarray:
    """The state of every unit at the last steps, newest first, shape (units, steps, variables).

    Of one that no synapse reaches the past is not known; should one grow onto it, it has always been as it is.
    """
    units = projection.post.units()
    place = np.full(program.plan.populations.log_mask.size + 1, -1)
    place[units] = np.arange(units.size)
    depth = _own_states(program, blocks[0]).shape[0]
    assert projection.synapse is not None
    names = [one.variable for one in projection.synapse.model.target.values()]
    present = [np.column_stack([program.row(population, name)[index] for name in names])
               for population, index in projection.post.parts]
    found = np.repeat(np.concatenate(present)[:, None, :], depth, axis=1)
    for block in blocks:
        to = place[block.units(program)]
        mine = np.unique(_watched(program, block))
        newest = _own_states(program, block)[_newest_first(program, depth)]
        found[to[mine]] = newest[:, :, mine].transpose(2, 0, 1)
    return found


def _restore_states(program: Program, block: _Block, units: np.ndarray, found: np.ndarray) -> None:
    """Write down what was of the targets of a block."""
    place = np.full(program.plan.populations.log_mask.size + 1, -1)
    place[units] = np.arange(units.size)
    mine = np.unique(_watched(program, block))
    kept = _own_states(program, block)
    newest = np.zeros_like(kept)
    newest[:, :, mine] = found[place[block.units(program)[mine]]].transpose(1, 2, 0)
    kept[_newest_first(program, kept.shape[0])] = newest


def _watched(program: Program, block: _Block) -> np.ndarray:
    """Targets of a block, counted from its first local index."""
    table = block.table
    n, words = table[ep.L_WATCHES], table[ep.L_WORDS]
    return program.plan.learning.watched[table[ep.L_WATCHED] :][: n * words : words]


def _history(state: ep.State, block: _Block) -> np.ndarray:
    """Spikes of the targets and what they left, a live view of shape (targets, capacity, numbers of an entry)."""
    table = block.table
    shape = (table[ep.L_LAST_LOCAL] - table[ep.L_FIRST_LOCAL], table[ep.L_CAPACITY], table[ep.L_WIDTH])
    return state.history[table[ep.L_HISTORY] : table[ep.L_HISTORY] + np.prod(shape)].reshape(shape)


def _counts(array: np.ndarray, block: _Block) -> np.ndarray:
    first = block.table[ep.L_SPIKES]
    return array[first : first + block.table[ep.L_LAST_LOCAL] - block.table[ep.L_FIRST_LOCAL]]


def _histories(program: Program, projection: Projection, blocks: list[_Block]) -> Arrays:
    """Last spikes of every target and what they left behind, as many as any synapse may still ask for."""
    late = max(int(b.delay.max(initial=0)) for b in blocks)
    # a synapse hears of a step after the dendritic delay, and looks when the spike is at the soma, as much later
    depth = max(RECENT, 2 * int(np.floor(late * projection.dendritic_fraction + 0.5)) + 2)
    units = projection.post.units()
    place = np.full(program.plan.populations.log_mask.size + 1, -1)
    place[units] = np.arange(units.size)
    steps = np.full((units.size, depth), NEVER, np.int64)
    traces = np.zeros((units.size, depth, int(blocks[0].table[ep.L_WIDTH]) - 1))
    for block in blocks:
        to = place[block.units(program)]
        history, count, capacity = _history(program.state, block), _counts(program.state.post_counts, block), int(
            block.table[ep.L_CAPACITY])
        mine = np.flatnonzero(to >= 0)
        for back in range(min(depth, capacity)):
            those = mine[count[mine] > back]
            found = history[those, (count[those] - 1 - back) & (capacity - 1)]
            steps[to[those], back], traces[to[those], back] = found[:, 0], found[:, 1:]
    return {"steps": steps, "traces": traces}


def _remember(program: Program, block: _Block, units: np.ndarray, steps: np.ndarray, traces: np.ndarray) -> None:
    """Write the histories of the targets of a block, oldest spike first, and the last few once more."""
    state, table = program.state, block.table
    order = np.argsort(units)
    local = block.units(program)
    place = np.searchsorted(units[order], local).clip(max=units.size - 1)
    known = units[order][place] == local
    steps, traces = steps[order[place]], traces[order[place]]
    steps[~known], traces[~known] = NEVER, 0.0
    count = np.minimum((steps > NEVER).sum(axis=1), table[ep.L_CAPACITY])
    history = _history(state, block)
    for back in range(min(steps.shape[1], history.shape[1])):
        those = np.flatnonzero(count > back)
        history[those, count[those] - 1 - back, 0] = steps[those, back]
        history[those, count[those] - 1 - back, 1:] = traces[those, back]
    _counts(state.post_counts, block)[:] = count
    _counts(state.post_replayed, block)[:] = count
    left = slice(table[ep.L_RATES], table[ep.L_RATES] + max(0, table[ep.L_POST]))
    near = np.flatnonzero(program.plan.learning.near[left] >= 0)
    n = count.size * RECENT
    state.recent[table[ep.L_RECENT] : table[ep.L_RECENT] + n] = steps[:, :RECENT].T.ravel()
    cards = cards_of(state.recent_traces, table)
    cards.view(np.int32)[:, :2], cards[:, 1:] = steps[:, :2], traces[:, 0, near]
    first = table[ep.L_RECENT_TRACES] + cards.size
    state.recent_traces[first : first + n * near.size] = traces[:, :RECENT, near].transpose(2, 1, 0).ravel()
