"""Hand the arrays of a plan and state to compiled code by address.

The worker of a partition is compiled once, apart from the drivers, with one C signature. `pack` writes the
address and shape of every array into a table of int64; `unpack` rebuilds the named tuples from it, which
costs a few loads.
"""
from __future__ import annotations

from functools import cache
from typing import Any, get_args, get_type_hints

import numpy as np
from llvmlite import ir
from numba import from_dtype, types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array, populate_array

from .plan import Context


@cache
def _fields(kind: type) -> list[tuple[str, Any]]:
    return list(get_type_hints(kind, include_extras=True).items())


def _numba_type(kind: Any, weight: type) -> types.Type:
    if hasattr(kind, "_fields"):
        return types.NamedTuple([_numba_type(hint, weight) for _, hint in _fields(kind)], kind)
    _, dtype, dimensions = get_args(kind)
    return types.Array(from_dtype(np.dtype(weight if dtype is None else dtype)), dimensions, "C")


def pack(context: Context, weight: type) -> np.ndarray:
    """Addresses and shapes of all arrays of a context, as int64."""
    table: list[int] = []
    _pack(context, Context, weight, table)
    return np.array(table, np.int64)


def _pack(value: Any, kind: Any, weight: type, table: list[int]) -> None:
    if hasattr(kind, "_fields"):
        for (_, hint), part in zip(_fields(kind), value, strict=True):
            _pack(part, hint, weight, table)
        return
    _, dtype, dimensions = get_args(kind)
    wanted = np.dtype(weight if dtype is None else dtype)
    if value.dtype != wanted or value.ndim != dimensions or not value.flags.c_contiguous:
        raise TypeError(
            f"the engine wants a contiguous {dimensions}-D {wanted} array, got "
            f"{value.ndim}-D {value.dtype}")
    table += [value.ctypes.data, *value.shape]


def unpacker(weight: type) -> Any:
    """An intrinsic that rebuilds a Context from the pointer to its table."""
    result = _numba_type(Context, weight)

    @intrinsic
    def unpack(typingctx, table):
        def codegen(context, builder, signature, args):
            place = [0]

            def load():
                at = builder.gep(args[0], [ir.IntType(64)(place[0])])
                place[0] += 1
                return builder.load(at)

            def build(kind):
                if isinstance(kind, types.NamedTuple):
                    return context.make_tuple(builder, kind, [build(part) for part in kind.types])
                return _array(context, builder, kind, load)

            return build(signature.return_type)

        return result(table), codegen

    return unpack


def _array(context: Any, builder: Any, kind: types.Array, load: Any) -> Any:
    array = make_array(kind)(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    address = load()
    shape = [load() for _ in range(kind.ndim)]
    strides = [ir.IntType(64)(size)]
    for extent in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], extent))
    data = builder.inttoptr(address, context.get_data_type(kind.dtype).as_pointer())
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=ir.IntType(64)(size), meminfo=None)
    return array._getvalue()
