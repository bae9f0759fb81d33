"""The plane of two variables of a model: nullclines, flow, trajectories."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..equations.evaluate import evaluate
from ..equations.lines import parse_equations
from ..errors import ParameterError, suggest
from ..models.base import NeuronModel
from ..record.traces import Traces
from ..units import to_float
from .canvas import PALETTE, axes

_POINTS = 240  # of the grid, along each variable


def phase_plane(model: NeuronModel, x: tuple[float, float], y: tuple[float, float], ax: Any = None,
                trajectory: Any = None, **values: Any) -> Any:
    """Draw the nullclines and the flow of a model of two variables, and a trajectory.

    Parameters
    ----------
    model : NeuronModel
        With equations. Of a model with more variables, name all but two among `values`: they are held.
    x, y : (float, float)
        The ranges of the first and second variable.
    ax : matplotlib Axes, optional
    trajectory : Traces or pair of array_like, optional
        Recorded values of both variables; of traces the first unit is drawn.
    **values
        Parameters, external inputs (such as I_stim, pA; by default 0), and variables to hold: a number or quantity
        each.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ParameterError
        For a model without equations, a name it has not, other than two free variables, or what is no number.

    Examples
    --------
    >>> import neurojit as nj
    >>> ax = nj.plot.phase_plane(nj.models.fitzhugh_nagumo, (-2.5, 2.5), (-1.0, 2.0), I=0.5)
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('v', 'u')
    """
    if not isinstance(model, NeuronModel):
        raise ParameterError(f"a phase plane is of a NeuronModel, such as nj.models.fitzhugh_nagumo, got {model!r}")
    first, second, flows = _flows(model, values)
    x, y = (_range(name, ends, model.variables[name]) for name, ends in ((first, x), (second, y)))
    path = None if trajectory is None else _path(trajectory, first, second)
    ax = axes(ax, 6.0, 4.2)
    grid = np.meshgrid(np.linspace(*x, _POINTS), np.linspace(*y, _POINTS))
    across, up = (np.broadcast_to(flow(*grid), grid[0].shape) for flow in flows)
    ax.streamplot(grid[0][0], grid[1][:, 0], across, up, color="0.8", linewidth=0.6, arrowsize=0.7, density=1.1)
    for flow, name, tint in ((across, first, PALETTE[0]), (up, second, PALETTE[3])):
        if np.nanmin(flow) < 0 < np.nanmax(flow):
            ax.contour(*grid, flow, levels=[0.0], colors=[tint], linewidths=1.8)
        ax.plot([], [], color=tint, linewidth=1.8, label=f"d{name}/dt = 0")
    if path is not None:
        ax.plot(*path, color="black", linewidth=1.1, label="trajectory")
        ax.plot(path[0][:1], path[1][:1], "o", color="black", markersize=4)
    units = (model.variables[first], model.variables[second])
    ax.set(xlim=x, ylim=y, xlabel=_labelled(first, units[0]), ylabel=_labelled(second, units[1]))
    ax.legend(frameon=False, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, borderaxespad=0.1)
    return ax


def _labelled(name: str, unit: str) -> str:
    return name if unit == "1" else f"{name} ({unit})"


def _range(name: str, ends: Any, unit: str) -> tuple[float, float]:
    found = np.asarray(to_float(ends, unit, f"the range of {name}"))
    if found.shape != (2,) or not np.isfinite(found).all() or not found[0] < found[1]:
        raise ParameterError(f"the range of {name} must be (lowest, highest), got {ends!r}")
    return float(found[0]), float(found[1])


def _flows(model: NeuronModel, values: dict[str, Any]) -> tuple[str, str, list[Any]]:
    """Names of the two free variables, and their rates of change as functions of both."""
    known = {**dict.fromkeys(model.inputs, 0.0), "t": 0.0, "dt": 0.1,
             **{name: one.default for name, one in model.parameters.items()}}
    units = {"t": "ms", "dt": "ms", **model.inputs, **model.variables,
             **{name: one.unit for name, one in model.parameters.items()}}
    for name, value in values.items():
        if name not in units:
            raise ParameterError(f"{model.name} has no {name!r};{suggest(name, units)}")
        known[name] = _number(name, value, units[name])
    free = [name for name in model.variables if name not in values]
    if model.integration.method == "map":
        raise ParameterError(f"{model.name} is declared by update=, not by equations, and has no flow to draw")
    if len(free) != 2:
        raise ParameterError(f"a phase plane has two variables, {model.name} has {', '.join(free)}; "
                             "hold the others: name=value")
    rhs = {one.variable: one.rhs for one in parse_equations(model.equations_text).odes}
    noise = dict.fromkeys(model.integration.noise, 0.0) | {"xi": 0.0}

    def flow(variable: str) -> Any:
        return lambda a, b: evaluate(rhs[variable], {**noise, **known, free[0]: a, free[1]: b})

    return free[0], free[1], [flow(name) for name in free]


def _number(name: str, value: Any, unit: str) -> float:
    found = to_float(value, unit, name)
    if np.ndim(found):
        raise ParameterError(f"{name} must be one number, got {value!r}")
    return float(found)


def _path(trajectory: Any, first: str, second: str) -> tuple[np.ndarray, np.ndarray]:
    if isinstance(trajectory, Traces):
        missing = [name for name in (first, second) if name not in trajectory]
        if missing:
            raise ParameterError(f"the traces have no {missing[0]!r}, only {', '.join(trajectory)}; record both")
        a, b = (np.asarray(trajectory[name]) for name in (first, second))
        return a.reshape(len(a), -1)[:, 0], b.reshape(len(b), -1)[:, 0]
    try:
        a, b = (np.asarray(one, np.float64) for one in trajectory)
    except (TypeError, ValueError):
        raise ParameterError(f"a trajectory is the Traces of a population, such as result.traces[NAME], or two arrays "
                             f"of one length, got {trajectory!r}") from None
    if a.shape != b.shape or a.ndim != 1:
        raise ParameterError(f"a trajectory is two arrays of one length, got shapes {a.shape} and {b.shape}")
    return a, b
