"""Choose between two numbers by a table of 32 columns, many words at once: LLVM would fetch them one by one."""
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from .memory import place_of

CHOSEN = 32  # words at a time
COLUMNS = 32
_I8, _I16, _I32, _I64 = (ir.IntType(bits) for bits in (8, 16, 32, 64))


def _vector(kind, n):
    return ir.VectorType(kind, n)


def _load(builder, place, kind):
    return builder.load(builder.bitcast(place, kind.as_pointer()), align=2)


def _all(number, kind):
    return ir.Constant(kind, [number] * kind.count)


def _at_once(builder, words, table, counts):
    """Words as indices of 32 words, of which the CPU looks at the lowest five bits."""
    row = _vector(_I16, CHOSEN)
    found = cgutils.get_or_insert_function(builder.module, ir.FunctionType(row, [row, row]),
                                           "llvm.x86.avx512.permvar.hi.512")
    word = _load(builder, words, row)
    limit, low, high = (
        builder.call(found, [_load(builder, builder.gep(table, [_I64(COLUMNS * i)]), row), word]) for i in range(3))
    chosen = builder.select(builder.icmp_unsigned("<=", word, limit), low, high)
    _store(builder, chosen, counts)


def _store(builder, chosen, counts):
    row = _vector(_I8, chosen.type.count)
    builder.store(builder.trunc(chosen, row), builder.bitcast(counts, row.as_pointer()), align=1)


def _bytes_of(builder, table, part):
    """The lower bytes of 32 words of a table (and the upper): each half of them twice, as two lanes want them."""
    words = _load(builder, builder.gep(table, [_I64(COLUMNS * part)]), _vector(_I16, COLUMNS))
    halves = []
    for shift in (0, 8):
        shifted = builder.lshr(words, _all(shift, words.type))
        numbers = builder.trunc(shifted, _vector(_I8, COLUMNS))
        halves.append([builder.shuffle_vector(numbers, numbers, ir.Constant(
            _vector(_I32, COLUMNS), 2 * list(range(first, first + 16)))) for first in (0, 16)])
    return halves


def _by_bytes(builder, words, table, counts):
    """Words as indices of bytes, 16 of which the CPU finds at once; twice 16 words."""
    row, as_bytes = _vector(_I16, 16), _vector(_I8, 32)
    find = cgutils.get_or_insert_function(builder.module, ir.FunctionType(as_bytes, [as_bytes, as_bytes]),
                                          "llvm.x86.avx2.pshuf.b")
    (lower, upper), (low, _), (high, _) = (_bytes_of(builder, table, part) for part in range(3))
    for first in (0, 16):
        word = _load(builder, builder.gep(words, [_I64(first)]), row)
        column = builder.and_(word, _all(COLUMNS - 1, row))
        index = builder.bitcast(builder.or_(column, builder.shl(column, _all(8, row))), as_bytes)
        is_late = builder.icmp_unsigned(">=", index, _all(16, as_bytes))

        def found(halves, index=index, is_late=is_late):
            early, late = (builder.call(find, [half, index]) for half in halves)
            return builder.select(is_late, late, early)

        odd = ir.Constant(_vector(ir.IntType(1), 32), [0, 1] * 16)
        limit = builder.bitcast(builder.select(odd, found(upper), found(lower)), row)
        chosen = builder.select(builder.icmp_unsigned("<=", word, limit),
                                builder.bitcast(found(low), row), builder.bitcast(found(high), row))
        _store(builder, chosen, builder.gep(counts, [_I64(first)]))


def _one_by_one(builder, words, table, counts):
    for i in range(CHOSEN):
        word = builder.load(builder.gep(words, [_I64(i)]))
        column = builder.zext(builder.and_(word, _I16(COLUMNS - 1)), _I64)
        # atomic, so that LLVM does not make a gather of 32 loads, which takes Zen twice as long
        limit = builder.load_atomic(builder.gep(table, [column]), "unordered", 2)
        part = builder.select(builder.icmp_unsigned("<=", word, limit), _I64(COLUMNS), _I64(2 * COLUMNS))
        chosen = builder.load_atomic(builder.gep(table, [builder.add(column, part)]), "unordered", 2)
        builder.store(builder.trunc(chosen, _I8), builder.gep(counts, [_I64(i)]))


def _recipe(context):
    """How this CPU does it; the cache knows one CPU's code from another's."""
    features = str(context.codegen().magic_tuple())
    if "+avx512bw" in features:
        return _at_once
    return _by_bytes if "+avx2" in features else _one_by_one


@intrinsic
def choose(typingctx, words, first, table, counts):
    """counts[i] of the CHOSEN words from words[first] on: what its column, the lowest five bits, has for the word.

    words : uint16 array
    table : uint16 array: the limits of 32 columns, what is chosen up to them, what is chosen above (8 bits)
    counts : uint8 array
    """

    def codegen(context, builder, signature, args):
        kinds = signature.args
        places = (place_of(builder, context, kinds[i], args[i], index) for i, index in
                  ((0, args[1]), (2, _I64(0)), (3, args[1])))
        _recipe(context)(builder, *places)
        return context.get_dummy_value()

    return types.void(words, types.uint64, table, counts), codegen
