"""A page about a run: what was simulated, what came out, how fast, and with what."""
from __future__ import annotations

import math
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..errors import ParameterError
from ..models.base import NeuronModel
from ..network import Network, Population, Projection, View
from ..plot.graph import connectivity
from ..plot.raster import raster
from ..plot.signals import rate, traces
from ..random import Distribution
from ..record.statistics.intervals import cv
from ..whole_file import whole_file
from .environment import environment
from .html import facts, folded, page, picture, section, table

_BINS = 200  # of the rates over time, at most


class Changes(NamedTuple):
    """What is otherwise than the network describes: parameters by population and name, weights by projection."""

    parameters: dict[tuple[int, str], Any]
    weights: dict[int, Any]


def write(path: str | Path, result: Any, network: Network | None = None, made: dict[str, str] | None = None,
          changes: Changes | None = None) -> None:
    """Write the page about a result, and about the network and the simulation where they are known.

    Parameters
    ----------
    path : str or Path
    result : Result
    network : Network, optional
    made : dict of str to str, optional
        What is known of the simulation: facts by name.
    changes : Changes, optional
        What was edited or learned in the simulation.

    Raises
    ------
    ParameterError
        For another ending than .html.
    NeurojitError
        Without matplotlib.
    """
    if not isinstance(path, str | Path):
        raise ParameterError(f"a report is a file, named by a text or path, got {path!r}")
    parameters, weights = changes or ({}, {})
    target = Path(path)
    if target.suffix.lower() not in (".html", ".htm"):
        raise ParameterError(f"a report is an HTML page, so its name must end in .html, got {str(path)!r}")
    seconds = (result.stop - result.start) / 1000.0
    speed = {"biological time": f"{seconds:g} s ({result.start:g} to {result.stop:g} ms)",
             "wall time": f"{result.wall_time:.3g} s",
             "speed": f"{seconds / result.wall_time:.3g} times real time" if result.wall_time else "not measured"}
    sections = [section("Network", _network(network, weights))] if network is not None else []
    if result.spikes:
        sections.append(section("Rates", _rates(result)))
    sections.append(section("Pictures", _pictures(result)))
    if network is not None:
        sections.append(section("Parameters", "".join(_parameters(p, parameters) for p in network.populations)))
    sections += [section("Speed", facts({**speed, **(made or {})})), section("Environment", facts(environment()))]
    units = f"{sum(p.size for p in network.populations):,} units, " if network is not None else ""
    text = page("Report of a run", f"{units}{result.start:g} to {result.stop:g} ms", sections)
    with whole_file(target) as unfinished:
        unfinished.write_text(text, encoding="utf8")


def _network(network: Network, weights: dict[int, Any]) -> str:
    rows = [(p.name, p.size, p.model.name, _method(p)) for p in network.populations]
    wires = [(_names(p.pre), _names(p.post), repr(p.rule), _weight(p, weights), short(p.delay), _synapse(p))
             for p in network.projections]
    parts = [f"<p>Seed {network.seed}.</p>", picture(connectivity(network), "populations and their connections"),
             table(("population", "size", "model", "integration"), rows)]
    if wires:
        parts += ["<p></p>", table(("from", "to", "rule", "weight", "delay (ms)", "synapse"), wires)]
    return "\n".join(parts)


def _weight(projection: Projection, weights: dict[int, Any]) -> str:
    given = short(projection.weight)
    return f"{short(weights[projection.index])}; at first {given}" if projection.index in weights else given


def _names(view: View) -> str:
    return " + ".join(population.name if len(index) == population.size else
                      f"{population.name} ({len(index)} of {population.size})" for population, index in view.parts)


def _method(population: Population) -> str:
    model = population.model
    return model.integration.method.replace("_", " ") if isinstance(model, NeuronModel) else "source"


def _synapse(projection: Projection) -> str:
    return projection.synapse.model.name if projection.synapse is not None else "static"


def short(value: Any) -> str:
    """A value as it fits into a table.

    Examples
    --------
    >>> import numpy as np
    >>> short(1.5), short(np.array([1.0, 3.0]))
    ('1.5', '1 to 3, mean 2 (array of 2)')
    """
    if isinstance(value, Distribution):
        return repr(value)
    if callable(value):
        return getattr(value, "__name__", "a function")
    array = np.asarray(value if not isinstance(value, (list, tuple)) else [np.size(one) for one in value], np.float64)
    if isinstance(value, (list, tuple)):
        return f"{array.size} lists of {array.min(initial=math.inf):g} to {array.max(initial=0):g} values"
    if array.ndim == 0:
        return f"{float(array):g}"
    if not array.size:
        return "none"
    if array.min() == array.max():
        return f"{array.min():g} (array of {array.size})"
    return f"{array.min():g} to {array.max():g}, mean {array.mean():g} (array of {array.size})"


def _rates(result: Any) -> str:
    rows = []
    for name, train in result.spikes.items():
        found = cv(train) if len(train) else np.full(1, np.nan)
        known = found[~np.isnan(found)]
        rows.append((name, int(train.units.size), len(train), train.rate(),
                     float(known.mean()) if known.size else math.nan, int((train.counts() == 0).sum())))
    return table(("population", "recorded units", "spikes", "rate (Hz)", "CV of intervals", "silent units"), rows)


def _pictures(result: Any) -> str:
    parts = []
    trains = {name: train for name, train in result.spikes.items() if train.stop > train.start}
    if trains:
        parts.append(picture(raster(trains), "spikes over time"))
        shortest, dt = min(t.stop - t.start for t in trains.values()), next(iter(trains.values())).dt
        width = dt * max(1, round(min(5.0, shortest) / dt), math.ceil(shortest / _BINS / dt))
        parts.append(picture(rate(trains, width=width), f"rates over time, in bins of {width:g} ms"))
    for name, one in result.traces.items():
        for variable in one:
            if one.times.size:
                ax = traces(one, variable)
                ax.set_title(name, loc="left", fontsize=10)
                parts.append(picture(ax, f"{variable} of {name}"))
    return "\n".join(parts) or "<p>Nothing was recorded.</p>"


def _parameters(population: Population, changed: dict[tuple[int, str], Any]) -> str:
    model, given = population.model, population.values
    names = list(getattr(model, "parameters", {})) + [one for one in given if one not in model.parameters]
    rows = []
    for name in names:
        known = model.parameters.get(name)
        unit = known.unit if known else getattr(model, "variables", {}).get(name, "1")
        value = given.get(name, known.default if known else math.nan)
        told = "given" if name in given else "default"
        if (population.index, name) in changed:
            value, told = changed[population.index, name], "changed since"
        rows.append((name, short([value] if isinstance(value, tuple) else value), "" if unit == "1" else unit, told))
    text = folded("equations and conditions", f"<pre>{escape(repr(model))}</pre>")
    return folded(f"{population.name}: {model.name}", table(("name", "value", "unit", ""), rows) + text)

