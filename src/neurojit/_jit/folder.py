"""The folder of compiled code: its name says everything that could make the code stale."""
import atexit
import contextlib
import hashlib
import os
import platform
import re
import shutil
import sys
import tempfile
import warnings
from functools import cache
from pathlib import Path

import numba

from .._version import __version__

_HERE = Path(__file__).parents[1]


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
    atexit.register(_remove, folder, os.getpid())
    warnings.warn(
        f"no folder for compiled code can be written, so every process compiles anew (using {folder}); "
        "set NEUROJIT_CACHE to a writable folder",
        RuntimeWarning,
        stacklevel=2,
    )
    return folder


def _remove(folder: Path, owner: int) -> None:
    """At the end of the process that made it, not of one that it has forked."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def is_temporary() -> bool:
    """Whether compiled code is lost when the process ends."""
    return cache_folder().name != engine_digest()


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
    """Delete the compiled code of every version; returns the number of files deleted.

    Whatever else lies in a folder that $NEUROJIT_CACHE names stays there.
    """
    count = 0
    for root in _cache_roots():
        for folder in filter(_is_ours, root.iterdir() if root.is_dir() else ()):
            count += sum(1 for file in folder.rglob("*") if file.is_file())
            shutil.rmtree(folder, ignore_errors=True)
    cache_folder.cache_clear()
    return count


def _is_ours(folder: Path) -> bool:
    """Whether a folder is named by a digest and holds compiled code alone."""
    return (re.fullmatch("[0-9a-f]{16}", folder.name) is not None and folder.is_dir() and not folder.is_symlink()
            and all(entry.name == "models" or re.search(r"\.(nb[ic]|tmp)\b", entry.name) for entry in folder.iterdir()))
