"""Choose between two numbers by a table of 32 columns, many words at once: LLVM would fetch them one by one."""
from llvmlite import ir
from numba.core import cgutils
from numba.extending import intrinsic

from .cpu import can
from .lanes import all_of, joined, paired, parts

COLUMNS = 32
_CHOSEN = 32  # words of 16 bits at a time
_I8, _I16, _I32, _I64 = (ir.IntType(bits) for bits in (8, 16, 32, 64))


def _vector(kind, n):
    return ir.VectorType(kind, n)


def _at_once(builder, words, table):
    """Words as indices of 32 words, of which the CPU looks at the lowest five bits."""
    row = words.type
    found = cgutils.get_or_insert_function(builder.module, ir.FunctionType(row, [row, row]),
                                           "llvm.x86.avx512.permvar.hi.512")
    limit, low, high = (builder.call(found, [part, words]) for part in table)
    return builder.select(builder.icmp_unsigned("<=", words, limit), low, high)


def _bytes_of(builder, words):
    """The lower and the upper bytes of 32 words: each half of them twice, as two lanes want them."""
    halves = []
    for shift in (0, 8):
        shifted = builder.lshr(words, all_of(builder, _I16(shift), COLUMNS))
        numbers = builder.trunc(shifted, _vector(_I8, COLUMNS))
        halves.append([builder.shuffle_vector(numbers, numbers, ir.Constant(
            _vector(_I32, COLUMNS), 2 * list(range(first, first + 16)))) for first in (0, 16)])
    return halves


def _by_bytes(builder, words, table):
    """Words as indices of bytes, 16 of which the CPU finds at once; twice 16 words."""
    as_bytes = _vector(_I8, 32)
    find = cgutils.get_or_insert_function(builder.module, ir.FunctionType(as_bytes, [as_bytes, as_bytes]),
                                          "llvm.x86.avx2.pshuf.b")
    halves_of_table = [_bytes_of(builder, part) for part in table]
    chosen = []
    for word in parts(builder, words, 16):
        row = word.type
        column = builder.and_(word, all_of(builder, _I16(COLUMNS - 1), 16))
        index = builder.bitcast(builder.or_(column, builder.shl(column, all_of(builder, _I16(8), 16))), as_bytes)
        is_late = builder.icmp_unsigned(">=", index, all_of(builder, _I8(16), 32))

        def found(halves, index=index, is_late=is_late):
            early, late = (builder.call(find, [half, index]) for half in halves)
            return builder.select(is_late, late, early)

        odd = ir.Constant(_vector(ir.IntType(1), 32), [0, 1] * 16)
        limit, low, high = (builder.bitcast(builder.select(odd, found(upper), found(lower)), row)
                            for lower, upper in halves_of_table)
        chosen.append(builder.select(builder.icmp_unsigned("<=", word, limit), low, high))
    return joined(builder, chosen)


def _one_by_one(builder, words, table):
    places = [builder.bitcast(cgutils.alloca_once_value(builder, part), _I16.as_pointer()) for part in table]
    row = ir.Constant(words.type, ir.Undefined)
    for i in range(_CHOSEN):
        word = builder.extract_element(words, _I32(i))
        column = builder.zext(builder.and_(word, _I16(COLUMNS - 1)), _I64)
        # atomic, so that LLVM does not make a gather of 32 loads, which takes Zen twice as long
        limit, low, high = (builder.load_atomic(builder.gep(place, [column]), "unordered", 2) for place in places)
        chosen = builder.select(builder.icmp_unsigned("<=", word, limit), low, high)
        row = builder.insert_element(row, chosen, _I32(i))
    return row


def _recipe():
    """How this CPU does it."""
    if can("avx512bw"):
        return _at_once
    return _by_bytes if can("avx2") else _one_by_one


@intrinsic
def choose(typingctx, low, high, table):
    """What its column, the lowest five bits, has for each of the words of 16 bits of two rows.

    low, high : rows of words below 2**32, whose 16-bit words are 0 and 1, and 2 and 3, of a row of 64 bits
    table : three rows: the limits of 32 columns, what is chosen up to them, what is chosen above
    """

    def codegen(context, builder, signature, args):
        row = args[0].type
        rows = cgutils.unpack_tuple(builder, args[2])
        parts_of_table = [builder.bitcast(part, _vector(_I16, COLUMNS)) for part in rows]
        words = builder.bitcast(paired(builder, args[0], args[1]), _vector(_I16, 4 * row.count))
        recipe = _recipe()
        chosen = joined(builder, [recipe(builder, some, parts_of_table) for some in parts(builder, words, _CHOSEN)])
        return builder.bitcast(chosen, row)

    return low(low, high, table), codegen
