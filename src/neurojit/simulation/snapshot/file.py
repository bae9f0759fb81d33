"""Write and read the file of a snapshot: at once or not at all, and nothing is believed whose checksum is wrong.

A .npz file is a zip archive of arrays; the checksum of all bytes before it is the archive's comment. A .h5 file is
HDF5; the checksum of all bytes after it is the user block at the beginning.
"""
from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from ...errors import ParameterError, SimulationError
from ...record.extras import load as load_extra
from ...record.hdf5 import hdf5_file
from ...whole_file import whole_file
from .arrays import Arrays

_DIGEST = 64  # hexadecimal digits
_USER_BLOCK = 512  # the smallest that HDF5 has
_AT_ONCE = 1 << 20
_HEADER = "header"
_WHAT_NEEDS_IT = "a snapshot in a .h5 file (.npz needs nothing)"


def write(path: str | os.PathLike, header: dict[str, Any], arrays: Arrays) -> None:
    """Replace `path` by a file of a snapshot; whatever happens, `path` holds the old or the new one."""
    target, suffix = target_of(path)
    text = np.frombuffer(json.dumps(header).encode(), np.uint8)
    with whole_file(target) as unfinished:
        (_write_h5 if suffix == ".h5" else _write_npz)(unfinished, {_HEADER: text, **arrays})
        with open(unfinished, "rb+") as file:
            digest = _checksum(file, suffix)
            file.seek(0 if suffix == ".h5" else -_DIGEST, os.SEEK_SET if suffix == ".h5" else os.SEEK_END)
            file.write(digest)


def read(path: str | os.PathLike) -> tuple[dict[str, Any], Arrays]:
    """Header and arrays; SimulationError where the file is not whole."""
    source, suffix = target_of(path)
    with open(source, "rb") as file:
        file.seek(0 if suffix == ".h5" else -min(_DIGEST, source.stat().st_size),
                  os.SEEK_SET if suffix == ".h5" else os.SEEK_END)
        if file.read(_DIGEST) != _checksum(file, suffix):
            raise SimulationError(f"{source} is no snapshot, or is damaged or cut off: its checksum is wrong; "
                                  "use an earlier one")
    arrays = (_read_h5 if suffix == ".h5" else _read_npz)(source)
    return json.loads(arrays.pop(_HEADER).tobytes()), arrays


def target_of(path: str | os.PathLike) -> tuple[Path, str]:
    """The path of a snapshot's file, and how its name ends; refuses what cannot be one."""
    if not isinstance(path, str | os.PathLike):
        raise ParameterError(f"a snapshot is a file, named by a text or path, got {type(path).__name__}; write "
                             "sim.save(path) and nj.Simulation.load(network, path)")
    target = Path(path)
    if target.suffix not in (".npz", ".h5"):
        raise ParameterError(f"a snapshot is a file that ends in .npz or .h5, got {str(path)!r}")
    return target, target.suffix


def _checksum(file: BinaryIO, suffix: str) -> bytes:
    """Of all bytes but the place of the checksum itself."""
    size = file.seek(0, os.SEEK_END)
    first, last = (_DIGEST, size) if suffix == ".h5" else (0, size - _DIGEST)
    hashed = hashlib.blake2b(digest_size=_DIGEST // 2)
    file.seek(first)
    while file.tell() < last:
        hashed.update(file.read(min(_AT_ONCE, last - file.tell())))
    return hashed.hexdigest().encode()


def _write_npz(path: Path, arrays: Arrays) -> None:
    with open(path, "wb") as file:
        np.savez(file, allow_pickle=False, **arrays)  # type: ignore[arg-type]
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"0" * _DIGEST


def _read_npz(path: Path) -> Arrays:
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def _write_h5(path: Path, arrays: Arrays) -> None:
    with hdf5_file(path, _WHAT_NEEDS_IT, userblock_size=_USER_BLOCK) as file:
        for name, array in arrays.items():
            file[name] = array


def _read_h5(path: Path) -> Arrays:
    with load_extra("h5py", _WHAT_NEEDS_IT, "io").File(path, "r") as file:
        return dict(_datasets(file, ""))


def _datasets(group: Any, prefix: str) -> Iterator[tuple[str, np.ndarray]]:
    for name, item in group.items():
        if hasattr(item, "shape"):
            yield prefix + name, item[()] if item.shape else np.array(item[()])
        else:
            yield from _datasets(item, f"{prefix}{name}/")
