"""Compare two results of bench.run: ``python -m bench.compare [baseline.json] [latest.json]``.

Every figure is compared by its repeats: "slower" (or "larger") and "faster" ("smaller") are said only where the least
and largest values of the two do not overlap; a figure measured once is given 10 % to either side. The exit status is
1 if anything of neurojit is worse by more than 10 % even between the nearest ends of the two intervals.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.jobs import ROOT

RESULTS = ROOT / "bench" / "results"
TOLERANCE = 0.1
SINGLE = 0.1  # spread given to a figure that was measured once
MEASURED = ("compile_s", "build_s", "run_s", "peak_mb")
MEMORY = "peak_mb"
MORE_IS_BETTER = "GB/s"


@dataclass(frozen=True)
class Figure:
    """A median with its least and largest value; `sign` is -1 where more is better; `ours` where it counts."""

    value: float
    low: float
    high: float
    sign: int = 1
    ours: bool = True

    @classmethod
    def of(cls, value, low, high, n, **facts):
        """A figure measured n times."""
        if n == 1:
            low, high = value * (1.0 - SINGLE), value * (1.0 + SINGLE)
        return cls(value, low, high, **facts)


@dataclass(frozen=True)
class Comparison:
    """A figure in two results."""

    name: str
    old: Figure
    new: Figure

    @property
    def ratio(self):
        """New over old, of the medians; None where the old is 0."""
        return self.new.value / self.old.value if self.old.value else None

    @property
    def worse(self):
        """Whether the intervals lie apart, the new one on the worse side."""
        return self.new.low > self.old.high if self.old.sign > 0 else self.new.high < self.old.low

    @property
    def better(self):
        """Whether the intervals lie apart, the new one on the better side."""
        return self.new.high < self.old.low if self.old.sign > 0 else self.new.low > self.old.high

    @property
    def fails(self):
        """Whether ours is worse by more than 10 % beyond the noise."""
        if self.old.sign > 0:
            return self.old.ours and self.new.low > self.old.high * (1.0 + TOLERANCE)
        return False  # more is better only of the machine

    @property
    def verdict(self):
        """In a word."""
        worse, better = ("larger", "smaller") if self.name.endswith(MEMORY) else ("slower", "faster")
        return worse if self.worse else better if self.better else "same"


def figures(result):
    """All figures of a result of `bench.run` by name.

    Parameters
    ----------
    result : dict
        As bench.run writes it.

    Returns
    -------
    dict of str to Figure
    """
    found = {}
    for row in result.get("medians", []):
        threads = f"{row['threads']} thread{'s' if row['threads'] > 1 else ''}"
        for key in MEASURED:
            low, high = row["spread"][key]
            name = f"{row['network']}, {row['simulator']}, {threads}, {key}"
            found[name] = Figure.of(row[key], low, high, row["n"], ours=row["simulator"] == "neurojit")
    for name, values in result.get("startup", {}).items():
        found[name] = Figure.of(median(values), min(values), max(values), len(values), ours="neurojit" in name
                                or "COBA" in name)
    for name, one in result.get("micro", {}).get("figures", {}).items():
        machine = one["unit"] == MORE_IS_BETTER
        found[name] = Figure.of(one["value"], one["min"], one["max"], one["n"], sign=-1 if machine else 1,
                                ours=not machine and name != "scattered add in cache")
    return found


def compare(old, new):
    """Comparisons of all figures that both results have.

    Parameters
    ----------
    old, new : dict
        As bench.run writes them.

    Returns
    -------
    list of Comparison
    """
    before, after = figures(old), figures(new)
    return [Comparison(name, before[name], after[name]) for name in before if name in after]


def table(comparisons):
    """Comparisons as plain text."""
    width = max(len(one.name) for one in comparisons)
    lines = [f"{'':{width}}  {'old':>10} {'new':>10} {'new/old':>8}"]
    for one in comparisons:
        ratio = "-" if one.ratio is None else f"{one.ratio:.2f}"
        mark = "  <-- beyond 10 %" if one.fails else ""
        lines.append(f"{one.name:{width}}  {one.old.value:10.3f} {one.new.value:10.3f} {ratio:>8}  {one.verdict}{mark}")
    return "\n".join(lines)


def main(arguments=None):
    """Print the table; return 1 if anything of ours became worse by more than 10 % beyond the noise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("baseline", nargs="?", type=Path, default=RESULTS / "baseline.json")
    parser.add_argument("latest", nargs="?", type=Path, default=RESULTS / "latest.json")
    options = parser.parse_args(arguments)
    for path in (options.baseline, options.latest):
        if not path.exists():
            parser.error(f"there is no {path}; `python -m bench.run --output {path}` writes it")
    old, new = (json.loads(path.read_text()) for path in (options.baseline, options.latest))
    comparisons = compare(old, new)
    if not comparisons:
        parser.error("the two results have no figure in common")
    for key in ("cpu", "cores"):
        if old["machine"][key] != new["machine"][key]:
            print(f"other machine: {key} was {old['machine'][key]!r}, is {new['machine'][key]!r}")
    print(table(comparisons))
    failed = [one for one in comparisons if one.fails]
    print(f"\n{len(comparisons)} figures: {sum(c.worse for c in comparisons)} worse, "
          f"{sum(c.better for c in comparisons)} better, {len(failed)} of ours worse by more than 10 % beyond noise")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
