"""The command line: `neurojit run | demo | bench | info | warmup | cache`."""
from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from ._version import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status.

    Examples
    --------
    >>> from neurojit.cli import main
    >>> main(["cache", "path"])  # doctest: +ELLIPSIS
    /...
    0
    """
    options = _parser().parse_args(arguments)
    return int(options.command(options) or 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="neurojit", description="Fast simulation of networks of spiking neurons.")
    parser.add_argument("--version", action="version", version=f"neurojit {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="run a script, with a choice of threads and a report of its simulation",
                              description="Run a Python file as `python FILE` does.",
                              epilog="Options of neurojit stand before the file, what follows it goes to the script.")
    run.add_argument("--threads", type=_at_least_one, metavar="N", help="at most N threads (NUMBA_NUM_THREADS)")
    run.add_argument("--report", type=Path, metavar="HTML",
                     help="write a page about the last simulation that the script keeps in a variable")
    run.add_argument("file", type=Path)
    run.add_argument("arguments", nargs=argparse.REMAINDER, help="for the script")
    run.set_defaults(command=_run)

    bench = commands.add_parser("bench", help="measure the speed of two known networks on this machine",
                                description="Build and run known networks; the fastest of some runs counts.")
    bench.add_argument("networks", nargs="*", metavar="NETWORK", help="coba or microcircuit (default: both)")
    bench.add_argument("--time", type=float, default=1000.0, metavar="MS", help="biological time (%(default)g ms)")
    bench.add_argument("--repeats", type=_at_least_one, default=3, metavar="N", help="runs (%(default)s)")
    bench.add_argument("--threads", type=_at_least_one, metavar="N", help="threads (default: what pays off)")
    bench.set_defaults(command=_bench)

    info = commands.add_parser("info", help="versions, CPU, threads, cache folder and its content")
    info.set_defaults(command=_info)

    warmup = commands.add_parser("warmup", help="compile the engine and models of neurons ahead of use")
    warmup.add_argument("models", nargs="*", metavar="MODEL",
                        help="names of models, or 'all' (takes minutes); default: the common ones")
    warmup.set_defaults(command=_warmup)

    cache = commands.add_parser("cache", help="look at or clear the folder of compiled code")
    cache.add_argument("action", choices=["clear", "path"])
    cache.set_defaults(command=_cache)

    demo = commands.add_parser("demo", help="run the demonstrations, with printed results and PNG figures")
    demo.add_argument("name", nargs="?", help="one demonstration (default: all); 'list' names them")
    demo.add_argument("--out", type=Path, default=Path("demo_figures"), help="folder of the figures (%(default)s)")
    demo.add_argument("--no-plot", action="store_true", help="print results only; matplotlib is then not needed")
    demo.set_defaults(command=_demo)
    return parser


def _at_least_one(text: str) -> int:
    number = int(text) if text.strip().isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {text}")
    return number


def _run(options: argparse.Namespace) -> int:
    if not options.file.is_file():
        print(f"neurojit: there is no file {str(options.file)!r}", file=sys.stderr)
        return 2
    if options.report and not options.report.absolute().parent.is_dir():
        print(f"neurojit: --report {str(options.report)!r} lies in a folder that is not there; make it first",
              file=sys.stderr)
        return 2
    if options.report and (options.report.suffix.lower() not in (".html", ".htm") or options.report.is_dir()):
        print(f"neurojit: --report {str(options.report)!r} must be a file whose name ends in .html", file=sys.stderr)
        return 2
    if options.threads:
        os.environ["NUMBA_NUM_THREADS"] = str(options.threads)  # numba reads it when it is imported, below
    from .errors import NeurojitError
    from .script import run_script

    try:
        run_script(options.file, options.arguments, options.report)
    except SystemExit:
        if options.report:
            print(f"neurojit: no report: {options.file} ends by sys.exit(), and what it held is gone; let it end by "
                  "itself", file=sys.stderr)
        raise
    except NeurojitError as error:
        if not str(error).startswith(str(options.file)):
            raise  # of the script: it is shown with the line that raised it
        print(f"neurojit: {error}", file=sys.stderr)
        return 2
    if options.report:
        print(f"report: {options.report.resolve()}")
    return 0


def _bench(options: argparse.Namespace) -> int:
    from .errors import ParameterError
    from .measure import NETWORKS, measure

    unknown = [name for name in options.networks if name not in NETWORKS]
    if unknown:
        print(f"neurojit: there is no network {unknown[0]!r} to measure; there are {', '.join(NETWORKS)}",
              file=sys.stderr)
        return 2
    try:
        for line in measure(options.networks or list(NETWORKS), options.time, options.repeats, options.threads):
            print(line, flush=True)
    except ParameterError as error:
        print(f"neurojit: --time: {error}", file=sys.stderr)
        return 2
    return 0


def _info(_: argparse.Namespace) -> None:
    from .info import info

    print(info())


def _warmup(options: argparse.Namespace) -> int:
    from .errors import ParameterError
    from .warmup import warm_up

    began = time.perf_counter()
    try:
        count = warm_up(lambda what: print(f"  {what}", flush=True), options.models)
    except ParameterError as error:
        print(f"neurojit: {error}", file=sys.stderr)
        return 2
    print(f"ready in {time.perf_counter() - began:.1f} s; {count} functions compiled, the rest was in the cache")
    return 0


def _cache(options: argparse.Namespace) -> None:
    from . import _jit

    if options.action == "path":
        print(_jit.cache_folder())
    else:
        print(f"{_jit.clear_cache()} files deleted")


def _demo(options: argparse.Namespace) -> int:
    from .demo import DEMONSTRATIONS

    if options.name == "list":
        print("\n".join(DEMONSTRATIONS))
        return 0
    if options.name is not None and options.name not in DEMONSTRATIONS:
        names = ", ".join(DEMONSTRATIONS)
        print(f"neurojit: there is no demonstration {options.name!r}; there are {names}", file=sys.stderr)
        return 2
    out = None if options.no_plot else options.out
    if out is not None:
        try:
            import matplotlib  # noqa: F401
        except ImportError:
            print("neurojit: figures need matplotlib: pip install 'neurojit[plot]', or use --no-plot", file=sys.stderr)
            return 2
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            print(f"neurojit: --out must be a folder for the figures: {error}", file=sys.stderr)
            return 2
    for name in [options.name] if options.name else DEMONSTRATIONS:
        print(f"\n=== {name} " + "=" * (66 - len(name)), flush=True)
        DEMONSTRATIONS[name](out)
    if out is not None:
        print(f"\nfigures are in {out.resolve()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
