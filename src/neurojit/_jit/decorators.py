"""How functions are compiled: every flag is set here.

No fast-math flag is used anywhere: where a fused multiply-add pays it is written as `fma`, so the vector body
and the tail of a loop, and every CPU that has the instruction, compute the same bits.
"""
import gc
from contextlib import contextmanager
from functools import cached_property

import numba
from numba.core import compiler
from numba.core.ccallback import CFunc

from ..errors import NeurojitError
from .store import Cache
from .unfinished import Unfinished

if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
    raise NeurojitError("NUMBA_DISABLE_JIT is set, and without compiled code there is no simulation; unset it")

_FLAGS = {"nogil": True, "error_model": "numpy", "boundscheck": False}


class _NoAlias(compiler.Compiler):
    """Tells LLVM that array arguments do not overlap: without it loops over many rows stay scalar."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.state.flags.noalias = True


@contextmanager
def _no_collections():
    """Python looks for garbage again and again among the many objects of a compilation, a seventh of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _cached(dispatcher, variant=""):
    dispatcher._cache = Cache(dispatcher.py_func, variant)
    dispatcher.compile = _no_collections()(dispatcher.compile)
    return dispatcher


def formula(function):
    """Compile a loop over rows that are promised not to overlap; called from kernels, never from Python.

    LLVM decides whether to inline it; kernels, which inline all they call, would otherwise hand that on.
    """
    return numba.njit(pipeline_class=_NoAlias, forceinline=False, no_cpython_wrapper=True, no_cfunc_wrapper=True,
                      **_FLAGS)(function)


def inline(function):
    """Compile a small scalar function that LLVM will inline into its callers."""
    return numba.njit(pipeline_class=Unfinished, forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True,
                      **_FLAGS)(function)


def entry(function):
    """Compile a function that Python calls; cached on disk by its argument types."""
    return _cached(numba.njit(**_FLAGS)(function))


def parallel_entry(function):
    """Compile a function with `prange` loops over threads; cached on disk."""
    return _cached(numba.njit(parallel=True, **_FLAGS)(function), variant="-parallel")


class Kernel:
    """A function with a C signature; compiled, or loaded from the cache, when its address is first asked for."""

    def __init__(self, function, signature):
        self._function, self._signature = function, signature

    @cached_property
    def compiled(self):
        """The numba CFunc."""
        signature = self._signature
        compiled = CFunc(
            self._function, (signature.args, signature.return_type), locals={},
            options={"nopython": True, "error_model": "numpy", "forceinline": True})
        compiled._cache = Cache(self._function)
        with _no_collections():
            compiled.compile()
        return compiled

    @property
    def is_compiled(self):
        """Whether anybody has asked for it."""
        return "compiled" in self.__dict__

    @property
    def address(self):
        """Where the compiled code begins."""
        return int(self.compiled.address)


def kernel(signature):
    """Let a function have a fixed C signature, to be called by its address from a driver."""
    return lambda function: Kernel(function, signature)
