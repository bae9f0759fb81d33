"""Print how plastic synapses see the state of their targets: what is written down every step, and how it is read.

A block keeps, for the last steps, the variables that its model reads, all targets side by side, a row for each variable
of a step. They lie in State.rings after what `drift_emit` keeps there.
"""
from __future__ import annotations

from ..engine.learn import BATCH
from ..equations.expr import to_text
from ..synapses.base import SynapseModel
from .drift_emit import parameter_lines
from .event_text import parameter_places, seen
from .printer import Printer

OFFSET, DEPTH, DELAYS = range(3)  # after the parameters: where the rows begin, how many steps, how old each variable is


def readings(model: SynapseModel) -> int:
    """How many numbers the parameters have for what is read of the target."""
    return DELAYS + len(model.target) if model.target else 0


def row_of(model: SynapseModel, name: str, step: str) -> str:
    """Text of where the row of a variable begins, as it was at a step, less its delay."""
    first, i = parameter_places(model)[2], list(model.target).index(name)
    return (f"_int(_p[{first + OFFSET}]) + ((({step} - _int(_p[{first + DELAYS + i}])) & "
            f"(_int(_p[{first + DEPTH}]) - 1)) * {len(model.target)} + {i}) * _n_targets")


def emit_watch(model: SynapseModel) -> tuple[str, str]:
    """Source and name of the kernel that writes down the state of targets and finds those that meet the condition.

    It is called for at most BATCH targets; of those found it gives numbers and, behind them, the state that the
    statements of during= read.
    """
    printer = Printer(fused=False)
    entry, width = f"{model.name}_watch", 1 + len(model.target)
    body = [f"_j = _watched[_m * {width}]"]
    body += [f"_kept[_now_{n} + _j] = _arena[_watched[_m * {width} + {1 + i}]]" for i, n in enumerate(model.target)]
    if model.during is not None:
        body += [f"{n} = _kept[_then_{n} + _j]" for n in model.target]
        held = seen(model)
        body += [f"if {printer(model.during.condition)}:", "    _found[_count] = _m",
                 *(f"    _values[_count * {len(held)} + {i}] = {n}" for i, n in enumerate(held)), "    _count += 1"]
    first = parameter_places(model)[2]
    now = f"(_step & (_int(_p[{first + DEPTH}]) - 1)) * {len(model.target)}"
    rows = [f"_now_{n} = _int(_p[{first + OFFSET}]) + ({now} + {i}) * _n_targets" for i, n in enumerate(model.target)]
    rows += [f"_then_{n} = {row_of(model, n, '_step')}" for n in model.target if model.during is not None]
    condition = "" if model.during is None else f"    during {to_text(model.during.condition)}"
    return "\n".join([
        f'"""The targets of {model.name}; emitted by neurojit.', "", condition, '"""',
        "import math as _math", "from builtins import int as _int, range as _range", "",
        "import numpy as _np", "from numba import carray as _carray", "",
        "from neurojit._jit import kernel", "from neurojit.engine.watch import WATCH",
        *[f"from neurojit.engine.mathx import {name} as _{name}" for name in sorted(printer.used)], "", "",
        "@kernel(WATCH)", f"def {entry}(_step, _n, _watched_, _arena_, _parameters, _ring_, _found_):",
        "    _watched, _arena = _carray(_watched_, (1 << 48,)), _carray(_arena_, (1 << 48,))",
        "    _p, _kept = _carray(_parameters, (1 << 24,)), _carray(_ring_, (1 << 48,))",
        f"    _found = _carray(_found_, ({(1 + 2 * 16) * BATCH},))",
        f"    _values = _found[{BATCH}:].view(_np.float64)",
        *[f"    {line}" for line in parameter_lines(model)],
        "    _n_targets = _int(_p[6])", *[f"    {line}" for line in rows],
        "    _count = 0", "    for _m in _range(_n):", *[f"        {line}" for line in body],
        "    return _count", "",
    ]), entry
