"""Single instructions, and words to LLVM, that numba has no words for."""
from llvmlite import ir
from numba import types
from numba.extending import intrinsic


@intrinsic
def fma(typingctx, a, b, c):
    """a*b + c with one rounding; a vector instruction on every CPU of the last ten years."""

    def codegen(context, builder, signature, args):
        return builder.fma(*args)

    return types.float64(types.float64, types.float64, types.float64), codegen


@intrinsic
def bits_to_float(typingctx, bits):
    """The float64 that has the bits of this int64."""

    def codegen(context, builder, signature, args):
        return builder.bitcast(args[0], ir.DoubleType())

    return types.float64(types.int64), codegen


@intrinsic
def float_to_bits(typingctx, value):
    """The bits of a float64 as int64."""

    def codegen(context, builder, signature, args):
        return builder.bitcast(args[0], ir.IntType(64))

    return types.int64(types.float64), codegen


@intrinsic
def not_unrolled(typingctx):
    """Keep LLVM from unrolling the loop that contains this call, which is no instruction.

    A loop of a few turns, another number each time, ends by a wrong guess; with what unrolling adds to it by two.
    """

    def codegen(context, builder, signature, args):
        nothing = ir.InlineAsm(ir.FunctionType(ir.VoidType(), []), "", "", True)
        builder.call(nothing, [], attrs=("convergent",))
        return context.get_dummy_value()

    return types.void(), codegen


@intrinsic
def wide_vectors(typingctx):
    """Let LLVM use the widest vectors the CPU has in the function that contains this call.

    LLVM tunes some CPUs with 512-bit units for 256 bits; formulas full of exp gain 10-20 % from all of them.
    """

    def codegen(context, builder, signature, args):
        set.add(builder.function.attributes, '"prefer-vector-width"="512"')
        return context.get_dummy_value()

    return types.void(), codegen


@intrinsic
def not_inlined(typingctx):
    """Keep the function that contains this call out of its callers: what they seldom need takes their registers."""

    def codegen(context, builder, signature, args):
        set.add(builder.function.attributes, "noinline")
        return context.get_dummy_value()

    return types.void(), codegen


def caller(signature):
    """An intrinsic that calls the C function of this signature at a raw address."""

    @intrinsic
    def call(typingctx, address, arguments):
        def codegen(context, builder, sig, args):
            kinds = [context.get_value_type(kind) for kind in signature.args]
            result = context.get_value_type(signature.return_type)
            pointer = builder.inttoptr(args[0], ir.FunctionType(result, kinds).as_pointer())
            values = [context.cast(builder, builder.extract_value(args[1], i), have, want)
                      for i, (have, want) in enumerate(zip(arguments.types, signature.args, strict=True))]
            return builder.call(pointer, values)

        return signature.return_type(types.int64, arguments), codegen

    return call
