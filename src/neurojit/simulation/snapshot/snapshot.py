"""A snapshot of a simulation: all that it needs to go on, free of threads and partitions."""
from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..._version import __version__
from ...compile.program import Program
from ...errors import SimulationError
from ...record import Result
from . import file, fingerprint, records, rooms
from .arrays import Arrays

FORMAT = 3


@dataclass(frozen=True)
class Snapshot:
    """State and records of a simulation at a step; made by `Simulation.snapshot`, or read from a file.

    Attributes
    ----------
    header : dict
        Step, seed, time step, precision, version, and digests of what it fits.
    arrays : dict of str to ndarray
        By room and name.
    result : Result or None
        What was recorded since step 0.
    """

    header: dict[str, Any]
    arrays: Arrays
    result: Result | None

    @property
    def time(self) -> float:
        """ms."""
        return self.header["step"] * self.header["dt"]

    def write(self, path: str | os.PathLike) -> None:
        """Write a file that is there whole or not at all."""
        header, arrays = dict(self.header), dict(self.arrays)
        if self.result is not None:
            header["records"], packed = records.pack(self.result)
            arrays |= {f"records/{name}": array for name, array in packed.items()}
        file.write(path, header, arrays)

    @classmethod
    def read(cls, path: str | os.PathLike) -> Snapshot:
        """Read it again; SimulationError where the file is not whole."""
        header, arrays = file.read(path)
        if header["format"] != FORMAT or header["version"] != __version__:
            raise SimulationError(f"{path} was written by neurojit {header['version']} (format {header['format']}), "
                                  f"this is {__version__} ({FORMAT}); "
                                  "only the same version goes on bit by bit")
        packed = {name.removeprefix("records/"): arrays.pop(name) for name in list(arrays)
                  if name.startswith("records/")}
        contents = header.pop("records", None)
        return cls(header, arrays, contents and records.unpack(contents, packed, header["dt"]))

    def __repr__(self) -> str:
        size = sum(array.nbytes for array in self.arrays.values()) / 1e6
        return f"Snapshot(at {self.time:g} ms, {size:.3g} MB of state)"


def take(program: Program, called: int, begun: dict[str, float], result: Result | None) -> Snapshot:
    """The snapshot of a program between two stretches.

    `called` is the step of the last callback, `begun` what was counted for rates whose interval is not complete.
    """
    header = {"format": FORMAT, "version": __version__, "step": program.step, "called": called, "begun": begun,
              "dt": program.dt, "seed": program.seed, "precision": _precision(program),
              "network": fingerprint.fingerprint(program), "recorders": fingerprint.recorders(program)}
    return Snapshot(header, rooms.collect(program), result)


def put_back(program: Program, snapshot: Snapshot) -> None:
    """Bring a program to the state of a snapshot, which must be of the same network."""
    _check(program, snapshot)
    rooms.restore(program, snapshot.arrays, snapshot.header["step"], snapshot.header["seed"])


def _precision(program: Program) -> str:
    return "mixed" if program.plan.wiring.like.dtype == np.float32 else "double"


def _check(program: Program, snapshot: Snapshot) -> None:
    header = snapshot.header
    for what, mine in (("dt", program.dt), ("precision", _precision(program))):
        if header[what] != mine:
            raise SimulationError(f"the snapshot has {what} = {header[what]!r}, this simulation {mine!r}")
    here, there = fingerprint.fingerprint(program), header["network"]
    for what in there:
        if what not in here:
            raise SimulationError(f"the snapshot is of another network: {what} is not in this one")
    for what in here:
        if here[what] != there.get(what):
            state = "differs" if what in there else "is not in the snapshot"
            raise SimulationError(f"the snapshot is of another network: {what} {state}")
    if snapshot.result is not None and header["recorders"] != fingerprint.recorders(program):
        raise SimulationError("the snapshot holds records of other recorders than this network has; "
                              "save with records=False to go on with others")
