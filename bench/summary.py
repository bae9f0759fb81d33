"""Medians of repeated runs and the table made of them."""

from statistics import median

SECONDS = ("compile_s", "build_s", "run_s")
HEADER = (
    "network", "simulator", "threads", "compile s", "build s", "run s", "peak MB", "rate Hz", "run / ours",
)  # fmt: skip


def medians(runs):
    """One row for every (network, threads, simulator), in order of first appearance.

    Parameters
    ----------
    runs : list of dict
        Reports as the scripts print them.

    Returns
    -------
    list of dict
        Medians of seconds, memory and rate, ``spread`` of each as [least, largest], ``n`` the number of runs, and
        ``ratio`` the run time over ours with as many threads (None without ours).
    """
    groups = {}
    for run in runs:
        groups.setdefault((run["network"], run["threads"], run["simulator"]), []).append(run)
    rows = [_median_row(group) for group in groups.values()]
    ours = {(row["network"], row["threads"]): row["run_s"] for row in rows if row["simulator"] == "neurojit"}
    for row in rows:
        own = ours.get((row["network"], row["threads"]))
        row["ratio"] = row["run_s"] / own if own else None
    return rows


def _median_row(group):
    row = {key: group[0][key] for key in ("network", "simulator", "version", "threads", "synapses")}
    measured = {key: [run[key] for run in group] for key in (*SECONDS, "peak_mb", "rate_hz")}
    row |= {key: median(values) for key, values in measured.items()}
    return row | {"n": len(group), "spread": {key: [min(values), max(values)] for key, values in measured.items()}}


def table(rows):
    """The rows as plain text, columns aligned."""
    cells = [HEADER, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADER))]
    return "\n".join(_aligned(line, widths) for line in cells)


def _cells(row):
    ratio = "-" if row["ratio"] is None else f"{row['ratio']:.2f}"
    seconds = [f"{row[key]:.3f}" for key in SECONDS]
    return (
        row["network"], f"{row['simulator']} {row['version']}", str(row["threads"]), *seconds,
        f"{row['peak_mb']:.0f}", f"{row['rate_hz']:.2f}", ratio,
    )  # fmt: skip


def _aligned(line, widths):
    left = [cell.ljust(width) for cell, width in zip(line[:2], widths[:2])]
    right = [cell.rjust(width) for cell, width in zip(line[2:], widths[2:])]
    return "  ".join(left + right).rstrip()


def best_against_best(rows):
    """A line for every network: each simulator's fastest median run, whatever its number of threads."""
    lines = []
    for network in dict.fromkeys(row["network"] for row in rows):
        best = {}
        for row in (row for row in rows if row["network"] == network):
            held = best.setdefault(row["simulator"], row)
            best[row["simulator"]] = min(held, row, key=lambda candidate: candidate["run_s"])
        lines.append(f"best against best, {network}: " + "; ".join(_best(row, best) for row in best.values()))
    return "\n".join(lines)


def _best(row, best):
    text = f"{row['simulator']} {row['run_s']:.3f} s ({row['threads']} thr)"
    if "neurojit" in best and row["simulator"] != "neurojit":
        text += f" = {row['run_s'] / best['neurojit']['run_s']:.2f} x ours"
    return text


def startup_table(seconds):
    """Medians of `bench.startup.measure` as plain text."""
    width = max((len(name) for name in seconds), default=0)
    return "\n".join(f"{name.ljust(width)}  {median(values):.3f} s" for name, values in seconds.items())


def micro_table(micro):
    """What `bench.micro` reported as plain text: median and spread of every figure, and the roofline."""
    width = max(map(len, micro["figures"]))
    lines = [
        f"{name.ljust(width)}  {one['value']:9.3f} {one['unit']:5} ({one['min']:.3f} to {one['max']:.3f})"
        for name, one in micro["figures"].items()
    ]
    return "\n".join([*lines, micro["roofline"]])
