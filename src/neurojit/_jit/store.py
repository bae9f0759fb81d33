"""numba's disk cache, put into our folder, where damage means 'not there' and is healed by compiling anew."""
import hashlib
import os
import pickle
import sys
import warnings
from collections.abc import Callable

from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile, _CacheLocator

from .folder import cache_folder, engine_digest, is_temporary


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


class Cache(FunctionCache):
    """The cache of one compiled function; `variant` keeps two compilations of it apart."""

    _impl_class = _Impl

    def __init__(self, py_func, variant=""):
        super().__init__(py_func)
        old = self._cache_file
        self._cache_file = _CacheFile(old._cache_path, self._impl.filename_base + variant, old._source_stamp)

    @property
    def index(self):
        """What is stored, by signature and CPU."""
        return self._cache_file._load_index()

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
            later = "" if is_temporary() else f" once; later runs load it from {cache_folder()}"
            sys.stderr.write(f"neurojit: compiling for this machine, which takes some seconds{later}\n")


def is_stored(function: Callable[..., object]) -> bool:
    """Whether the cache has compiled code of a function, for any types of arguments."""
    return bool(Cache(function).index)


def compiled_count() -> int:
    """Number of functions compiled (not loaded from the cache) by this process."""
    return _Compiled.count
