"""Finished runs on disk: a file each, written whole or not at all, so that a sweep may stop and go on."""
from __future__ import annotations

import io
import json
import os
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from .._version import __version__
from ..errors import ParameterError, SimulationError
from ..whole_file import whole_file
from .digest import digest
from .points import Run

_STAMP = "sweep.json"


class Folder:
    """The runs of a sweep that are done.

    Parameters
    ----------
    path : str or path
        Made if need be.
    functions : callables
        What made the runs; a folder made by others is refused.

    Raises
    ------
    ParameterError
        For a file, and for what is no path.
    SimulationError
        For a folder of another sweep or version.
    """

    def __init__(self, path: str | os.PathLike, *functions: Callable[..., Any]):
        if not isinstance(path, str | os.PathLike):
            raise ParameterError(f"folder must be a text or path, got {path!r}")
        self._path = path = Path(path)
        if path.exists() and not path.is_dir():
            raise ParameterError(f"folder must be a folder, but {str(path)!r} is a file")
        path.mkdir(parents=True, exist_ok=True)
        stamp = {"neurojit": __version__, "functions": [digest(one) for one in functions]}
        file = path / _STAMP
        if not file.exists():
            _write(file, json.dumps(stamp).encode())
        elif _read_stamp(file) != stamp:
            raise SimulationError(f"{str(path)!r} holds runs of other functions or of another version of neurojit; "
                                  "take another folder, or delete this one")

    def outcomes(self, runs: list[Run]) -> dict[int, dict[str, Any]]:
        """The outcomes of those runs that are done, by place."""
        found = {}
        for run in runs:
            try:
                with np.load(self._file(run), allow_pickle=False) as file:
                    values = {name: file[name] if file[name].ndim else file[name].item() for name in file}
            except (FileNotFoundError, zipfile.BadZipFile, zlib.error, EOFError, ValueError):  # not there, or damaged
                continue
            found[run.place] = {"values": values}
        return found

    def keep(self, run: Run, outcome: dict[str, Any]) -> None:
        """Write down what a run returned; one that failed is to be tried again."""
        if "values" in outcome:
            self._write(run, outcome["values"])

    def _write(self, run: Run, values: dict[str, Any]) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as file:  # as savez, which takes no array named "file"
            for name, value in values.items():
                with file.open(f"{name}.npy", "w") as array:
                    np.save(array, np.asarray(value), allow_pickle=False)
        _write(self._file(run), buffer.getvalue())

    def _file(self, run: Run) -> Path:
        return self._path / f"{run.key}.npz"


def _read_stamp(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf8"))
    except ValueError as error:
        raise SimulationError(f"{str(file)!r} is damaged, so nobody knows of which functions the runs are; take "
                              "another folder, or delete this one") from error


def _write(file: Path, content: bytes) -> None:
    with whole_file(file) as unfinished:
        unfinished.write_bytes(content)
