"""What all pictures share: axes to draw on, and colours. Nothing global is changed."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import NeurojitError, ParameterError
from ..record.spikes import SpikeTrain

PALETTE = ("#2166ac", "#b2182b", "#1b7837", "#e08214", "#762a83", "#35978f", "#8c510a", "#c51b7d")
GREY = "#777777"


def axes(ax: Any, width: float = 6.0, height: float = 3.6) -> Any:
    """Axes to draw on: those given, or new ones of that size in inches."""
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise NeurojitError("nj.plot needs matplotlib: pip install 'neurojit[plot]'") from error
    if ax is None:
        _, ax = pyplot.subplots(figsize=(width, height), layout="constrained")
    elif not hasattr(ax, "plot"):
        raise ParameterError(f"ax must be matplotlib Axes, got {ax!r}")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def numbers(name: str, values: Any) -> np.ndarray:
    """What a user wants drawn, as an array of float64."""
    try:
        return np.asarray(values, np.float64)
    except (TypeError, ValueError) as error:
        raise ParameterError(f"{name} must be an array of real numbers, got {type(values).__name__}: {error}") from None


def colour(place: int) -> str:
    """The colour of a population by its place."""
    return PALETTE[place % len(PALETTE)]


def spike_trains(source: Any) -> dict[str, SpikeTrain]:
    """The trains to draw, by name: of a Result, a mapping or a single train.

    Raises
    ------
    ParameterError
        Where there are none.
    """
    found = getattr(source, "spikes", source)
    if isinstance(found, SpikeTrain):
        return {"": found}
    if isinstance(found, Mapping) and found and all(isinstance(one, SpikeTrain) for one in found.values()):
        return dict(found)
    raise ParameterError(f"spikes are drawn of a Result, a SpikeTrain or a dict of them, got {source!r}; "
                         "record them with net.record(population, 'spikes')")


def legend(ax: Any, count: int) -> None:
    """Names of the lines beside the picture, where they hide nothing."""
    if count > 1:
        ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0), handlelength=1.2, borderaxespad=0.2)
