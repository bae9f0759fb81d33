"""The look of the demonstrations' figures; matplotlib is imported when one is made, and nowhere else."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import NeurojitError

BLUE, RED, GREEN, GREY = "#2166ac", "#b2182b", "#1b7837", "#888888"
LIGHT = "#fdf2c4"
_STYLE: Any = {
    "font.size": 10, "axes.titlesize": 11, "axes.spines.top": False, "axes.spines.right": False,
    "legend.frameon": False, "lines.linewidth": 1.2, "axes.titlelocation": "left",
}


@contextmanager
def figure(out: Path, name: str, heights: tuple[float, ...] = (1.0, 1.0), height: float = 5.0,
           sharex: bool = False) -> Iterator[list[Any]]:
    """Panels above one another, 6 inches wide, to draw on; written as `name`.png into `out` at the end.

    Parameters
    ----------
    out : pathlib.Path
        Folder, made if need be.
    name : str
    heights : tuple of float
        Relative heights of the panels.
    height : float
        Of the figure, in inches.
    sharex : bool
        One time axis for all.

    Yields
    ------
    list of matplotlib axes
    """
    try:
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise NeurojitError("figures need matplotlib: pip install 'neurojit[plot]', or go without "
                            "figures: neurojit demo --no-plot") from error
    with matplotlib.rc_context(_STYLE):
        whole = Figure(figsize=(6.0, height), layout="constrained")
        FigureCanvasAgg(whole)
        axes = whole.subplots(len(heights), 1, sharex=sharex, height_ratios=heights, squeeze=False)
        yield list(axes[:, 0])
        out.mkdir(parents=True, exist_ok=True)
        whole.savefig(out / f"{name}.png", dpi=150)
    print(f"  figure: {out / name}.png")
