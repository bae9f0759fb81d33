"""Reads, writes and requests of memory that numba has no words for."""
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic


def _cell(builder, context, signature, args):
    return place_of(builder, context, signature.args[0], args[0], args[1])


def place_of(builder, context, kind, array, index):
    """The pointer to array[index]; `kind` is the numba type of the array."""
    return builder.gep(context.make_array(kind)(context, builder, array).data, [index])


def _asks_for(locality):
    """Code of a prefetch into the first cache (locality 3) or the second (2)."""

    def codegen(context, builder, signature, args):
        address = builder.bitcast(_cell(builder, context, signature, args), ir.IntType(8).as_pointer())
        i32 = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [address.type, i32, i32, i32])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(function, [address, i32(0), i32(locality), i32(1)])
        return context.get_dummy_value()

    return codegen


@intrinsic
def prefetch(typingctx, array, index):
    """Ask for the cache line of array[index] to be read; never faults."""
    return (types.void(array, types.int64), _asks_for(3)) if isinstance(array, types.Array) else None


@intrinsic
def prefetch_second(typingctx, array, index):
    """The same, no nearer than the second cache.

    On Zen 4 much of what the first is asked for in bursts was not there afterwards; the second had it all.
    """
    return (types.void(array, types.int64), _asks_for(2)) if isinstance(array, types.Array) else None


@intrinsic
def atomic_add(typingctx, array, index, value):
    """Add to array[index] (int64) as one indivisible step; returns the value before."""

    def codegen(context, builder, signature, args):
        return builder.atomic_rmw("add", _cell(builder, context, signature, args), args[2], "seq_cst")

    return types.int64(array, types.int64, types.int64), codegen


@intrinsic
def atomic_load(typingctx, array, index):
    """Read array[index] (int64) as other threads have written it by now."""

    def codegen(context, builder, signature, args):
        return builder.load_atomic(_cell(builder, context, signature, args), "seq_cst", 8)

    return types.int64(array, types.int64), codegen


@intrinsic
def atomic_replace(typingctx, array, index, expected, value):
    """Write `value` if array[index] is `expected`; returns the value before."""

    def codegen(context, builder, signature, args):
        place = _cell(builder, context, signature, args)
        return builder.extract_value(builder.cmpxchg(place, args[2], args[3], "seq_cst"), 0)

    return types.int64(array, types.int64, types.int64, types.int64), codegen


@intrinsic
def load_alone(typingctx, array, index):
    """array[index], which LLVM reads by itself: it makes loads in a loop a gather, which takes Zen twice as long."""
    if not isinstance(array, types.Array):
        return None

    def codegen(context, builder, signature, args):
        place = _cell(builder, context, signature, args)
        return builder.load_atomic(place, "unordered", array.dtype.bitwidth // 8)

    return array.dtype(array, types.uint64), codegen


def _at_word(builder, context, signature, args, dtype):
    return builder.bitcast(_cell(builder, context, signature, args), context.get_data_type(dtype).as_pointer())


@intrinsic
def load_number(typingctx, words, index, like):
    """The number, of the dtype of `like`, an array or a type, that begins at words[index] (uint16), as float64."""
    dtype = like.dtype

    def codegen(context, builder, signature, args):
        value = builder.load(_at_word(builder, context, signature, args, dtype), align=2)
        return context.cast(builder, value, dtype, types.float64)

    return types.float64(words, types.int64, like), codegen


@intrinsic
def store_number(typingctx, words, index, value, like):
    """Write a float64 to words[index] (uint16) as a number of the dtype of `like`, an array or a type."""
    dtype = like.dtype

    def codegen(context, builder, signature, args):
        number = context.cast(builder, args[2], types.float64, dtype)
        builder.store(number, _at_word(builder, context, signature, args, dtype), align=2)
        return context.get_dummy_value()

    return types.void(words, types.int64, types.float64, like), codegen


@intrinsic
def copy_number(typingctx, words, index, to, place, like):
    """Copy the number of the dtype of `like` that begins at words[index] (uint16) to to[place] (uint16), as bits."""
    size = like.dtype.bitwidth

    def codegen(context, builder, signature, args):
        whole = ir.IntType(size).as_pointer()
        kinds = signature.args
        source = builder.bitcast(place_of(builder, context, kinds[0], args[0], args[1]), whole)
        goal = builder.bitcast(place_of(builder, context, kinds[2], args[2], args[3]), whole)
        builder.store(builder.load(source, align=2), goal, align=2)
        return context.get_dummy_value()

    return types.void(words, types.int64, to, types.int64, like), codegen


@intrinsic
def address_of(typingctx, array, index):
    """The address of array[index] as a typed C pointer, to hand a piece of an array to a kernel."""
    if not isinstance(array, types.Array):
        return None
    pointer = types.CPointer(array.dtype)

    def codegen(context, builder, signature, args):
        return _cell(builder, context, signature, args)

    return pointer(array, types.int64), codegen
