"""Keep those of a row that pass a test, side by side: what LLVM does not find out about loops."""
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from .cpu import can
from .memory import place_of

LANES = 16  # numbers at a time
_I32, _I64 = ir.IntType(32), ir.IntType(64)
_ROW, _MASK = ir.VectorType(_I32, LANES), ir.VectorType(ir.IntType(1), LANES)


def _row_at(context, builder, kind, array, index):
    return builder.load(builder.bitcast(place_of(builder, context, kind, array, index), _ROW.as_pointer()), align=4)


def _all(builder, number):
    """A row of one number."""
    one = builder.insert_element(ir.Constant(_ROW, ir.Undefined), number, _I32(0))
    return builder.shuffle_vector(one, one, ir.Constant(_ROW, [0] * LANES))


def _append_at_once(builder, mask, row, place):
    """Compressed in a register and stored whole: stored as it is compressed, it takes Zen 4 some hundred cycles."""
    kind = ir.FunctionType(_ROW, [_ROW, _ROW, _MASK])
    function = cgutils.get_or_insert_function(builder.module, kind, f"llvm.x86.avx512.mask.compress.v{LANES}i32")
    kept = builder.call(function, [row, row, mask])
    builder.store(kept, builder.bitcast(place, _ROW.as_pointer()), align=4)


def _append_one_by_one(builder, mask, row, place):
    """Without a guess: each is written, and the next one over it unless it is to be kept."""
    n = _I64(0)
    for lane in range(LANES):
        builder.store(builder.extract_element(row, _I32(lane)), builder.gep(place, [n]))
        n = builder.add(n, builder.zext(builder.extract_element(mask, _I32(lane)), _I64))


def _appender():
    """How this CPU does it."""
    return _append_at_once if can("avx512f") else _append_one_by_one


def _keep(context, builder, kinds, args, row, keys):
    """Append where a row of values is above `least`; both functions below end with the same arguments."""
    first, end, least, n, kept_values, kept_keys = args
    append = _appender()
    mask = builder.and_(builder.icmp_signed(">", row, _all(builder, least)),
                        builder.icmp_unsigned("<", _numbers(builder, first), _all(builder, builder.trunc(end, _I32))))
    append(builder, mask, row, place_of(builder, context, kinds[-2], kept_values, n))
    append(builder, mask, keys, place_of(builder, context, kinds[-1], kept_keys, n))
    count = builder.ctpop(builder.bitcast(mask, ir.IntType(LANES)))
    return builder.add(n, builder.zext(count, _I64))


def _numbers(builder, first):
    """first, first + 1 ..."""
    return builder.add(_all(builder, builder.trunc(first, _I32)), ir.Constant(_ROW, list(range(LANES))))


@intrinsic
def keep_above(typingctx, values, keys, first, end, least, n, kept_values, kept_keys):
    """Append what is above `least` of values[first] ... values[first + LANES - 1], up to `end`, and what goes with it.

    values, kept_values : int32 arrays; all have room for LANES more than is used
    keys : uint32 array of what goes with the values
    n : uint64, how many are kept already; returns how many then are
    """

    def codegen(context, builder, signature, args):
        kinds = signature.args
        row, keys_row = (_row_at(context, builder, kinds[i], args[i], args[2]) for i in range(2))
        return _keep(context, builder, kinds, args[2:], row, keys_row)

    return types.uint64(values, keys, types.uint64, types.uint64, types.int32, types.uint64, kept_values,
                        kept_keys), codegen


@intrinsic
def keep_numbered_above(typingctx, values, places, stride, origin, first, end, least, n, kept_values, kept_keys):
    """The same, where stride*places[i] + i + origin goes with values[i].

    places : uint16 array, which ends no earlier than the values
    stride, origin : uint32
    """

    def codegen(context, builder, signature, args):
        kinds, few = signature.args, ir.VectorType(ir.IntType(16), LANES)
        row = _row_at(context, builder, kinds[0], args[0], args[4])
        found = builder.load(builder.bitcast(place_of(builder, context, kinds[1], args[1], args[4]), few.as_pointer()),
                             align=2)
        scaled = builder.mul(builder.zext(found, _ROW), _all(builder, args[2]))
        keys = builder.add(scaled, builder.add(_numbers(builder, args[4]), _all(builder, args[3])))
        return _keep(context, builder, kinds, args[4:], row, keys)

    return types.uint64(values, places, types.uint32, types.uint32, types.uint64, types.uint64, types.int32,
                        types.uint64, kept_values, kept_keys), codegen
