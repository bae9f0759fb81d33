"""Weights: as a matrix, and over time."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import ParameterError
from .canvas import GREY, PALETTE, axes, numbers

_PIXELS = 400  # a larger matrix is drawn in blocks


def weight_matrix(matrix: Any, ax: Any = None, label: str = "weight") -> Any:
    """Draw weights (or delays) as an image, sources down, targets across; white is no synapse.

    Parameters
    ----------
    matrix : scipy.sparse array, array_like of shape (pre, post), or `sim[projection]`
        Several synapses of one pair add up; `sim[projection].to_scipy("delay")` gives delays. A matrix of more than 400
        rows or columns is drawn in blocks, with the mean over the synapses of each.
    ax : matplotlib Axes, optional
    label : str
        Of the colours, with unit: "weight (pA)".

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ParameterError
        For what is no matrix.

    Examples
    --------
    >>> import neurojit as nj
    >>> net = nj.Network(seed=1)
    >>> cells = net.create(30, nj.models.iaf_psc_exp)
    >>> synapses = net.connect(cells, cells, nj.rules.fixed_indegree(5), weight=nj.random.normal(40.0, 5.0))
    >>> ax = nj.plot.weight_matrix(nj.Simulation(net)[synapses], label="weight (pA)")
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('target', 'source')
    """
    rows, columns, values, shape = _entries(matrix)
    image, blocks = _blocks(rows, columns, values, shape)
    ax = axes(ax, 5.2, 4.2)
    found = image[~np.isnan(image)]
    signed = found.size > 0 and found.min() < 0 < found.max()
    size = float(np.abs(found).max(initial=1e-300))
    limits = (-size, size) if signed else (min(0.0, found.min(initial=0.0)), max(0.0, found.max(initial=0.0)))
    colours = "RdBu_r" if signed else ("Blues_r" if found.size and found.max() <= 0 else "Reds")
    shown = ax.imshow(image, cmap=colours, vmin=limits[0], vmax=limits[1], interpolation="nearest", aspect="auto",
                      extent=(-0.5, shape[1] - 0.5, shape[0] - 0.5, -0.5))
    ax.figure.colorbar(shown, ax=ax, label=f"{label}, block means" if blocks else label, shrink=0.9)
    ax.spines[["top", "right"]].set_visible(True)
    for axis in (ax.xaxis, ax.yaxis):
        axis.get_major_locator().set_params(integer=True)
    ax.set(xlabel="target", ylabel="source")
    return ax


def _entries(matrix: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[int, int]]:
    """Rows, columns and values of the synapses; of a dense matrix those that are not 0."""
    matrix = matrix.to_scipy() if hasattr(matrix, "to_scipy") else matrix
    if hasattr(matrix, "tocoo"):
        sparse = matrix.tocoo()
        return sparse.row, sparse.col, sparse.data, sparse.shape
    try:
        dense = np.asarray(matrix, np.float64)
    except (TypeError, ValueError):
        raise ParameterError("weights are drawn of a matrix of shape (pre, post), such as sim[projection].to_scipy(), "
                             f"got {matrix!r}") from None
    if dense.ndim != 2 or not dense.size:
        raise ParameterError(f"weights are drawn of a matrix of shape (pre, post), got shape {dense.shape}")
    rows, columns = np.nonzero(dense)
    return rows, columns, dense[rows, columns], (dense.shape[0], dense.shape[1])


def _blocks(rows: np.ndarray, columns: np.ndarray, values: np.ndarray,
            shape: tuple[int, int]) -> tuple[np.ndarray, bool]:
    """The image, NaN where there is no synapse, and whether its points are means over blocks."""
    height, width = (min(n, _PIXELS) for n in shape)
    place = (rows.astype(np.int64) * height // shape[0]) * width + columns.astype(np.int64) * width // shape[1]
    count = np.bincount(place, minlength=height * width)
    total = np.bincount(place, values, height * width)
    blocks = (height, width) != tuple(shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        image = np.where(count > 0, total / (count if blocks else 1), np.nan)
    return image.reshape(height, width), blocks


def weight_evolution(times: Any, weights: Any, ax: Any = None, label: str = "weight", most: int = 40) -> Any:
    """Draw how weights change: single synapses thin, their mean thick, and the range of 80 % of them.

    Parameters
    ----------
    times : array_like, shape (time,)
        ms.
    weights : array_like, shape (time, synapse)
        Read between runs: `sim[projection]["weight"]`.
    ax : matplotlib Axes, optional
    label : str
        With unit: "weight (pA)".
    most : int
        Single synapses to draw; the mean and the range are over all.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ParameterError
        For shapes that do not go together.

    Examples
    --------
    >>> import numpy as np
    >>> import neurojit as nj
    >>> steps = np.random.default_rng(1).normal(0.0, 1.0, (50, 100))
    >>> nj.plot.weight_evolution(np.arange(50.0), 20.0 + np.cumsum(steps, axis=0), label="weight (pA)").get_ylabel()
    'weight (pA)'
    """
    at, values = numbers("times", times), numbers("weights", weights)
    if isinstance(most, bool) or not isinstance(most, int | np.integer) or most < 1:
        raise ParameterError(f"most must be an integer >= 1, got {most!r}")
    if values.ndim != 2 or at.shape != values.shape[:1] or not values.size:
        raise ParameterError(f"weights must have shape (time, synapse) = ({at.size}, ...), got {values.shape}")
    ax = axes(ax)
    some = values[:, :: max(1, -(-values.shape[1] // most))]
    ax.plot(at, some, color=GREY, linewidth=0.5, alpha=0.5)
    low, high = np.percentile(values, [10, 90], axis=1)
    ax.fill_between(at, low, high, color=PALETTE[0], alpha=0.2, linewidth=0, label="10 to 90 %")
    ax.plot(at, values.mean(axis=1), color=PALETTE[0], linewidth=2.0, label=f"mean of {values.shape[1]:,}")
    ax.set(xlabel="time (ms)", ylabel=label)
    ax.margins(x=0.0)
    ax.legend(frameon=False, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, borderaxespad=0.1)
    return ax
