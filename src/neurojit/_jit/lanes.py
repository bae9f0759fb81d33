"""Rows of 64-bit words that stay in registers: for loops of several steps, too much for LLVM to vectorise."""
from llvmlite import ir
from numba import types
from numba.extending import intrinsic, models, register_model

from .cpu import can
from .memory import place_of

EIGHT = 8  # words whose parts of 16 bits make four rows of eight numbers
MOST_LANES = 16 if can("avx512bw") else 8  # of a row of which four and more fit into the registers
_I16, _I32, _I64 = (ir.IntType(bits) for bits in (16, 32, 64))
_LONG = 0xFFFFFFFF


class Lanes(types.Type):
    """The numba type of a row of `count` uint64, a multiple of EIGHT."""

    def __init__(self, count):
        self.count = count
        super().__init__(name=f"Lanes({count})")


@register_model(Lanes)
class _Model(models.PrimitiveModel):
    def __init__(self, manager, kind):
        super().__init__(manager, kind, row_of(kind.count))


def row_of(count, kind=_I64):
    """LLVM's type of a row."""
    return ir.VectorType(kind, count)


def all_of(builder, value, count):
    """A row of `count` times the value, if it is no row already."""
    if isinstance(value.type, ir.VectorType):
        return value
    if isinstance(value, ir.Constant):
        return ir.Constant(row_of(count, value.type), [value.constant] * count)
    one = builder.insert_element(ir.Constant(row_of(count, value.type), ir.Undefined), value, _I32(0))
    return builder.shuffle_vector(one, one, ir.Constant(row_of(count, _I32), [0] * count))


def parts(builder, row, size):
    """The pieces of `size` numbers of a row."""
    return [builder.shuffle_vector(row, row, ir.Constant(row_of(size, _I32), list(range(first, first + size))))
            for first in range(0, row.type.count, size)]


def joined(builder, pieces):
    """One row of one or two."""
    if len(pieces) == 1:
        return pieces[0]
    count = 2 * pieces[0].type.count
    return builder.shuffle_vector(*pieces, ir.Constant(row_of(count, _I32), list(range(count))))


@intrinsic(prefer_literal=True)
def consecutive(typingctx, first, count):
    """The row first, first + 1 ... of `count` words, modulo 2**32."""
    n = count.literal_value

    def codegen(context, builder, signature, args):
        steps = ir.Constant(row_of(n), list(range(n)))
        return builder.and_(builder.add(all_of(builder, args[0], n), steps), all_of(builder, _I64(_LONG), n))

    return Lanes(n)(types.uint64, count), codegen


@intrinsic
def has_short(typingctx, row, short):
    """Whether one of the four parts, 16 bits each, of a word of a row is `short`."""

    def codegen(context, builder, signature, args):
        shorts = _shorts(builder, args[0])
        is_same = builder.icmp_unsigned("==", shorts, all_of(builder, args[1], 4 * row.count))
        bits = builder.bitcast(is_same, ir.IntType(4 * row.count))
        return builder.icmp_unsigned("!=", bits, ir.Constant(bits.type, 0))

    return types.boolean(row, types.uint16), codegen


@intrinsic
def load_lanes(typingctx, array, index):
    """The row of as many bytes as a row of eight words that begins at array[index]."""
    if not isinstance(array, types.Array):
        return None

    def codegen(context, builder, signature, args):
        place = place_of(builder, context, signature.args[0], args[0], args[1])
        return builder.load(builder.bitcast(place, row_of(EIGHT).as_pointer()), align=1)

    return Lanes(EIGHT)(array, types.uint64), codegen


@intrinsic
def short_of(typingctx, row, index):
    """The part `index` of 16 bits of a row, of four a word."""

    def codegen(context, builder, signature, args):
        return builder.extract_element(_shorts(builder, args[0]), args[1])

    return types.uint16(row, types.uint64), codegen


@intrinsic
def with_short(typingctx, row, index, short):
    """The row with another part `index` of 16 bits."""

    def codegen(context, builder, signature, args):
        return builder.bitcast(builder.insert_element(_shorts(builder, args[0]), args[2], args[1]), args[0].type)

    return row(row, types.uint64, types.uint16), codegen


def paired(builder, low, high):
    """The lower halves of the words of two rows, side by side (LLVM would make another product of a shifted one)."""
    count = low.type.count
    low, high = (builder.bitcast(row, row_of(2 * count, _I32)) for row in (low, high))
    places = [place + part * 2 * count for place in range(0, 2 * count, 2) for part in range(2)]
    both = builder.shuffle_vector(low, high, ir.Constant(row_of(2 * count, _I32), places))
    return builder.bitcast(both, row_of(count))


def _shorts(builder, row):
    return builder.bitcast(row, row_of(4 * row.type.count, _I16))


