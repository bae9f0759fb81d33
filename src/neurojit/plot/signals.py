"""Traces, rates and histograms."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import ParameterError, suggest
from ..record.spikes import SpikeTrain
from ..record.statistics.counts import population_rate
from ..record.traces import Traces
from .canvas import PALETTE, axes, colour, legend, numbers, spike_trains


def traces(recorded: Any, variable: str | None = None, ax: Any = None, units: Any = None,
           spikes: SpikeTrain | None = None) -> Any:
    """Draw a recorded variable over time.

    Parameters
    ----------
    recorded : Traces
        Such as `result.traces["exc"]`; a Result with traces of one population will do.
    variable : str, optional
        By default the first that was recorded.
    ax : matplotlib Axes, optional
    units : array_like of int, optional
        Indices in the population; by default the first five that were recorded.
    spikes : SpikeTrain, optional
        Of the same population: ticks above the traces show when a unit fired.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ParameterError
        Where there is nothing to draw, or not what was named.

    Examples
    --------
    >>> import neurojit as nj
    >>> net = nj.Network(seed=1)
    >>> cell = net.create(1, nj.models.iaf_psc_exp, name="cell", I_e=450.0)
    >>> _ = net.record(cell, "V_m")
    >>> ax = nj.plot.traces(nj.Simulation(net).run(100.0))
    >>> ax.get_ylabel()
    'V_m (mV)'
    """
    found = _one(recorded)
    name = next(iter(found)) if variable is None else variable
    if name not in found:
        raise ParameterError(f"{name!r} was not recorded;{suggest(name, list(found))}")
    chosen = found.select(found.units[:5] if units is None else units)
    ax = axes(ax)
    drawn = np.asarray(chosen[name])
    if drawn.ndim == 1:
        ax.plot(chosen.times, drawn, color=colour(0), linewidth=1.1)
    for place, (unit, values) in enumerate(zip(chosen.units.tolist(), drawn.T if drawn.ndim > 1 else ())):
        ax.plot(chosen.times, values, color=colour(place), linewidth=1.1, label=f"unit {unit}")
        if spikes is not None:
            ax.plot(spikes.of(unit), np.full(spikes.of(unit).size, 1.02 + 0.05 * place), "|", color=colour(place),
                    markersize=7, transform=ax.get_xaxis_transform(), clip_on=False)
    legend(ax, chosen.units.size if drawn.ndim > 1 else 1)
    unit = found.measured_in.get(name, "")
    ax.set(xlabel="time (ms)", ylabel=f"{name} ({unit})" if unit else name)
    ax.margins(x=0.01)
    return ax


def _one(recorded: Any) -> Traces:
    """The traces to draw."""
    several = getattr(recorded, "traces", None)
    if isinstance(several, dict) and len(several) == 1:
        recorded = next(iter(several.values()))
    elif several is not None:
        raise ParameterError(f"the result has traces of {', '.join(several) or 'nothing'}; draw one of them: "
                             "nj.plot.traces(result.traces[NAME])")
    if not isinstance(recorded, Traces) or not recorded:
        raise ParameterError(f"traces are drawn of a Traces, got {recorded!r}")
    return recorded


def rate(spikes: Any, ax: Any = None, width: float = 5.0) -> Any:
    """Draw the rate of populations over time.

    Parameters
    ----------
    spikes : Result, SpikeTrain or dict of str to SpikeTrain
    ax : matplotlib Axes, optional
    width : float
        Of the bins, ms.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> import neurojit as nj
    >>> net = nj.Network(seed=1)
    >>> cells = net.create(50, nj.models.poisson_source, name="cells", rate=20.0)
    >>> _ = net.record(cells, "spikes")
    >>> nj.plot.rate(nj.Simulation(net).run(500.0)).get_ylabel()
    'rate (Hz)'
    """
    trains = spike_trains(spikes)
    ax = axes(ax)
    ends: list[float] = []
    for place, (name, train) in enumerate(trains.items()):
        times, values = population_rate(train, width)
        edges = np.append(times - width / 2, times[-1] + width / 2)
        ends += [edges[0], edges[-1]]
        ax.stairs(values, edges, color=colour(place), linewidth=1.2, label=name, baseline=None)
    legend(ax, len(trains))
    ax.set(xlabel="time (ms)", ylabel="rate (Hz)", xlim=(min(ends), max(ends)))
    ax.set_ylim(bottom=0.0)
    return ax


def histogram(values: Any, label: str, ax: Any = None, bins: Any = None) -> Any:
    """Draw how values are distributed: intervals, CVs, weights.

    Parameters
    ----------
    values : array_like
        NaN, such as the CV of a silent unit, is left out; a note counts them.
    label : str
        Of the axis, with unit: "interval (ms)".
    ax : matplotlib Axes, optional
    bins : int or array_like, optional
        As of numpy.histogram; by default 10 to 80 of a width that fits the spread.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ParameterError
        Where there is no value, or no such bins.

    Examples
    --------
    >>> import numpy as np
    >>> import neurojit as nj
    >>> ax = nj.plot.histogram(np.random.default_rng(1).exponential(20.0, 1000), "interval (ms)")
    >>> ax.get_xlabel()
    'interval (ms)'
    """
    given = numbers("values", values).ravel()
    known = given[np.isfinite(given)]
    if not known.size:
        raise ParameterError(f"there is no value to draw among {given.size}")
    edges = _bins(known) if bins is None else _checked(bins, known)
    ax = axes(ax)
    ax.hist(known, bins=edges, color=PALETTE[0], edgecolor="white", linewidth=0.4)
    ax.axvline(known.mean(), color=PALETTE[1], linewidth=1.2)
    note = f"n = {known.size:,}\nmean {known.mean():.3g}\nSD {known.std():.3g}"
    missing = given.size - known.size
    ax.text(0.98, 0.97, note + (f"\n{missing:,} undefined" if missing else ""), transform=ax.transAxes, ha="right",
            va="top", fontsize=9, bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8})
    ax.set(xlabel=label, ylabel="count")
    return ax


def _checked(bins: Any, values: np.ndarray) -> np.ndarray:
    """The edges of bins that a user has asked for."""
    try:
        return np.histogram_bin_edges(values, bins)
    except (TypeError, ValueError) as error:
        raise ParameterError(f"bins must be a number of bins >= 1, edges in rising order or one of numpy's rules, "
                             f"got {bins!r}") from error


def _bins(values: np.ndarray) -> Any:
    """Bins after Freedman & Diaconis, within what can be seen; whole multiples of the grid that values lie on."""
    low, high = np.percentile(values, [25, 75])
    span = float(np.ptp(values))
    width = 2.0 * (high - low) / values.size ** (1 / 3)
    count = int(np.clip(span / width, 10, 80)) if width > 0 else 10
    known = np.unique(values.round(9))
    if known.size < 2 or 2 * known.size > values.size:
        return count
    grid = float(np.diff(known).min())
    steps = max(1, round(span / count / grid))
    return known[0] + grid * (steps * np.arange(int(span / grid) // steps + 2) - 0.5)
