"""Run a script as `neurojit run` does."""
from __future__ import annotations

import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

from .errors import SimulationError
from .simulation import Simulation


def run_script(path: Path, arguments: Sequence[str] = (), report: Path | None = None) -> list[Simulation]:
    """Run a Python file as the main module, and write a report of its simulation.

    Parameters
    ----------
    path : Path
    arguments : sequence of str
        What the script finds in sys.argv, after its own name.
    report : Path, optional
        Of the page about the last simulation that the script keeps in a variable of its own.

    Returns
    -------
    list of Simulation
        Those that variables of the script hold, in their order.

    Raises
    ------
    SimulationError
        Where a report is wanted and there is no simulation.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "script.py"
    >>> _ = path.write_text("import sys; print(sys.argv[1:])")
    >>> run_script(path, ["one", "two"])
    ['one', 'two']
    []
    """
    before = sys.argv, list(sys.path)
    sys.argv = [str(path), *arguments]
    sys.path.insert(0, str(path.resolve().parent))
    try:
        found = runpy.run_path(str(path), run_name="__main__")
    finally:
        sys.argv, sys.path[:] = before[0], before[1]
    simulations = [value for value in found.values() if isinstance(value, Simulation)]
    if report is not None:
        if not simulations:
            raise SimulationError(f"{path} keeps no nj.Simulation in a variable, so there is nothing to report on")
        simulations[-1].report(report)
    return simulations
