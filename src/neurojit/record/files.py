"""Results in files: NumPy's .npz and HDF5. Both hold the same arrays and one text that describes them."""
from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ParameterError
from ..whole_file import whole_file
from .extras import load as load_extra
from .hdf5 import hdf5_file
from .stored import Stored

_VERSION = 1
_HDF5 = (".h5", ".hdf5")


def checked_path(path: Any) -> Path:
    """The name of a file, as a Path."""
    if not isinstance(path, str | os.PathLike):
        raise ParameterError(f"a result is a file, named by a text or path, got {path!r}")
    return Path(path)


def _is_hdf5(path: Path) -> bool:
    if path.suffix not in (".npz", *_HDF5):
        raise ParameterError(f"the name of a result's file must end in .npz, .h5 or .hdf5, got {str(path)!r}")
    return path.suffix in _HDF5


def _described(result: Any) -> tuple[str, dict[str, np.ndarray]]:
    """A result as a text and arrays by path; numbers stand for names, which may hold any character."""
    arrays: dict[str, np.ndarray] = {}
    for i, train in enumerate(result.spikes.values()):
        arrays |= {f"spikes/{i}/{key}": getattr(train, key) for key in ("steps", "senders", "units")}
    for i, traces in enumerate(result.traces.values()):
        arrays |= {f"traces/{i}/times": traces.times, f"traces/{i}/units": traces.units}
        arrays |= {f"traces/{i}/data/{v}": values for v, values in enumerate(traces.values())}
    about = {
        "neurojit result": _VERSION, **{key: getattr(result, key) for key in ("start", "stop", "wall_time")},
        "spikes": [{"name": name, "dt": one.dt, "start": one.start, "stop": one.stop}
                   for name, one in result.spikes.items()],
        "traces": [{"name": name, "variables": list(one), "measured_in": one.measured_in}
                   for name, one in result.traces.items()],
    }
    return json.dumps(about), arrays


def save(result: Any, path: Path) -> None:
    """Write a result to `path`, whole or not at all."""
    hdf5 = _is_hdf5(path)
    text, arrays = _described(result)
    if any(isinstance(one, Stored) and one.path == os.path.abspath(path) for one in arrays.values()):
        raise ParameterError(f"{str(path)!r} is the file in which records of the result lie (to=); take another name")
    digest = _digest(text, arrays)
    with whole_file(path) as unfinished:
        if hdf5:
            with hdf5_file(unfinished, "HDF5") as file:
                file.attrs.update(about=text, digest=digest)
                for name, values in arrays.items():
                    file.create_dataset(name, data=values, compression="gzip" if values.size > 1000 else None)
        else:
            with open(unfinished, "wb") as file:
                texts = {"about": np.array(text), "digest": np.array(digest)}
                np.savez_compressed(file, **texts, **arrays)  # type: ignore[arg-type]


def load(path: Path) -> tuple[dict[str, Any], dict[str, dict[str, np.ndarray]]]:
    """The description of a result, and its arrays by group and name."""
    text, digest, arrays = _read_hdf5(path) if _is_hdf5(path) else _read_npz(path)
    if digest and digest != _digest(text, arrays):  # files of before have none
        raise ParameterError(f"{str(path)!r} is damaged: its checksum is wrong")
    about = json.loads(text) if text else {}
    if about.get("neurojit result") != _VERSION:
        raise ParameterError(f"{str(path)!r} holds no result of version {_VERSION}; "
                             "Result.load reads what Result.save wrote")
    groups: dict[str, dict[str, np.ndarray]] = {}
    for name, values in arrays.items():
        group, _, key = name.rpartition("/")
        groups.setdefault(group, {})[key] = values
    return about, groups


def _read_npz(path: Path) -> tuple[str, str, dict[str, np.ndarray]]:
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file}
            text, digest = (str(arrays.pop(name, "")) for name in ("about", "digest"))
            return text, digest, arrays
    except (FileNotFoundError, PermissionError):
        raise
    except Exception as error:  # zipfile, zlib and NumPy have each their own for what is damaged
        raise ParameterError(f"{str(path)!r} is not a NumPy .npz file, or is damaged") from error


def _digest(text: str, arrays: dict[str, np.ndarray]) -> str:
    """What tells whether a file holds what was written; names count, which .npz files do not check themselves."""
    digest = hashlib.blake2b(text.encode(errors="surrogateescape"), digest_size=16)
    for name, values in sorted(arrays.items(), key=lambda one: str(one[0])):
        digest.update(f"{name} {np.shape(values)}".encode(errors="surrogateescape"))
        digest.update(np.ascontiguousarray(values).data)
    return digest.hexdigest()


def _read_hdf5(path: Path) -> tuple[str, str, dict[str, np.ndarray]]:
    h5py = load_extra("h5py", "HDF5", "io")
    arrays: dict[str, np.ndarray] = {}

    def collect(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset):
            arrays[name] = item[()]

    try:
        with h5py.File(path, "r") as file:
            file.visititems(collect)
            text, digest = (str(file.attrs.get(key, "")) for key in ("about", "digest"))
            return text, digest, arrays
    except (FileNotFoundError, PermissionError):
        raise
    except Exception as error:  # what HDF5 says of damage depends on where it is
        raise ParameterError(f"{str(path)!r} is no HDF5 file, or is damaged ({error})") from error
