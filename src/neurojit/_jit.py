"""The one door to numba: compilation flags, the disk cache and the intrinsics the engine needs.

Everything that is compiled goes through `kernel`, `formula`, `driver` or `entry`, so flags and
cache are set in one place. No fast-math flag is used anywhere: where a fused multiply-add pays it is
written as `fma`, so the vector body and the tail of a loop, and every CPU that has the
instruction, compute the same bits.
"""
import contextlib
import hashlib
import os
import pickle
import platform
import shutil
import sys
import tempfile
import warnings
from functools import cache
from pathlib import Path

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils, compiler
from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile, _CacheLocator
from numba.core.ccallback import CFunc
from numba.extending import intrinsic

from ._version import __version__

_HERE = Path(__file__).parent

# ----------------------------------------------------------------------------- the cache folder


@cache
def engine_digest() -> str:
    """Digest of every source of the package and of what compiles it: it names the cache folder."""
    digest = hashlib.blake2b(digest_size=8)
    for source in sorted(_HERE.rglob("*.py")):
        digest.update(source.relative_to(_HERE).as_posix().encode())
        digest.update(source.read_bytes())
    parts = (__version__, sys.version, numba.__version__, platform.machine(), *_codegen_target())
    digest.update(repr(parts).encode())
    return digest.hexdigest()


def _codegen_target() -> tuple[str, ...]:
    from numba.core.registry import cpu_target

    return tuple(str(part) for part in cpu_target.target_context.codegen().magic_tuple())


@cache
def cache_folder() -> Path:
    """Folder of the compiled code: $NEUROJIT_CACHE, else the user's cache, else a temporary one.

    A read-only home is no error: the next place that can be written is taken.
    """
    for root in _cache_roots():
        folder = root / engine_digest()
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
    folder = Path(tempfile.mkdtemp(prefix="neurojit-"))
    warnings.warn(
        f"no folder for compiled code can be written, so every process compiles anew (using {folder}); "
        "set NEUROJIT_CACHE to a writable folder",
        RuntimeWarning,
        stacklevel=2,
    )
    return folder


def _cache_roots() -> list[Path]:
    if chosen := os.environ.get("NEUROJIT_CACHE"):
        return [Path(chosen)]
    roots = []
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        roots.append(Path(local) / "neurojit")
    elif xdg := os.environ.get("XDG_CACHE_HOME"):
        roots.append(Path(xdg) / "neurojit")
    else:
        with contextlib.suppress(RuntimeError):
            roots.append(Path.home() / ".cache" / "neurojit")
    user = os.getuid() if hasattr(os, "getuid") else "user"
    roots.append(Path(tempfile.gettempdir()) / f"neurojit-{user}")
    return roots


def clear_cache() -> int:
    """Delete the compiled code of every version; returns the number of files deleted."""
    count = 0
    for root in _cache_roots():
        if root.is_dir():
            count += sum(1 for file in root.rglob("*") if file.is_file())
            shutil.rmtree(root, ignore_errors=True)
    cache_folder.cache_clear()
    return count


class _Locator(_CacheLocator):
    """Puts compiled code into `cache_folder`; its name already says everything that could go stale."""

    def __init__(self, py_func, py_file):
        self._py_file = py_file
        self._qualname = f"{py_func.__module__}.{py_func.__qualname__}"

    def ensure_cache_path(self):
        """Make the folder."""
        os.makedirs(self.get_cache_path(), exist_ok=True)

    def get_cache_path(self):
        """The folder."""
        return str(cache_folder())

    def get_source_stamp(self):
        """What must be equal for stored code to be used."""
        return engine_digest()

    def get_disambiguator(self):
        """Part of the file name that keeps functions of one name apart."""
        return hashlib.blake2b(self._qualname.encode(), digest_size=6).hexdigest()

    @classmethod
    def from_function(cls, py_func, py_file):
        """A locator for a function."""
        return cls(py_func, py_file)


class _Impl(CompileResultCacheImpl):
    _locator_classes = [_Locator]  # noqa: RUF012 - numba reads it from the class


class _CacheFile(IndexDataCacheFile):
    """Index and data files where damage means 'not there': it is compiled anew and overwritten."""

    _DAMAGE = (pickle.UnpicklingError, EOFError, OSError, ValueError, TypeError, KeyError, IndexError,
               AttributeError, ImportError, MemoryError)

    def _dump(self, obj):
        body = super()._dump(obj)
        return pickle.dumps((hashlib.blake2b(body, digest_size=16).digest(), body), protocol=-1)

    @staticmethod
    def _checked(data):
        digest, body = pickle.loads(data)
        if hashlib.blake2b(body, digest_size=16).digest() != digest:
            raise ValueError("damaged")
        return pickle.loads(body)

    def _load_index(self):
        try:
            with open(self._index_path, "rb") as file:
                if pickle.load(file) != self._version:
                    return {}
                stamp, overloads = self._checked(file.read())
        except self._DAMAGE:
            return {}
        return overloads if stamp == self._source_stamp else {}

    def _load_data(self, name):
        try:
            with open(self._data_path(name), "rb") as file:
                return self._checked(file.read())
        except self._DAMAGE:
            return None


class _Cache(FunctionCache):
    _impl_class = _Impl

    def __init__(self, py_func, variant=""):
        super().__init__(py_func)
        old = self._cache_file
        self._cache_file = _CacheFile(old._cache_path, self._impl.filename_base + variant, old._source_stamp)

    def load_overload(self, sig, target_context):
        """Load compiled code; say once that there is none and that compiling takes a while."""
        found = super().load_overload(sig, target_context)
        if found is None:
            _Compiled.announce()
        return found

    def save_overload(self, sig, data):
        """Store compiled code; a disk that is full costs the next process its start, nothing else."""
        _Compiled.count += 1
        try:
            super().save_overload(sig, data)
        except OSError as error:
            warnings.warn(f"compiled code could not be stored in {self._cache_path}: {error}",
                          RuntimeWarning, stacklevel=2)


class _Compiled:
    """Counts what this process had to compile, for tests and `neurojit info`."""

    count = 0
    announced = False

    @classmethod
    def announce(cls):
        """Tell whoever waits why, once a process, unless $NEUROJIT_QUIET is set."""
        if not cls.announced and not os.environ.get("NEUROJIT_QUIET"):
            cls.announced = True
            sys.stderr.write("neurojit: compiling for this machine, which takes some seconds once; later runs load it "
                             f"from {cache_folder()}\n")


def compiled_count() -> int:
    """Number of functions compiled (not loaded from the cache) by this process."""
    return _Compiled.count


# ------------------------------------------------------------------------------- the decorators

_FLAGS = {"nogil": True, "error_model": "numpy", "boundscheck": False}


class _NoAlias(compiler.Compiler):
    """Tells LLVM that array arguments do not overlap: without it loops over many rows stay scalar."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.state.flags.noalias = True


def _cached(dispatcher, variant=""):
    dispatcher._cache = _Cache(dispatcher.py_func, variant)
    return dispatcher


def formula(function):
    """Compile a loop over rows that are promised not to overlap; called from kernels, never from Python."""
    return numba.njit(pipeline_class=_NoAlias, no_cpython_wrapper=True, no_cfunc_wrapper=True, **_FLAGS)(function)


def inline(function):
    """Compile a small scalar function that LLVM will inline into its callers."""
    return numba.njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, **_FLAGS)(function)


def entry(function):
    """Compile a function that Python calls; cached on disk by its argument types."""
    return _cached(numba.njit(**_FLAGS)(function))


def parallel_entry(function):
    """Compile a function with `prange` loops over threads; cached on disk."""
    return _cached(numba.njit(parallel=True, **_FLAGS)(function), variant="-parallel")


def kernel(signature):
    """Compile a function with a fixed C signature, to be called by its address from a driver."""

    def decorate(function):
        compiled = CFunc(
            function, (signature.args, signature.return_type), locals={},
            options={"nopython": True, "error_model": "numpy"})
        compiled._cache = _Cache(function)
        compiled.compile()
        return compiled

    return decorate


# ------------------------------------------------------------------------------- the intrinsics


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
def prefetch(typingctx, array, index):
    """Ask for the cache line of array[index] to be read; never faults."""
    if not isinstance(array, types.Array):
        return None

    def codegen(context, builder, signature, args):
        view = context.make_array(signature.args[0])(context, builder, args[0])
        address = builder.gep(view.data, [args[1]])
        address = builder.bitcast(address, ir.IntType(8).as_pointer())
        i32 = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [address.type, i32, i32, i32])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(function, [address, i32(0), i32(3), i32(1)])
        return context.get_dummy_value()

    return types.void(array, types.int64), codegen


def _cell(builder, context, signature, args):
    view = context.make_array(signature.args[0])(context, builder, args[0])
    return builder.gep(view.data, [args[1]])


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


let_others_run = types.ExternalFunction(
    "SwitchToThread" if sys.platform == "win32" else "sched_yield", types.intc())

if sys.platform == "linux":
    current_cpu = types.ExternalFunction("sched_getcpu", types.intc())
    _MASK = types.intc(types.intc, types.uintp, types.CPointer(types.int64))
    get_affinity = types.ExternalFunction("sched_getaffinity", _MASK)
    set_affinity = types.ExternalFunction("sched_setaffinity", _MASK)
else:  # elsewhere nobody is moved

    @numba.njit
    def current_cpu():
        """-1: not known."""
        return np.int32(-1)

    @numba.njit
    def get_affinity(thread, size, mask):
        """Not available."""
        return np.int32(-1)

    @numba.njit
    def set_affinity(thread, size, mask):
        """Not available."""
        return np.int32(-1)


@intrinsic
def wide_vectors(typingctx):
    """Let LLVM use the widest vectors the CPU has in the function that contains this call.

    LLVM tunes some CPUs with 512-bit units for 256 bits; formulas full of exp gain 10-20 % from all of them.
    """

    def codegen(context, builder, signature, args):
        set.add(builder.function.attributes, '"prefer-vector-width"="512"')
        return context.get_dummy_value()

    return types.void(), codegen


def _at_word(builder, context, signature, args, dtype):
    view = context.make_array(signature.args[0])(context, builder, args[0])
    address = builder.gep(view.data, [args[1]])
    return builder.bitcast(address, context.get_data_type(dtype).as_pointer())


@intrinsic
def load_number(typingctx, words, index, like):
    """The number, of the dtype of the array `like`, that begins at words[index] (uint16), as float64."""
    dtype = like.dtype

    def codegen(context, builder, signature, args):
        value = builder.load(_at_word(builder, context, signature, args, dtype), align=2)
        return context.cast(builder, value, dtype, types.float64)

    return types.float64(words, types.int64, like), codegen


@intrinsic
def store_number(typingctx, words, index, value, like):
    """Write a float64 to words[index] (uint16) as a number of the dtype of the array `like`."""
    dtype = like.dtype

    def codegen(context, builder, signature, args):
        number = context.cast(builder, args[2], types.float64, dtype)
        builder.store(number, _at_word(builder, context, signature, args, dtype), align=2)
        return context.get_dummy_value()

    return types.void(words, types.int64, types.float64, like), codegen


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


@intrinsic
def address_of(typingctx, array, index):
    """The address of array[index] as a typed C pointer, to hand a piece of an array to a kernel."""
    if not isinstance(array, types.Array):
        return None
    pointer = types.CPointer(array.dtype)

    def codegen(context, builder, signature, args):
        view = context.make_array(signature.args[0])(context, builder, args[0])
        return builder.gep(view.data, [args[1]])

    return pointer(array, types.int64), codegen
