"""The populations of a network and who projects to whom."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import NetworkError
from ..network import Network, Population, Projection
from ..random import Distribution
from .canvas import GREY, PALETTE, axes

_RADIUS = 0.2  # of a population, in units of the circle they stand on
_OUTSIDE = 1.75  # where sources stand


def connectivity(network: Network, ax: Any = None) -> Any:
    """Draw the populations of a network on a circle, and an arrow for each pair that is connected.

    Parameters
    ----------
    network : Network
        Arrows that excite are red, those that inhibit blue, by the sign of the mean weight; currents and weights that
        a function gives are grey. Sources stand outside.
    ax : matplotlib Axes, optional

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> import neurojit as nj
    >>> net = nj.Network(seed=1)
    >>> exc, inh = net.create(80, "iaf_psc_exp", name="exc"), net.create(20, "iaf_psc_exp", name="inh")
    >>> _ = net.connect(exc, exc + inh, weight=1.0), net.connect(inh, exc, weight=-4.0)
    >>> len(nj.plot.connectivity(net).patches)      # arrows, one of them onto itself
    3
    """
    if not isinstance(network, Network):
        raise NetworkError(f"connectivity is drawn of a Network, such as sim.network, got {network!r}")
    places = _places(network)
    reach = np.maximum(np.abs(places).max(axis=0, initial=0.0) + 0.4, (1.2, 0.9))
    ax = axes(ax, 6.0, 6.0 * (reach[1] + 0.1) / (reach[0] + 0.2))
    edges: dict[tuple[int, int], float] = {}
    for projection in network.projections:
        for pre in projection.pre.populations:
            for post in projection.post.populations:
                edges[pre.index, post.index] = edges.get((pre.index, post.index), 0.0) + _sign(projection)
    for (begin, end), sign in edges.items():
        tint = PALETTE[1] if sign > 0 else PALETTE[0] if sign < 0 else GREY
        if begin == end:
            _loop(ax, places[begin], tint)
        else:
            _arrow(ax, places[begin], places[end], tint)
    for population, place in zip(network.populations, places):
        _node(ax, population, place)
    ax.set(xlim=(-reach[0] - 0.2, reach[0] + 0.2), ylim=(-reach[1] - 0.2, reach[1]), aspect="equal")
    ax.set_axis_off()
    used = {int(np.sign(sign)) for sign in edges.values()}
    for sign, name, tint in ((1, "excites", PALETTE[1]), (-1, "inhibits", PALETTE[0]), (0, "other", GREY)):
        if sign in used:
            ax.plot([], [], color=tint, linewidth=1.5, label=name)
    if used:
        ax.legend(frameon=False, loc="lower center", ncols=3, fontsize=9)
    return ax


def _places(network: Network) -> np.ndarray:
    """Points of the populations: neurons on a circle, from the left on, clockwise; sources outside, by targets."""
    neurons = [p.index for p in network.populations if _is_neuron(p)]
    sources = [p.index for p in network.populations if not _is_neuron(p)]
    places = np.zeros((len(network.populations), 2))
    if len(neurons) > 1:
        places[neurons] = _on_circle(np.pi - 2.0 * np.pi * np.arange(len(neurons)) / len(neurons))
    wanted = {}
    for source in sources:
        targets = [post.index for one in network.projections for post in one.post.populations
                   if network.populations[source] in one.pre.populations]
        middle = places[targets].mean(axis=0) if targets else np.zeros(2)
        wanted[source] = np.arctan2(middle[1], middle[0]) if np.hypot(*middle) > 1e-9 else -np.pi / 2
    apart = 2.0 * np.pi / max(10, len(sources))
    last = -np.inf
    for source in sorted(sources, key=lambda one: wanted[one]):
        last = max(last + apart, wanted[source])
        places[source] = _OUTSIDE * _on_circle(last)
    return places


def _is_neuron(population: Population) -> bool:
    return hasattr(population.model, "threshold")


def _on_circle(angle: Any) -> np.ndarray:
    return np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def _sign(projection: Projection) -> float:
    """1 where the weights excite on average, -1 where they inhibit, 0 where that is not said."""
    weight = projection.weight
    if projection.is_current or callable(weight):
        return 0.0
    if isinstance(weight, Distribution):
        least, most = weight.support
        if least >= 0.0 or most <= 0.0:
            return 1.0 if most > 0.0 else -1.0 if least < 0.0 else 0.0
        return float(np.sign(weight.first if weight.kind == "normal" else least + most))
    return float(np.sign(np.mean(weight)))


def _node(ax: Any, population: Population, place: np.ndarray) -> None:
    shape = "round,pad=0.4" if _is_neuron(population) else "square,pad=0.3"
    box = {"boxstyle": shape, "facecolor": "white" if _is_neuron(population) else "0.93", "edgecolor": "0.3"}
    ax.text(*place, f"{population.name}\n{population.size:,}", fontsize=8, ha="center", va="center", bbox=box, zorder=4)


def _arrow(ax: Any, begin: np.ndarray, end: np.ndarray, tint: str) -> None:
    from matplotlib.patches import FancyArrowPatch

    along = (end - begin) / np.hypot(*(end - begin))
    gap = (_RADIUS + 0.04) * along
    ax.add_patch(FancyArrowPatch(tuple(begin + gap), tuple(end - gap), connectionstyle="arc3,rad=0.15", color=tint,
                                 arrowstyle="-|>", mutation_scale=10, linewidth=1.2, alpha=0.8, shrinkA=0, shrinkB=0))


def _loop(ax: Any, place: np.ndarray, tint: str) -> None:
    """A population onto itself: most of a circle, towards the middle."""
    from matplotlib.patches import FancyArrowPatch

    inward = -place / max(1e-9, float(np.hypot(*place))) if place.any() else np.array([0.0, 1.0])
    side = np.array([-inward[1], inward[0]])
    begin, end = (place + _RADIUS * 1.2 * (0.8 * inward + turn * side) for turn in (0.6, -0.6))
    ax.add_patch(FancyArrowPatch(tuple(begin), tuple(end), connectionstyle="arc3,rad=-1.6", color=tint, alpha=0.8,
                                 arrowstyle="-|>", mutation_scale=10, linewidth=1.2, shrinkA=0, shrinkB=0))
