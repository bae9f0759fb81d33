"""Build the synapses of all partitions: count, allocate once, fill, sort by delay.

Each partition is built by one thread; rows are drawn twice rather than held. Projections with weights of their
own, from the same sources into the same channel, share a block, so that a spike finds long segments.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from .._jit import LANES
from ..engine import build as eb, plan as ep, ring
from ..models.base import NeuronModel
from ..network import Network
from ..network.projection import receptor_of_sign
from .connector import MOST_DELAY, Connector, long_delay, short_delay
from .direct import Port, ports
from .layout import Layout

_NO_NUMBERS = np.zeros(0, np.int64)
_LINE = 64  # bytes of a cache line


@dataclass
class Piece:
    """A projection restricted to the targets, and the sign of weights, that enter by one port."""

    connector: Connector
    port: Port
    sign: int
    targets: np.ndarray  # indices in the post view


@dataclass
class Block:
    """Pieces whose synapses lie together: same sources, same port; one piece if it has one weight."""

    gid_lo: int
    gid_hi: int
    port: Port
    pieces: list[Piece]

    @property
    def one_weight(self) -> bool:
        """Whether all synapses share one weight, which then is not stored with them."""
        return self.pieces[0].connector.weight is not None

    @property
    def learns(self) -> bool:
        """Whether its synapses are plastic; it then has one piece."""
        return self.pieces[0].connector.projection.synapse is not None

    @property
    def one_delay(self) -> int | None:
        """The delay in steps if all synapses share it."""
        delays = {p.connector.delay for p in self.pieces}
        return delays.pop() if len(delays) == 1 else None


@dataclass
class PartitionBlock:
    """A block in one partition: its rows, and where its synapses lie in the arrays of all."""

    block: Block
    index: int
    partition: int
    rows: np.ndarray
    first_word: int = 0
    segments: np.ndarray = field(default_factory=lambda: np.zeros(0, np.uint32))

    @property
    def size(self) -> int:
        """Number of synapses."""
        return int(self.rows[-1, 0])

    def words(self, weight: type) -> slice:
        """Where its synapses lie among the words of all."""
        return slice(self.first_word, self.first_word + self.size * self.width(weight))

    def width(self, weight: type) -> int:
        """Words of 16 bits a synapse, where weights of their own have type `weight`."""
        return 1 if self.block.one_weight else 1 + np.dtype(weight).itemsize // 2


@dataclass
class Wired:
    """The wiring of a network and what is needed to find the synapses of a projection again."""

    wiring: ep.Wiring
    blocks: list[PartitionBlock]
    min_delay: int
    max_delay: int

    def most_segments(self, n_partitions: int) -> int:
        """The most segments that one spike can have in a partition."""
        most = np.zeros(n_partitions, np.int64)
        for pb in self.blocks:
            most[pb.partition] += int(np.diff(pb.rows[:, 1].astype(np.int64)).max(initial=0))
        return int(most.max(initial=0))

    def place_bits(self) -> int:
        """Bits that say where in its block a segment lies; the rest of an entry of the ring is for the block."""
        most = max((pb.size for pb in self.blocks), default=0)
        bits = most.bit_length()
        if bits + len(self.blocks).bit_length() > ring.PLACE_AND_BLOCK_BITS:
            raise MemoryError(
                f"{len(self.blocks)} blocks of synapses (projections from one population, in a partition), the "
                f"largest of {most} synapses, are more than the ring can name; use fewer projections or more threads")
        return bits


def pieces_of(connector: Connector) -> Iterator[Piece]:
    """Split a projection by port, in a fixed order."""
    projection = connector.projection
    found: dict[tuple[Port, int], list[np.ndarray]] = {}
    first = 0
    for population, index in projection.post.parts:
        targets = np.arange(first, first + len(index))
        first += len(index)
        assert isinstance(population.model, NeuronModel)
        by_receptor = dict(zip(population.model.receptors, ports(population.model), strict=True))
        for sign, receptor in _receptors(connector, population.model):
            found.setdefault((by_receptor[receptor], sign), []).append(targets)
    for (port, sign), parts in found.items():
        yield Piece(connector, port, sign, np.concatenate(parts))


def _receptors(connector: Connector, model: object) -> list[tuple[int, str]]:
    if connector.projection.receptor is not None:
        return [(eb.ANY_SIGN, connector.projection.receptor)]
    low, high = connector.weight_range
    if low >= 0 or high < 0:
        return [(eb.ANY_SIGN, receptor_of_sign(model, low >= 0))]
    both = receptor_of_sign(model, True), receptor_of_sign(model, False)
    if both[0] == both[1]:
        return [(eb.ANY_SIGN, both[0])]
    return [(eb.POSITIVE, both[0]), (eb.NEGATIVE, both[1])]


def make_blocks(connectors: list[Connector]) -> list[Block]:
    """Group pieces into blocks so that the sums keep the order of creation of the projections."""
    blocks: list[Block] = []
    for piece in (p for c in connectors for p in pieces_of(c)):
        units = piece.connector.pre_units
        lo, hi = int(units.min()), int(units.max()) + 1
        before = [b for b in blocks if b.port == piece.port and b.gid_lo < hi and lo < b.gid_hi]
        learns = piece.connector.projection.synapse is not None
        same = not learns and bool(before) and (before[-1].gid_lo, before[-1].gid_hi) == (lo, hi)
        if same and not before[-1].learns and not before[-1].one_weight and piece.connector.weight is None:
            before[-1].pieces.append(piece)
        else:
            blocks.append(Block(lo, hi, piece.port, [piece]))
    return blocks


def _place(piece: Piece, block: Block, local: np.ndarray, numbers: np.ndarray = _NO_NUMBERS) -> eb.Place:
    """Where the synapses of a piece go in the partition that `local` belongs to."""
    here = local[piece.connector.post_units[piece.targets]]
    inside = here >= 0
    units = piece.connector.pre_units - block.gid_lo
    return eb.Place(piece.targets[inside], here[inside].astype(np.uint16), units, numbers)


def count_block(block: Block, index: int, partition: int, local: np.ndarray) -> PartitionBlock:
    """A block in one partition: how many synapses each row has."""
    lengths = np.zeros(block.gid_hi - block.gid_lo + 1, np.int64)
    for piece in block.pieces:
        eb.count_rows(piece.connector.draws, piece.sign, _place(piece, block, local), lengths[1:])
    bounds = np.cumsum(lengths)
    if bounds[-1] >= 2**32:
        raise MemoryError(f"{bounds[-1]} synapses in one block of one partition; use more threads")
    rows = np.zeros((bounds.size, 2), np.uint32)
    rows[:, 0] = bounds
    return PartitionBlock(block, index, partition, rows)


def draw_block(pb: PartitionBlock, local: np.ndarray, dt: float, synapses: np.ndarray, weight: type,
               numbered: Piece | None = None) -> tuple[int, int]:
    """Fill and sort a block into the words `synapses`; returns the smallest and largest delay in steps.

    With `numbered`, weights are the numbers (in order of rows) of that piece's synapses, negative for others.
    """
    one_delay = pb.block.one_delay
    delays = np.zeros(pb.size if one_delay is None else 0, np.uint16)
    width = pb.width(weight) if numbered is None else 1 + np.dtype(weight).itemsize // 2
    out = eb.Unsorted(pb.rows, synapses, np.empty(0, weight), np.array([width]), delays)
    cursor = pb.rows[:-1, 0].astype(np.int64)
    least, most = (one_delay, one_delay) if one_delay is not None else (MOST_DELAY, 0)
    for piece in pb.block.pieces:
        c = piece.connector
        numbers = _NO_NUMBERS if numbered is None else _numbers(piece, piece is numbered)
        short, low, high = eb.fill_rows(c.draws, piece.sign, dt, _place(piece, pb.block, local, numbers), cursor, out)
        if short:
            raise short_delay(c.projection, dt, low, short, pb.size)
        if high / dt >= MOST_DELAY:
            raise long_delay(c.projection, dt, high)
        if one_delay is None and np.isfinite(low):
            least, most = min(least, int(low / dt + 0.5)), max(most, int(high / dt + 0.5))
    room = min(pb.size, pb.rows.shape[0] * (max(most - least, 0) + 1) + pb.size // eb.MAX_LENGTH + 1)
    segments = np.empty(max(1, room), np.uint32)
    n = eb.sort_rows(out, one_delay or 0, most, segments)
    pb.segments = segments[:n].copy()
    return (least, most) if pb.size else (MOST_DELAY, 0)


def _numbers(piece: Piece, wanted: bool) -> np.ndarray:
    n_post = piece.connector.draws.rule.own.size
    if not wanted:
        return np.full(n_post, np.iinfo(np.int64).min, np.int64)
    lengths = eb.row_lengths(piece.connector.draws.rule, np.arange(n_post))
    return np.concatenate([[0], np.cumsum(lengths)])


def build_wiring(network: Network, layout: Layout, connectors: list[Connector], dt: float, dtype: type,
                 n_threads: int, tell: Callable[[float], None]) -> Wired:
    """Build all synapses of a network; `tell` hears how many more are done."""
    blocks = make_blocks(connectors)
    n_parts = layout.n_partitions
    locals_ = [layout.local_units(k, network) for k in range(n_parts)]

    def everywhere(task: Callable[[int], list]) -> list:
        if n_parts == 1 or n_threads == 1:
            return [x for k in range(n_parts) for x in task(k)]
        with ThreadPoolExecutor(n_threads) as pool:
            return [x for part in pool.map(task, range(n_parts)) for x in part]

    parts = everywhere(lambda k: [count_block(b, i, k, locals_[k]) for i, b in enumerate(blocks)])
    synapses = allocate(parts, dtype)

    def fill(k: int) -> list[tuple[int, int]]:
        spans = []
        for pb in parts:
            if pb.partition == k:
                spans.append(draw_block(pb, locals_[k], dt, synapses[pb.words(dtype)], dtype))
                tell(pb.size)
        return spans

    spans = [span for span in everywhere(fill) if span[1] > 0]
    wiring = assemble(network, layout, parts, synapses, dtype)
    return Wired(wiring, parts, min((s[0] for s in spans), default=MOST_DELAY), max((s[1] for s in spans), default=1))


def allocate(parts: list[PartitionBlock], dtype: type) -> np.ndarray:
    """Words for the synapses of all blocks, from a cache line on; tells each block where its own begin."""
    words = 0
    for pb in parts:
        pb.first_word = words
        words += pb.size * pb.width(dtype)
    room = np.empty(2 * (words + LANES) + _LINE, np.uint8)  # kernels read LANES words more than there are
    return ep.aligned_part(room, _LINE, 2 * max(1, words)).view(np.uint16)


def assemble(network: Network, layout: Layout, parts: list[PartitionBlock], synapses: np.ndarray,
             dtype: type) -> ep.Wiring:
    """The engine's arrays; takes the segments out of the blocks."""
    n_parts, n_pops = layout.n_partitions, len(network.populations)
    table = np.zeros((max(1, len(parts)), ep.BLOCK_FIELDS), np.int64)
    one_weight = np.zeros(max(1, len(parts)))
    lists: list[list[int]] = [[] for _ in range(n_parts * n_pops)]
    row = segment = 0
    for i, pb in enumerate(parts):
        b = pb.block
        table[i] = b.gid_lo, b.gid_hi, row, pb.first_word, segment, pb.width(dtype), *b.port, -1
        one_weight[i] = b.pieces[0].connector.weight or 0.0
        row += pb.rows.shape[0]
        segment += pb.segments.size
        for p in network.populations:
            if pb.size and p.first_unit < b.gid_hi and b.gid_lo < p.first_unit + p.size:
                lists[pb.partition * n_pops + p.index].append(i)
    rows = np.concatenate([pb.rows for pb in parts] or [np.zeros((1, 2), np.uint32)])
    segments = np.concatenate([pb.segments for pb in parts] or [np.zeros(1, np.uint32)])
    for pb in parts:  # the big tables live once, in the plan
        pb.segments = np.zeros(0, np.uint32)
    bounds = np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int64)
    listed = np.array([i for one in lists for i in one] or [0], np.int64)
    return ep.Wiring(table, one_weight, rows, segments, synapses, np.empty(0, dtype), bounds, listed)
