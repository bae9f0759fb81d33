"""What single operations cost: ``python -m bench.micro [--repeats 5] [--quick]``; the last line is JSON."""

import argparse
import json

from bench.micro import delivery, epochs, poisson, roofline, update


def main(repeats=5, quick=False):
    """Measure everything, print the table and the roofline.

    Parameters
    ----------
    repeats : int
    quick : bool
        Small sizes: to see whether it works.

    Returns
    -------
    dict
        "figures": {name: {"value", "min", "max", "n", "unit"}}, "roofline": a line of text.
    """
    import neurojit as nj

    synapses, steps = (500_000, 300) if quick else (10_000_000, 3000)
    figures = {}
    for part in (
        lambda: roofline.measure(repeats, quick),
        lambda: delivery.measure(nj, repeats, synapses),
        lambda: update.measure(nj, repeats, steps),
        lambda: poisson.measure(nj, repeats, steps),
        lambda: epochs.measure(repeats, 30 * steps),
    ):
        found = part()
        print(table(found), flush=True)
        figures |= found
    bound = roofline.line(figures)
    print(bound)
    return {"figures": figures, "roofline": bound}


def table(figures):
    """Figures as plain text: name, median, least and largest."""
    return "\n".join(
        f"{name:55} {one['value']:9.3f} {one['unit']:5} ({one['min']:.3f} to {one['max']:.3f})"
        for name, one in figures.items()
    )


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see whether it works")
    return parser.parse_args()


if __name__ == "__main__":
    options = _arguments()
    print(json.dumps(main(options.repeats, options.quick)))
