"""Spikes as dots over time."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import ParameterError
from ..record.spikes import SpikeTrain
from .canvas import axes, colour, spike_trains

_LEAST_SHARE = 0.06  # of the height, for a population with few units beside large ones
_FEW = 60  # units that are drawn as strokes
_INK = 0.2  # share of a band that dots may cover
_ACROSS = 350.0  # points, about the width of a picture
_TWO_LINES = 28.0  # points of height


def raster(spikes: Any, ax: Any = None, most: int = 1000) -> Any:
    """Draw spikes over time, a row for each unit, a band and a colour for each population.

    Parameters
    ----------
    spikes : Result, SpikeTrain or dict of str to SpikeTrain
        Bands go from the top down in this order.
    ax : matplotlib Axes, optional
    most : int
        Units to draw; of more, every so many-th of each population is. Labels give the number that was recorded.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ParameterError
        Where no spikes were recorded.

    Examples
    --------
    >>> import neurojit as nj
    >>> net = nj.Network(seed=1)
    >>> a, b = (net.create(50, nj.models.poisson_source, name=name, rate=20.0) for name in "ab")
    >>> _ = net.record(a + b, "spikes")
    >>> ax = nj.plot.raster(nj.Simulation(net).run(500.0))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['a\\n(50)', 'b\\n(50)']
    """
    trains = spike_trains(spikes)
    if isinstance(most, bool) or not isinstance(most, int | np.integer) or most < len(trains):
        raise ParameterError(f"most must be an integer, at least the number of populations ({len(trains)}), got "
                             f"{most!r}")
    ax = axes(ax, 6.0, 4.0)
    total = sum(train.units.size for train in trains.values())
    shares = np.array([max(_LEAST_SHARE, train.units.size / total) for train in trains.values()])
    tops = np.concatenate([[0.0], np.cumsum(shares / shares.sum())])
    height = ax.get_window_extent().height * 72.0 / ax.figure.dpi
    for place, train in enumerate(trains.values()):
        step = max(1, -(-train.units.size * len(trains) // most)) if total > most else 1
        band = height * (tops[place + 1] - tops[place])
        _draw(ax, train, step, tops[place], tops[place + 1], band, colour(place))
        if place:
            ax.axhline(tops[place], color="0.85", linewidth=0.6, zorder=0)
    roomy = height * np.diff(tops).min() > _TWO_LINES
    labels = [f"{name}{chr(10) if roomy else ' '}({train.units.size:,})".strip() for name, train in trains.items()]
    ax.set_yticks((tops[:-1] + tops[1:]) / 2, labels, fontsize=9)
    ax.tick_params(axis="y", length=0)
    ax.set(xlabel="time (ms)", ylim=(1.0, 0.0), xlim=(min(t.start for t in trains.values()),
                                                      max(t.stop for t in trains.values())))
    return ax


def _draw(ax: Any, train: SpikeTrain, step: int, top: float, bottom: float, points: float, tint: str) -> None:
    """Draw every `step`-th unit of a train in the band from `top` to `bottom`, which is `points` high."""
    row = np.full(int(train.units.max()) + 1, -1)
    chosen = train.units[::step]
    row[chosen] = np.arange(chosen.size)
    rows = row[train.senders]
    shown = rows >= 0
    heights = top + (bottom - top) * (rows[shown] + 0.5) / chosen.size
    pitch = points / chosen.size
    style: dict[str, Any] = {"marker": "|", "markersize": 0.8 * pitch, "markeredgewidth": 0.9}
    if chosen.size > _FEW or pitch < 3.0:
        size = np.sqrt(_INK * points * _ACROSS / max(1, heights.size))
        style = {"marker": "o", "markersize": float(np.clip(size, 0.8, 2.5)), "markeredgewidth": 0.0}
    ax.plot(train.times[shown], heights, linestyle="none", color=tint, rasterized=True, **style)
