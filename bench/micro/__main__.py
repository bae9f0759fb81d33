"""What single operations cost: ``python -m bench.micro [--repeats 5] [--quick]``; the last line is JSON."""

import argparse
import json
import sys

from bench.micro import callbacks, delivery, epochs, own_model, poisson, roofline, update
from bench.summary import micro_table


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
        lambda: own_model.measure(nj, repeats, steps),
        lambda: poisson.measure(nj, repeats, steps),
        lambda: epochs.measure(repeats, 30 * steps),
        lambda: callbacks.measure(nj, repeats, 1000.0 if quick else 10_000.0),
    ):
        figures |= part()
        print(f"{len(figures)} figures", file=sys.stderr, flush=True)
    found = {"figures": figures, "roofline": roofline.line(figures)}
    print(micro_table(found))
    return found


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see whether it works")
    return parser.parse_args()


if __name__ == "__main__":
    options = _arguments()
    print(json.dumps(main(options.repeats, options.quick)))
