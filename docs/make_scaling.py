"""Measure and plot how time and memory grow: ``python docs/make_scaling.py [--quick] [--repeats 3] [--plot-only]``.

Runs `bench.networks.large` (about 5 Hz whatever its size) in a fresh process a point, over neurons at 100 synapses
each and over synapses at a fixed number of neurons, with 1 and 2 threads; writes docs/figures/scaling.json and
scaling_neurons.png, scaling_synapses.png and scaling_threads.png beside it. --quick is for checking: small and short,
written to a temporary folder.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import machine  # noqa: E402
from bench.jobs import run_process  # noqa: E402

FIGURES = ROOT / "docs" / "figures"
THREADS = (1, 2)
INDEGREE = 100
NEURONS = tuple(4_000 * 2**k for k in range(9))  # to 1,024,000
FIXED_NEURONS = 50_000
INDEGREES = tuple(25 * 2**k for k in range(8))  # to 3,200: 160 M synapses
QUICK = {"neurons": (1_000, 2_000, 4_000), "fixed": 1_000, "indegrees": (50, 100), "time": 100.0}
COLOURS = {1: "#0b6e99", 2: "#c8553d"}


def measure(repeats, quick):
    """Run all points.

    Parameters
    ----------
    repeats : int
        The points are gone through so many times in turn.
    quick : bool
        Small sizes, short.

    Returns
    -------
    dict
        "machine"; "neurons" and "synapses", lists of points as `_point` makes them.
    """
    neurons, fixed, indegrees, time_ms = QUICK.values() if quick else (NEURONS, FIXED_NEURONS, INDEGREES, 500.0)
    sizes = {"neurons": [(n, INDEGREE) for n in neurons], "synapses": [(fixed, k) for k in indegrees]}
    reports = {}
    for _ in range(repeats):
        for n, indegree in dict.fromkeys(pair for pairs in sizes.values() for pair in pairs):
            for threads in THREADS:
                found = _run(n, indegree, threads, time_ms)
                reports.setdefault((n, indegree, threads), []).append(found)
    points = {
        name: [_point(reports[n, indegree, threads]) for n, indegree in pairs for threads in THREADS]
        for name, pairs in sizes.items()
    }
    return {"machine": machine.describe(), "time_ms": time_ms, "repeats": repeats, **points}


def _run(n, indegree, threads, time_ms):
    options = {"--neurons": n, "--indegree": indegree, "--threads": threads, "--time": time_ms}
    arguments = [str(part) for pair in options.items() for part in pair]
    found = run_process([sys.executable, "-m", "bench.networks.large", *arguments])
    print(f"{n} neurons, {indegree} synapses each, {threads} threads: real-time factor {found['rtf']:.3f}, "
          f"{found['peak_mb']:.0f} MB, {found['rate_hz']:.1f} Hz", file=sys.stderr, flush=True)
    return found


def _point(reports):
    """Median and spread of the repeats of one size and number of threads."""
    kept = {key: reports[0][key] for key in ("neurons", "indegree", "synapses", "threads", "rate_hz")}
    for key in ("rtf", "build_s", "peak_mb"):
        values = [report[key] for report in reports]
        kept |= {key: median(values), f"{key}_min": min(values), f"{key}_max": max(values)}
    return kept


def plot(result, folder):
    """Draw the three figures into a folder."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams.update({"font.size": 13, "axes.grid": True, "grid.alpha": 0.3, "lines.linewidth": 2})
    each = f"neurons, {INDEGREE} synapses each"
    fixed = result["synapses"][0]["neurons"]
    _growth(result["neurons"], "neurons", each, folder / "scaling_neurons.png")
    _growth(result["synapses"], "synapses", f"synapses of {fixed:,} neurons", folder / "scaling_synapses.png")
    _threads(result["neurons"], each, folder / "scaling_threads.png")


def _growth(points, key, label, path):
    """Time of a biological second, of building, and memory, over neurons or synapses."""
    import matplotlib.pyplot as plt
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    figure, axes = plt.subplots(1, 2, figsize=(8, 4.2), layout="constrained")
    for threads in THREADS:
        mine = [point for point in points if point["threads"] == threads]
        at, style = [point[key] for point in mine], {"color": COLOURS[threads], "markersize": 5}
        named = f"{threads} thread{'s' if threads > 1 else ''}"
        for axis, name, factor, line, what in (
            (axes[0], "rtf", 1.0, "o-", "a biological second, "), (axes[0], "build_s", 1.0, "s--", "building, "),
            (axes[1], "peak_mb", 1e-3, "o-", ""),
        ):  # fmt: skip
            low, high = ([factor * point[f"{name}_{end}"] for point in mine] for end in ("min", "max"))
            axis.fill_between(at, low, high, color=COLOURS[threads], alpha=0.2, linewidth=0)
            axis.plot(at, [factor * point[name] for point in mine], line, label=what + named, **style)
    for axis, quantity in zip(axes, ("wall time (s)", "peak memory (GB)")):
        axis.set(xscale="log", yscale="log", xlabel=label, ylabel=quantity)
        axis.xaxis.set_minor_formatter(NullFormatter())
        axis.yaxis.set_minor_formatter(NullFormatter())
        axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes[1].yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes[0].legend(frameon=False, fontsize=10)
    axes[1].legend(frameon=False, fontsize=10)
    figure.savefig(path, dpi=150)
    plt.close(figure)


def _threads(points, label, path):
    """Strong and weak scaling from one thread to two."""
    import matplotlib.pyplot as plt
    from matplotlib.ticker import NullFormatter

    time = {(point["neurons"], point["threads"]): point["rtf"] for point in points}
    sizes = sorted({neurons for neurons, _ in time})
    strong = [(n, time[n, 1] / time[n, 2]) for n in sizes]
    weak = [(n, time[n, 1] / time[2 * n, 2]) for n in sizes if (2 * n, 2) in time]
    figure, axes = plt.subplots(1, 2, figsize=(8, 4.2), layout="constrained")
    panels = (
        (axes[0], strong, 2.0, "strong scaling", "time of 1 thread / time of 2", label),
        (axes[1], weak, 1.0, "weak scaling", "time of 1 thread, N neurons /\ntime of 2 threads, 2N", "N, " + label),
    )
    for axis, values, ideal, title, quantity, below in panels:
        axis.plot(*zip(*values), "o-", color=COLOURS[2])
        axis.axhline(ideal, color="0.4", linestyle=":", linewidth=1.5)
        axis.annotate("ideal", (sizes[0], ideal), xytext=(0, -15), textcoords="offset points", color="0.3")
        axis.set(xscale="log", ylim=(0.0, 1.15 * max(ideal, *(ratio for _, ratio in values))),
                 xlabel=below, ylabel=quantity, title=title)
        axis.xaxis.set_minor_formatter(NullFormatter())
    figure.savefig(path, dpi=150)
    plt.close(figure)


def main():
    """Measure unless told to plot only, write the JSON, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see whether it works")
    parser.add_argument("--plot-only", action="store_true", help="draw from the scaling.json that is there")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="neurojit-scaling-")) if options.quick else FIGURES
    folder.mkdir(parents=True, exist_ok=True)
    stored = folder / "scaling.json"
    if not options.plot_only:
        stored.write_text(json.dumps(measure(options.repeats, options.quick), indent=1) + "\n")
    plot(json.loads(stored.read_text()), folder)
    print(f"written: {folder}")


if __name__ == "__main__":
    main()
