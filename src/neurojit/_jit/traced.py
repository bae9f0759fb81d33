"""Do to rows of words what a function does to words, and add the last rows' numbers to memory meanwhile.

A chain of products leaves most of a core idle, and what comes after it in the program is more than a core looks ahead;
so the additions are written between the products.
"""
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from .lanes import EIGHT, Lanes, all_of, parts, row_of

_I1, _I32, _I64, _F64 = ir.IntType(1), ir.IntType(32), ir.IntType(64), ir.DoubleType()
_NUMBERS = row_of(EIGHT, _F64)


class _Words:
    """A word, or a row of them, in code that is being written: what Python does to it becomes instructions.

    After every product one step of `beside`, a generator, may write some of its own.
    """

    __array_ufunc__ = None  # so that NumPy's numbers leave operators to us

    def __init__(self, builder, value, beside):
        self.builder, self.value, self.beside = builder, value, beside

    def _do(self, instruction, other):
        ours, theirs = self.value, other.value if isinstance(other, _Words) else _I64(int(other))
        if ours.type != theirs.type:
            count = max(getattr(kind, "count", 1) for kind in (ours.type, theirs.type))
            ours, theirs = (all_of(self.builder, value, count) for value in (ours, theirs))
        return _Words(self.builder, getattr(self.builder, instruction)(ours, theirs), self.beside)

    def __mul__(self, other):
        product = self._do("mul", other)
        next(self.beside, None)
        return product

    def __add__(self, other):
        return self._do("add", other)

    def __xor__(self, other):
        return self._do("xor", other)

    def __and__(self, other):
        return self._do("and_", other)

    def __rshift__(self, other):
        return self._do("lshr", other)

    __rmul__ = __mul__


def _written(function, builder, arguments, beside):
    """The results of a function of `inline`, whose Python is run once with words; so it may have no branches."""
    words = [_Words(builder, value, beside) for value in cgutils.unpack_tuple(builder, arguments)]
    results = [word.value for word in function.py_func(*words)]
    for _ in beside:
        pass
    return results


def in_lanes(function, n_results):
    """An intrinsic that does to rows, or rows and words, what a function of `inline` does to words."""

    @intrinsic
    def call(typingctx, arguments):
        lanes = next(kind for kind in arguments.types if isinstance(kind, Lanes))

        def codegen(context, builder, signature, args):
            return context.make_tuple(builder, signature.return_type, _written(function, builder, args[0], iter(())))

        return types.UniTuple(lanes, n_results)(arguments), codegen

    return call


def in_lanes_adding(function, n_results):
    """The same; the intrinsic also does what `add_rows_within` does, with its arguments
    behind the function's, where nothing is left out."""

    @intrinsic
    def call(typingctx, arguments, room, index, rows, weight):
        lanes = next(kind for kind in arguments.types if isinstance(kind, Lanes))

        def codegen(context, builder, signature, args):
            results = _written(function, builder, args[0], _additions(builder, args[1:], _change))
            return context.make_tuple(builder, signature.return_type, results)

        return types.UniTuple(lanes, n_results)(arguments, room, types.int64, rows, types.float64), codegen

    return call


def _numbers_of(builder, eight, part):
    """The numbers of which part 0 to 3 of eight words are the upper 16 bits."""
    upper = builder.shl(eight, all_of(builder, _I64(48 - 16 * part), EIGHT))
    return builder.bitcast(builder.and_(upper, all_of(builder, _I64(0xFFFF << 48), EIGHT)), _NUMBERS)


def _additions(builder, args, change):
    """Write change(pointer, its place, what to do to the eight numbers there), again and again."""
    room, index, rows, weight = args
    first = builder.extract_value(room, 0)
    weights = all_of(builder, weight, EIGHT)
    for r, row in enumerate(cgutils.unpack_tuple(builder, rows)):
        for e, eight in enumerate(parts(builder, row, EIGHT)):
            for part in range(4):
                place = builder.add(index, _I64(EIGHT * (8 * e + 4 * r + part)))
                pointer = builder.bitcast(builder.gep(first, [place]), _NUMBERS.as_pointer())
                term = builder.fmul(_numbers_of(builder, eight, part), weights)
                change(builder, pointer, place, lambda old, term=term: builder.fadd(old, term))
                yield


def _change(builder, pointer, _place, changed):
    builder.store(changed(builder.load(pointer, align=8)), pointer, align=8)


@intrinsic
def add_rows_within(typingctx, room, index, rows, weight):
    """Add weight times the numbers, of which two rows have the upper 16 bits (exact for 0 to 31), to those in memory.

    Number q of word l of row r goes to first[index + 64*(l//8) + 32*r + 8*q + l%8], where `room` is (pointer to the
    first, how many); what would go below the first number or beyond the last is left out.
    """

    def codegen(context, builder, signature, args):
        mask, where = row_of(EIGHT, _I1), _NUMBERS.as_pointer()
        load = _masked(builder, "load", _NUMBERS, [where, _I32, mask, _NUMBERS])
        store = _masked(builder, "store", ir.VoidType(), [_NUMBERS, where, _I32, mask])
        ends = all_of(builder, builder.extract_value(args[0], 1), EIGHT)

        def change(builder, pointer, place, changed):
            places = builder.add(all_of(builder, place, EIGHT), ir.Constant(row_of(EIGHT), list(range(EIGHT))))
            is_within = builder.icmp_unsigned("<", places, ends)
            old = builder.call(load, [pointer, _I32(8), is_within, ir.Constant(_NUMBERS, None)])
            builder.call(store, [changed(old), pointer, _I32(8), is_within])

        for _ in _additions(builder, args, change):
            pass
        return context.get_dummy_value()

    return types.void(room, types.int64, rows, types.float64), codegen


def _masked(builder, what, result, arguments):
    kind = ir.FunctionType(result, arguments)
    return cgutils.get_or_insert_function(builder.module, kind, f"llvm.masked.{what}.v{EIGHT}f64.p0")
