"""Hand the arrays of a plan and state to compiled code by address.

The worker of a partition is compiled once, apart from the drivers, with one C signature. `pack` writes the
address and shape of every array into a table of int64, from which compiled code reads what it needs.
"""
from __future__ import annotations

from functools import cache
from typing import Any, get_args, get_type_hints

import numpy as np
from llvmlite import ir
from numba import from_dtype, types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_getattr_generic, models, register_model
from numba.np.arrayobj import make_array, populate_array

from .plan import Context


@cache
def _fields(kind: type) -> list[tuple[str, Any]]:
    return list(get_type_hints(kind, include_extras=True).items())


def pack(context: Context) -> np.ndarray:
    """Addresses and shapes of all arrays of a context, as int64."""
    table: list[int] = []
    _pack(context, Context, table)
    return np.array(table, np.int64)


def _pack(value: Any, kind: Any, table: list[int]) -> None:
    if hasattr(kind, "_fields"):
        for (_, hint), part in zip(_fields(kind), value, strict=True):
            _pack(part, hint, table)
        return
    _, dtype, dimensions = get_args(kind)
    wanted = value.dtype if dtype is None else np.dtype(dtype)
    if value.dtype != wanted or value.ndim != dimensions or not value.flags.c_contiguous:
        raise TypeError(
            f"the engine wants a contiguous {dimensions}-D {wanted} array, got "
            f"{value.ndim}-D {value.dtype}")
    table += [value.ctypes.data, *value.shape]


class Reference(types.Type):
    """A named tuple of arrays that stays in its table: an attribute is read from there when it is used.

    So a function that takes a plan takes one pointer, not hundreds of numbers, which is what compiles fast. The table
    does not change during a call, so LLVM may read an address once and keep it.
    """

    def __init__(self, kind: type, first: int):
        self.kind, self.first = kind, first
        super().__init__(f"Reference({kind.__name__}, {first})")

    def place(self, name: str) -> tuple[Any, int] | None:
        """The type of an attribute and where its numbers begin."""
        at = self.first
        for field, hint in _fields(self.kind):
            if field == name:
                return _numba_type(hint, at), at
            at += _length(hint)
        return None


def _length(kind: Any) -> int:
    """How many numbers of the table something takes."""
    if hasattr(kind, "_fields"):
        return sum(_length(hint) for _, hint in _fields(kind))
    return 1 + int(get_args(kind)[2])


def _numba_type(kind: Any, first: int) -> types.Type:
    if hasattr(kind, "_fields"):
        return Reference(kind, first)
    _, dtype, dimensions = get_args(kind)
    return types.Array(from_dtype(np.dtype(np.uint8 if dtype is None else dtype)), dimensions, "C")


register_model(Reference)(models.OpaqueModel)


@infer_getattr
class _Attributes(AttributeTemplate):
    key = Reference

    def generic_resolve(self, typ, attr):
        """The type of an attribute; None where there is none."""
        found = typ.place(attr)
        return found and found[0]


@lower_getattr_generic(Reference)
def _read(context: Any, builder: Any, typ: Reference, value: Any, attr: str) -> Any:
    found = typ.place(attr)
    assert found is not None
    kind, first = found
    return value if isinstance(kind, Reference) else _array(context, builder, kind, value, first)


def _array(context: Any, builder: Any, kind: types.Array, table: Any, first: int) -> Any:
    numbers = builder.bitcast(table, ir.IntType(64).as_pointer())
    constant = builder.module.add_metadata([])

    def load(at: int) -> Any:
        number = builder.load(builder.gep(numbers, [ir.IntType(64)(at)]))
        number.set_metadata("invariant.load", constant)
        return number

    array = make_array(kind)(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    shape = [load(first + 1 + i) for i in range(kind.ndim)]
    strides = [ir.IntType(64)(size)]
    for extent in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], extent))
    data = builder.inttoptr(load(first), context.get_data_type(kind.dtype).as_pointer())
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=ir.IntType(64)(size), meminfo=None)
    return array._getvalue()


@intrinsic
def unpack(typingctx, table):
    """Take the pointer to a packed Context for the Context."""

    def codegen(context, builder, signature, args):
        return builder.bitcast(args[0], context.get_value_type(signature.return_type))

    return Reference(Context, 0)(table), codegen
