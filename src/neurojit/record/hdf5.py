"""HDF5 files that are written on disks that may be full."""
from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .extras import load


class _Disk(io.FileIO):
    """A file that keeps to itself that it cannot be written.

    HDF5 ends the process when a write fails while it closes a file, so it is never told; `error` is for who asks.
    """

    error: OSError | None = None

    def write(self, data: Any) -> int:
        """Write all of it, or nothing more from the first failure on."""
        left = memoryview(data).cast("B")
        size = len(left)
        try:
            while self.error is None and len(left):
                left = left[super().write(left) :]
        except OSError as error:
            self.error = error
        return size

    def truncate(self, size: int | None = None) -> int:
        """Change the length."""
        try:
            return super().truncate(size) if self.error is None else size or 0
        except OSError as error:
            self.error = error
            return size or 0


def _lock(file: io.FileIO) -> None:
    """Refuse a file that another process writes or reads, as HDF5 does; not every system has locks."""
    if os.environ.get("HDF5_USE_FILE_LOCKING", "").upper() in ("FALSE", "0"):
        return
    with contextlib.suppress(ImportError):
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError:
            pass


def _opened(h5py: Any, disk: _Disk, is_there: bool, options: dict[str, Any]) -> Any:
    try:
        return h5py.File(disk, "r+" if is_there else "w", **options)
    except OSError as error:
        if is_there and disk.error is None:
            raise OSError(f"{disk.name!r} is there already and is no HDF5 file that could go on ({error}); remove it, "
                          "or name another") from None
        raise


@contextlib.contextmanager
def hdf5_file(path: str | os.PathLike, purpose: str, *, keep: bool = False, **options: Any) -> Iterator[Any]:
    """An HDF5 file to write to, as of h5py; OSError where the disk does not take it.

    Parameters
    ----------
    path : path
    purpose : str
        What needs h5py, for the error where it is not installed.
    keep : bool
        Go on with what is in the file.
    **options
        Of h5py.File.

    Raises
    ------
    NeurojitError
        Without h5py.
    OSError
        The disk is full, or the file is no HDF5 file.
    BlockingIOError
        Another process has it open.
    """
    h5py = load("h5py", purpose, "io")
    there = keep and Path(path).exists()
    with _Disk(path, "r+" if there else "w+") as disk:
        _lock(disk)
        try:
            with _opened(h5py, disk, there, options) as file:
                yield file
        except Exception:
            if disk.error is not None:
                raise disk.error from None  # HDF5 stumbles over what it believes to have written
            raise
        if disk.error is not None:
            raise disk.error
