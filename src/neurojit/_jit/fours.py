"""Four numbers at a time, which LLVM does not make of loops whose places it cannot tell apart."""
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from .memory import place_of

_I32, _I64 = ir.IntType(32), ir.IntType(64)


def _row_of(builder, numbers):
    """A vector of four numbers."""
    row = ir.Constant(ir.VectorType(numbers[0].type, 4), ir.Undefined)
    for i, number in enumerate(numbers):
        row = builder.insert_element(row, number, _I32(i))
    return row


def _store(context, builder, kind, array, index, row):
    place = place_of(builder, context, kind, array, index)
    builder.store(row, builder.bitcast(place, row.type.as_pointer()), align=kind.dtype.bitwidth // 8)


@intrinsic
def load_four(typingctx, words, index, like):
    """The four numbers, of the dtype of `like`, that begin at words[index] (uint16), as float64: one load."""
    four = ir.VectorType(ir.DoubleType(), 4)

    def codegen(context, builder, signature, args):
        kind = ir.VectorType(context.get_data_type(like.dtype), 4)
        place = place_of(builder, context, signature.args[0], args[0], args[1])
        row = builder.load(builder.bitcast(place, kind.as_pointer()), align=2)
        row = row if kind == four else builder.fpext(row, four)
        numbers = [builder.extract_element(row, _I32(i)) for i in range(4)]
        return context.make_tuple(builder, signature.return_type, numbers)

    return types.UniTuple(types.float64, 4)(words, types.int64, like), codegen


@intrinsic
def load_long(typingctx, words, index):
    """The four words (uint16) from words[index] on as one uint64, the first in its lowest bits."""

    def codegen(context, builder, signature, args):
        place = place_of(builder, context, signature.args[0], args[0], args[1])
        return builder.load(builder.bitcast(place, _I64.as_pointer()), align=2)

    return types.uint64(words, types.int64), codegen


@intrinsic
def store_four(typingctx, array, index, numbers):
    """array[index : index + 4] = numbers, a tuple of what the array holds, in one store."""

    def codegen(context, builder, signature, args):
        row = _row_of(builder, [builder.extract_value(args[2], i) for i in range(4)])
        _store(context, builder, signature.args[0], args[0], args[1], row)
        return context.get_dummy_value()

    return types.void(array, types.uint64, types.UniTuple(array.dtype, 4)), codegen


@intrinsic
def deal_four(typingctx, pairs, places, lows, highs, index):
    """lows[index : index + 4] and highs[...] (int32): the lower and upper halves of pairs[places] (int64)."""

    def codegen(context, builder, signature, args):
        kinds, row = signature.args, ir.VectorType(_I32, 4)
        found = [builder.load(place_of(builder, context, kinds[0], args[0], builder.extract_value(args[1], i)))
                 for i in range(4)]
        whole = _row_of(builder, found)
        upper = builder.lshr(whole, ir.Constant(whole.type, [32] * 4))
        for kind, array, half in zip(kinds[2:4], args[2:4], (whole, upper), strict=True):
            _store(context, builder, kind, array, args[4], builder.trunc(half, row))
        return context.get_dummy_value()

    return types.void(pairs, types.UniTuple(types.uint64, 4), lows, highs, types.uint64), codegen
