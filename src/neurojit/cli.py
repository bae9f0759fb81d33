"""The command line: `neurojit info | warmup | cache | demo`."""
from __future__ import annotations

import argparse
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
        out.mkdir(parents=True, exist_ok=True)
    for name in [options.name] if options.name else DEMONSTRATIONS:
        print(f"\n=== {name} " + "=" * (66 - len(name)), flush=True)
        DEMONSTRATIONS[name](out)
    if out is not None:
        print(f"\nfigures are in {out.resolve()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
