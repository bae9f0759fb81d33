"""Print what a plastic synapse does between spikes: its own steps, and what all synapses of a projection share.

A projection keeps, for the last steps, the value of every modulator it reads and the integral of every term of its
`Drift` since the last multiple of GRID steps. Values are those just before what happens at a step.
"""
from __future__ import annotations

from ..equations.expr import names, to_text
from ..synapses.base import WEIGHT, SynapseModel
from .printer import Printer

PARAMETERS = 7  # dendritic fraction of the delay, dt, capacity, GRID, two of KEY, number of targets; then the model's
KEY = 4  # the stream of random numbers, 32 bits each
KEPT = 4  # how many GRIDs of steps are kept
SINCE = "_since"  # up to which step a synapse has gone on; one of its variables
# points and weights of Gauss and Legendre for the integral over a step: exact for what decays, to rounding
_NODES = ((0.046910077030668, 0.11846344252809454), (0.23076534494715845, 0.23931433524968324),
          (0.5, 0.28444444444444444), (0.7692346550528415, 0.23931433524968324),
          (0.953089922969332, 0.11846344252809454))


def ring_width(model: SynapseModel) -> int:
    """How many numbers a step of the ring takes."""
    return len(model.modulators) + (len(model.drift.terms) if model.drift else 0)


def parameter_lines(model: SynapseModel) -> list[str]:
    """Give the parameters their names."""
    return [f"{name} = _p[{PARAMETERS + i}]" for i, name in enumerate(model.parameters)]


def moving(model: SynapseModel) -> list[str]:
    """What changes between spikes, in the order in which `_advance` takes it."""
    return list(model.drift.decays) if model.drift else []


def advance_call(model: SynapseModel, to: str) -> str:
    """Bring a synapse to a step."""
    state = ", ".join([SINCE, *moving(model)])
    return f"{state} = _advance({state}, {to}, _p, _kept)"


def modulator_lines(model: SynapseModel, used: set[str], step: str) -> list[str]:
    """The modulators that statements use, as they were just before a step."""
    return [f"{name} = _kept[(({step}) & ({KEPT} * _grid - 1)) * {ring_width(model)} + {i}]"
            for i, name in enumerate(model.modulators) if name in used]


def bound_lines(model: SynapseModel, printer: Printer) -> list[str]:
    """Keep the weight within its bounds."""
    if model.bounds is None:
        return ["w = max(w, 0.0)"]
    low, high = (printer(one) for one in model.bounds)
    return [f"w = min(max(w, {low}), {high})"]


def advance_function(model: SynapseModel, weight: str, printer: Printer) -> list[str]:
    """The function that takes one synapse from step `_since` to another, in stretches that end on the grid."""
    drift = model.drift
    if drift is None:
        return []
    state, width, first = moving(model), ring_width(model), len(model.modulators)
    used = {n for one in (*drift.decays.values(), *(t.growth for t in drift.terms), *(model.bounds or ()))
            for n in names(one)}
    lines = []
    for k, _ in enumerate(drift.terms):
        lines += [f"_f{k} = _kept[_end + {first + k}]", f"if {SINCE} > _origin:",
                  f"    _f{k} -= _kept[_begin + {first + k}]"]
    for name in state:
        terms = [f"{f'{t.source} * ' if t.source else ''}_f{k}{_growth(printer(t.growth), '_from')}"
                 for k, t in enumerate(drift.terms) if t.variable == name]
        decay = printer(drift.decays[name])
        left = "" if decay == "0.0" else f" * _math.exp(-{decay} * _h)"
        lines.append(f"_new_{name} = ({' + '.join([name, *terms])}){left}")
    lines += [f"{name} = _new_{name}" for name in state]
    if WEIGHT in state:
        lines += [*bound_lines(model, printer), f"w = _np.float64(_np.{weight}(w))"]
    return [
        "@_inline", f"def _advance({', '.join([SINCE, *state])}, _to, _p, _kept):",
        *[f"    {line}" for line in parameter_lines(model) if line.split(" = ")[0] in used],
        "    _dt, _grid = _p[1], _int(_p[3])",
        f"    while {SINCE} < _to:",
        f"        _origin = {SINCE} // _grid * _grid",
        "        _stop = min(_origin + _grid, _to)",
        f"        _h, _from = (_stop - {SINCE}) * _dt, ({SINCE} - _origin) * _dt",
        f"        _begin = ({SINCE} & ({KEPT} * _grid - 1)) * {width}",
        f"        _end = (_stop & ({KEPT} * _grid - 1)) * {width}",
        *[f"        {line}" for line in lines],
        f"        {SINCE} = _stop",
        f"    return {', '.join([SINCE, *state])}", "", "",
    ]


def _growth(rate: str, time: str, sign: str = "") -> str:
    return "" if rate == "0.0" else f" * _math.exp({sign}({rate}) * {time})"


def emit_signals(model: SynapseModel) -> tuple[str, str]:
    """Source and name of the kernel that is called once a step for all synapses of a projection."""
    printer = Printer(fused=False)
    entry = f"{model.name}_between_spikes"
    terms = model.drift.terms if model.drift else ()
    width, first = ring_width(model), len(model.modulators)
    body = []
    for i, name in enumerate(model.modulators):
        body += [f"_from_{name}, _rest_{name}, _rate_{name} = _m[{3 * i}], _m[{3 * i + 1}], _m[{3 * i + 2}]",
                 f"_kept[_next + {i}] = _rest_{name} + (_from_{name} - _rest_{name}) * _math.exp(-_rate_{name})"]
    sums: list[list[str]] = [[] for _ in terms]
    for g, (node, share) in enumerate(_NODES if terms else ()):
        body += [f"{name} = _rest_{name} + (_from_{name} - _rest_{name}) * _math.exp(-_rate_{name} * {node})"
                 for name in model.modulators]
        for k, term in enumerate(terms):
            body.append(f"_t{k}_{g} = {share} * {printer(term.factor)}"
                        f"{_growth(printer(term.growth), f'({node} * _dt)', '-')}")
            sums[k].append(f"_t{k}_{g}")
    for k, term in enumerate(terms):
        since = _growth(printer(term.growth), "((_step - _origin) * _dt)", "-")
        body += [f"_sum = _dt * ({' + '.join(sums[k])}){since}",
                 "if _step > _origin:", f"    _sum += _kept[_now + {first + k}]",
                 f"_kept[_next + {first + k}] = _sum"]
    return "\n".join([
        f'"""{model.name} between spikes; emitted by neurojit.', "",
        *[f"    d{t.variable}/dt += {f'{t.source}*' if t.source else ''}({to_text(t.factor)})" for t in terms], '"""',
        "import math as _math", "from builtins import int as _int", "",
        "from numba import carray as _carray", "",
        "from neurojit._jit import kernel", "from neurojit.engine.learn import SIGNALS",
        *[f"from neurojit.engine.mathx import {name} as _{name}" for name in sorted(printer.used)], "", "",
        "@kernel(SIGNALS)", f"def {entry}(_step, _modulators, _parameters, _ring_):",
        "    _m, _p = _carray(_modulators, (1 << 20,)), _carray(_parameters, (1 << 24,))",
        "    _kept = _carray(_ring_, (1 << 48,))",
        *[f"    {line}" for line in parameter_lines(model)],
        "    _dt, _grid = _p[1], _int(_p[3])",
        "    _origin = _step // _grid * _grid",
        f"    _now = (_step & ({KEPT} * _grid - 1)) * {width}",
        f"    _next = ((_step + 1) & ({KEPT} * _grid - 1)) * {width}",
        *[f"    {line}" for line in body],
        "    return 0", "",
    ]), entry
