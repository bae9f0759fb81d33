"""The look of the demonstrations' figures; matplotlib is imported here, when a figure is made, and nowhere else."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import NeurojitError

BLUE, RED, GREEN, GREY = "#2166ac", "#b2182b", "#1b7837", "#888888"
LIGHT = "#fdf2c4"
_STYLE = {
    "font.size": 10, "axes.titlesize": 11, "axes.spines.top": False, "axes.spines.right": False,
    "legend.frameon": False, "lines.linewidth": 1.2, "axes.titlelocation": "left",
}


def new_figure(n_panels: int, heights: tuple[float, ...] | None = None, height: float = 5.0,
               sharex: bool = False) -> tuple[Any, list[Any]]:
    """A figure 6 inches wide with panels above one another.

    Parameters
    ----------
    n_panels : int
    heights : tuple of float, optional
        Relative heights of the panels.
    height : float
        Of the figure, in inches.
    sharex : bool
        One time axis for all.

    Returns
    -------
    figure, list of axes
    """
    try:
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise NeurojitError("figures need matplotlib: pip install neurojit[plot], or go without "
                            "figures: neurojit demo --no-plot") from error
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(6.0, height), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots(n_panels, 1, sharex=sharex, height_ratios=heights, squeeze=False)
    return figure, list(axes[:, 0])


def save(figure: Any, out: Path, name: str) -> None:
    """Write a figure as `name`.png into the folder `out` and say so."""
    import matplotlib

    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{name}.png"
    with matplotlib.rc_context(_STYLE):
        figure.savefig(path, dpi=150)
    print(f"figure: {path}")
