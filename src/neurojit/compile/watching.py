"""Where plastic synapses find the state of their targets, and the room it is written down in."""
from __future__ import annotations

import numpy as np

from ..engine import plan as ep
from ..network import Projection
from ..synapses.base import Synapse
from .drift_emit import KEPT, ring_width
from .event_text import parameter_places
from .layout import Layout
from .watch_emit import DELAYS, DEPTH, OFFSET, readings
from .wiring import PartitionBlock


def targets_of(layout: Layout, pb: PartitionBlock) -> list[tuple[int, np.ndarray, np.ndarray]]:
    """The targets of a block: of every population its index, the units in it and their local indices."""
    found = []
    for piece in pb.block.pieces:
        first = 0
        for population, index in piece.connector.projection.post.parts:
            mine = piece.targets[(piece.targets >= first) & (piece.targets < first + len(index))] - first
            lo, hi, local = layout.ranges[pb.partition, population.index]
            units = index[mine]
            units = units[(units >= lo) & (units < hi)]
            found.append((population.index, units, units - lo + local))
            first += len(index)
    return found


def shared_numbers(synapse: Synapse, grid: int) -> int:
    """How many numbers of State.rings come before the state of the targets."""
    return KEPT * grid * ring_width(synapse.model)


def parameters_of_readings(synapse: Synapse, late: int, grid: int, dt: float) -> np.ndarray:
    """What `watch_emit` adds to the parameters of a kernel; `late` is the longest dendritic delay in steps."""
    found = np.zeros(readings(synapse.model))
    if found.size:
        delays = [int(np.floor(synapse.values[one.delay] / dt + 0.5)) if one.delay else 0
                  for one in synapse.model.target.values()]
        found[OFFSET] = shared_numbers(synapse, grid)
        found[DEPTH] = 1 << (2 * late + max(delays) + 2).bit_length()
        found[DELAYS:] = delays
    return found


def room(synapse: Synapse, numbers: np.ndarray, n_targets: int) -> int:
    """How many numbers the state of the targets takes, from `parameters_of_readings`."""
    return int(numbers[DEPTH]) * len(synapse.model.target) * n_targets if numbers.size else 0


def watched(layout: Layout, pb: PartitionBlock, projection: Projection, low: int) -> np.ndarray:
    """Of every target which it is, counted from `low`, and where its variables are while a run goes on."""
    assert projection.synapse is not None
    target = projection.synapse.model.target
    found = [np.zeros((0, 1 + len(target)), np.int64)]
    if target:
        parts = {population.index: population for population, _ in projection.post.parts}
        for index, units, local in targets_of(layout, pb):
            rows = [layout.running_row(parts[index], one.variable, pb.partition) for one in target.values()]
            found.append(np.column_stack([local - low, *(row + units for row in rows)]).astype(np.int64))
    return np.unique(np.concatenate(found), axis=0)


def states(learning: ep.Learning, state: ep.State, row: int, synapse: Synapse) -> np.ndarray:
    """What is written down of the targets of a plastic block, a live view of shape (steps, variables, targets)."""
    table = learning.table[row]
    first = table[ep.L_PARAMETERS] + parameter_places(synapse.model)[2]
    offset, depth = (int(learning.parameters[first + i]) for i in (OFFSET, DEPTH))
    shape = depth, len(synapse.model.target), int(table[ep.L_LAST_LOCAL] - table[ep.L_FIRST_LOCAL])
    begin = table[ep.L_RING] + offset
    return state.rings[begin : begin + int(np.prod(shape))].reshape(shape)


def look(learning: ep.Learning, state: ep.State, synapses: list[Synapse]) -> None:
    """Write down the state of all targets as it is when a run begins; at step 0 it has always been so.

    `synapses` are those of the plastic blocks; the state must lie where it does while a run goes on.
    """
    step = int(state.clock[ep.STEP])
    for row, synapse in enumerate(synapses):
        n, words = learning.table[row, ep.L_WATCHES], learning.table[row, ep.L_WORDS]
        if n == 0:
            continue
        first = learning.table[row, ep.L_WATCHED]
        places = learning.watched[first : first + n * words].reshape(n, words)
        kept = states(learning, state, row, synapse)
        which = slice(None) if step == 0 else [step & (kept.shape[0] - 1)]
        block = kept[which]
        block[:, :, places[:, 0]] = state.arena[places[:, 1:]].T
        kept[which] = block
