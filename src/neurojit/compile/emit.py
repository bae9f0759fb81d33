"""Print the update kernel of a model as numba source, from its expression trees.

The emitted file holds a formula (a loop over rows, knowing no threads) and the kernel that hands it the
rows of a population in cache-sized pieces. Names that begin with an underscore are the engine's.
"""
from __future__ import annotations

from dataclasses import dataclass, field

from ..equations.algebra import hoist_all
from ..equations.expr import Apply, Expr, Name, Number, names, to_text
from ..models.base import NeuronModel
from .coefficients import TINY, Coefficients, constant_name, propagator_name
from .direct import is_direct

PIECE = 512
_MATHS = {"log", "sqrt", "sin", "cos", "tan", "tanh", "sinh", "cosh", "floor", "ceil"}
_ENGINE = {"exp", "exprel", "sign"}


@dataclass
class Emitted:
    """The source of one variant of a model's kernel and what it expects.

    rows: state variables, then the step of release where there is a refractory time; then for every external input two
    numbers (offset, step); then, in the per-neuron variant, one row a coefficient.
    """

    source: str
    entry: str
    coefficients: Coefficients
    inputs: tuple[str, ...]
    variables: tuple[str, ...]
    per_neuron: bool


@dataclass
class _Printer:
    """Expressions as Python text; products inside sums become fma where `fused`."""

    fused: bool
    used: set[str] = field(default_factory=set)

    def __call__(self, expr: Expr) -> str:
        if isinstance(expr, Number):
            return repr(float(expr.value)) if expr.value >= 0 else f"({float(expr.value)!r})"
        if isinstance(expr, Name):
            return expr.id
        return self.apply(expr)

    def apply(self, expr: Apply) -> str:
        """Text of an operator or function."""
        args = [self(a) for a in expr.args]
        match expr.op:
            case "+" | "-" if self.fused and (text := self.fma(expr)):
                return text
            case "+" | "-" | "*" | "/" | "<" | "<=" | ">" | ">=" | "==" | "!=":
                return f"({args[0]} {expr.op} {args[1]})"
            case "and" | "or":
                return f"({args[0]} {'&' if expr.op == 'and' else '|'} {args[1]})"
            case "not":
                return f"(not {args[0]})"
            case "neg":
                return f"(-{args[0]})"
            case "**":
                return self.power(expr, args)
            case "where":
                return f"({args[1]} if {args[0]} else {args[2]})"
            case "clip":
                return f"min(max({args[0]}, {args[1]}), {args[2]})"
            case "int":
                return f"_float({args[0]})"
            case "abs" | "min" | "max":
                return f"{expr.op}({', '.join(args)})"
        if expr.op in _ENGINE:
            self.used.add(expr.op)
            return f"_{expr.op}({', '.join(args)})"
        if expr.op in _MATHS:
            return f"_math.{expr.op}({', '.join(args)})"
        raise AssertionError(f"no text for {expr.op}")

    def fma(self, expr: Apply) -> str:
        """Text of a sum that holds a product as one fma; empty if it holds none."""
        left, right = expr.args
        minus = expr.op == "-"
        if isinstance(left, Apply) and left.op == "*":
            tail = f"(-{self(right)})" if minus else self(right)
            return f"_fma({self(left.args[0])}, {self(left.args[1])}, {tail})"
        if isinstance(right, Apply) and right.op == "*":
            head = f"(-{self(right.args[0])})" if minus else self(right.args[0])
            return f"_fma({head}, {self(right.args[1])}, {self(left)})"
        return ""

    @staticmethod
    def power(expr: Apply, args: list[str]) -> str:
        """Small whole powers as products."""
        exponent = expr.args[1]
        if isinstance(exponent, Number) and exponent.value in (1.0, 2.0, 3.0, 4.0):
            return "(" + "*".join([args[0]] * int(exponent.value)) + ")"
        return f"({args[0]} ** {args[1]})"


@dataclass
class _Step:
    """The lines of one time step of one neuron, with the coefficients they use.

    direct: the channel of every variable that input is added to straight; empty where input is gathered first.
    """

    lines: list[str]
    reset: list[str]
    coefficients: Coefficients
    printer: _Printer
    direct: dict[str, int]


def _step(model: NeuronModel) -> _Step:
    integration = model.integration
    exact = integration.method in ("exact", "exponential_euler")
    printer = _Printer(fused=exact)
    constants = {*model.parameters, "dt"}
    trees = [s.expr for s in integration.statements]
    factors = [a.factor for a in model.receptors.values()]
    spike = ([model.threshold] if model.threshold is not None else []) + [s.expr for s in model.reset]
    hoisted: dict[str, Expr] = {}
    if exact:
        found, hoisted = hoist_all(trees + factors + spike, lambda name: name in constants, "_k")
        a, b = len(trees), len(trees) + len(factors)
        trees, factors, spike = list(found[:a]), list(found[a:b]), list(found[b:])
    lines = _integrate(model, trees, printer)
    lines += [] if is_direct(model) else _arrive(model, factors, printer)
    test, reset = _fire(model, spike, printer)
    linear = integration.linear
    bare = sorted(constants & frozenset().union(*[names(t) for t in (*trees, *factors, *spike)]))
    order = [*_linear_names(model), *hoisted, *bare]
    expressions = hoisted | {name: Name(name) for name in bare}
    if model.refractory is not None:
        order.append("_refractory_steps")
    channels = {a.variable: c for c, a in enumerate(model.receptors.values())} if is_direct(model) else {}
    coefficients = Coefficients(tuple(order), expressions, linear, model.refractory)
    return _Step(lines + test, reset, coefficients, printer, channels)


def _linear_names(model: NeuronModel) -> list[str]:
    linear = model.integration.linear
    if linear is None:
        return []
    found = [propagator_name(i, j) for i, row in linear.pattern().items() for j in row]
    found += [constant_name(i) for i in linear.driven()]
    for name in sorted({name for _, name in linear.inputs}):
        found += [propagator_name(i, name) for i in linear.driven_by(name)]
    return found


def _exact_step(model: NeuronModel, variable: str) -> str:
    """P x + q + R input of one variable as nested fma, the variable itself outermost.

    The sum begins with q, or with TINY where q is nothing, and TINY is taken off at the end: that changes nothing
    above 1e-264 and keeps decaying variables out of denormals, whose arithmetic is 25 to 50 times slower.
    """
    linear = model.integration.linear
    assert linear is not None
    others = list(linear.pattern()[variable])
    others += [name for name in sorted({n for _, n in linear.inputs}) if variable in linear.driven_by(name)]
    text = constant_name(variable) if variable in linear.driven() else repr(TINY)
    for other in reversed(others):
        text = f"_fma({propagator_name(variable, other)}, {other}, {text})"
    return f"{text} - {TINY!r}"


def _integrate(model: NeuronModel, trees: list[Expr], printer: _Printer) -> list[str]:
    integration = model.integration
    held = set(model.clamped) if model.refractory is not None else set()
    exact = integration.linear.variables if integration.linear is not None else ()
    lines = [f"_new_{v} = {_exact_step(model, v)}" for v in exact]
    if integration.simultaneous:
        lines += [f"_new_{s.name} = {printer(tree)}" for s, tree in zip(integration.statements, trees, strict=True)]
        changed = [*exact, *(s.name for s in integration.statements)]
        return lines + [f"{v} = {v} if _held else _new_{v}" if v in held else f"{v} = _new_{v}" for v in changed]
    for s, tree in zip(integration.statements, trees, strict=True):
        text = printer(tree)
        lines.append(f"{s.name} = {s.name} if _held else {text}" if s.name in held else f"{s.name} = {text}")
    return lines


def _arrive(model: NeuronModel, factors: list[Expr], printer: _Printer) -> list[str]:
    """Add the gathered input, where it does not go straight to the state."""
    lines = []
    held = set(model.clamped) if model.refractory is not None else set()
    for (receptor, arrival), factor in zip(model.receptors.items(), factors, strict=True):
        incoming = f"_in_{receptor}[_i]"
        x = arrival.variable
        if factor == Number(1.0):
            text = f"{x} + {incoming}"
        elif printer.fused:
            text = f"_fma({printer(factor)}, {incoming}, {x})"
        else:
            text = f"{x} + {printer(factor)} * {incoming}"
        lines.append(f"{x} = {x} if _held else {text}" if x in held else f"{x} = {text}")
        lines.append(f"{incoming} = 0.0")
    return lines


def _fire(model: NeuronModel, spike: list[Expr], printer: _Printer) -> tuple[list[str], list[str]]:
    """The test of the threshold, and what is done to the few that crossed it."""
    if model.threshold is None:
        return [], []
    reset = [f"{s.name} = {printer(tree)}" for s, tree in zip(model.reset, spike[1:], strict=True)]
    reset += [f"_row_{name}[_i] = {name}" for name in dict.fromkeys(s.name for s in model.reset)]
    if model.refractory is not None:
        reset.append("_release[_i] = _now + _np.int32(1) + _np.int32(_refractory_steps)")
    return [f"_spiked[_i] = {printer(spike[0])}"], reset


def _arguments(model: NeuronModel, step: _Step, per_neuron: bool) -> tuple[list[str], list[str], list[str]]:
    """Names of the rows of state, of the rows of input, and of the coefficients, as the formulas take them."""
    state = [f"_row_{v}" for v in model.variables] + (["_release"] if model.refractory is not None else [])
    inputs = [f"_row_{name}" for name in model.inputs] + [f"_in_{r}" for r in model.receptors if not step.direct]
    return state, inputs, [f"_each{c}" if per_neuron else c for c in step.coefficients.names]


def _loads(names_: list[str], per_neuron: bool) -> list[str]:
    return [f"{c} = _each{c}[_i]" for c in names_] if per_neuron else []


def _formula(model: NeuronModel, step: _Step, per_neuron: bool, entry: str) -> list[str]:
    """The loop over all neurons of a piece: integrate, add input, test the threshold."""
    state, inputs, coefficients = _arguments(model, step, per_neuron)
    body = [f"{v} = _row_{v}[_i]" for v in (*model.variables, *model.inputs)]
    body += _loads(list(step.coefficients.names), per_neuron)
    body += ["_held = _release[_i] > _now"] if model.refractory is not None else []
    body += step.lines + [f"_row_{v}[_i] = {v}" for v in model.variables]
    arguments = ", ".join(["_n", "_now", "t", *state, *inputs, "_spiked", *coefficients])
    return ["@formula", f"def {entry}_step({arguments}):",
            "    _wide_vectors()", "    for _i in _range(_np.uint64(_n)):", *[f"        {line}" for line in body]]


def _reset(model: NeuronModel, step: _Step, per_neuron: bool, entry: str) -> list[str]:
    """The loop over those that fired."""
    if model.threshold is None:
        return []
    state, _, coefficients = _arguments(model, step, per_neuron)
    body = ["_i = _found[_j] - _base"] + [f"{v} = _row_{v}[_i]" for v in model.variables]
    body += _loads(list(step.coefficients.names), per_neuron) + step.reset
    arguments = ", ".join(["_found", "_base", "_now", "t", *state, *coefficients])
    return ["", "", "@formula", f"def {entry}_reset({arguments}):",
            "    for _j in _range(_found.size):", *[f"        {line}" for line in body]]


def _kernel(model: NeuronModel, step: _Step, per_neuron: bool, entry: str) -> list[str]:
    place = len(model.variables)
    channels = [f"_all_in[{c} * _stride + _c : {c} * _stride + _c + _m]" for c in range(len(model.receptors))]
    state = [channels[step.direct[v]] if v in step.direct else f"_values[_places[{i}] + _a : _places[{i}] + _b]"
             for i, v in enumerate(model.variables)]
    if model.refractory is not None:  # steps of 32 bits, two to a place
        state.append(f"_values[_places[{place}] + _a // 2 : _places[{place}] + _b // 2 + 1].view(_np.int32)[:_m]")
        place += 1
    inputs = []
    for _ in model.inputs:
        begin = f"_places[{place}] + _a * _places[{place + 1}]"
        inputs.append(f"_values[{begin} : {begin} + _m]")
        place += 2
    inputs += [] if step.direct else channels
    n = len(step.coefficients.names)
    each = [f"_values[_places[{place + i}] + _a : _places[{place + i}] + _b]" for i in range(n)]
    coefficients = each if per_neuron else [f"_one[{i + 1}]" for i in range(n)]
    names_ = _arguments(model, step, per_neuron)
    lines = [f"{name} = {row}" for name, row in zip(names_[0] + names_[2], state + coefficients, strict=True)]
    lines += [f"{entry}_step(_m, _now, t, {', '.join([*names_[0], *inputs, '_fired[_c : _c + _m]', *names_[2]])})"]
    if model.threshold is not None:
        passed = ["_found[_from:_at]", "_unit + _c", "_now", "t", *names_[0], *names_[2]]
        lines += ["_from = _at", "_at = _collect(_fired[_c : _c + _m], _unit + _c, _found, _at)",
                  f"{entry}_reset({', '.join(passed)})"]
    return [
        "@kernel(UPDATE)",
        f"def {entry}(_n, _first, _step, _arena, _rows, _shared, _inputs, _stride, _flags, _unit, _spikes):",
        "    _wide_vectors()",
        "    _values = _carray(_arena, (1 << 48,))",
        f"    _places = _carray(_rows, ({place + n + 1},))",
        f"    _one = _carray(_shared, ({n + 1},))",
        "    _all_in = _carray(_inputs, (1 << 48,))",
        "    _fired = _carray(_flags, (_n,))",
        "    _found = _carray(_spikes, (1 << 48,))",
        "    t = _step * _one[0]",
        "    _now = _np.int32(_step)",
        "    _at = _np.int64(0)",
        f"    for _c in _range(0, _n, {PIECE}):",
        f"        _m = _min({PIECE}, _n - _c)",
        "        _a = _first + _c",
        "        _b = _a + _m",
        *[f"        {line}" for line in lines],
        "    return _at",
    ]


def emit(model: NeuronModel, per_neuron: bool) -> Emitted:
    """Print one variant of the update kernel of `model`.

    shared[0] is dt; the coefficients follow. In the per-neuron variant every coefficient is a row.
    """
    step = _step(model)
    entry = f"{model.name}_{'per_neuron' if per_neuron else 'shared'}"
    engine = sorted(step.printer.used)
    text = "\n".join([
        f'"""{model.name}, {"every coefficient per neuron" if per_neuron else "all coefficients shared"}; '
        'emitted by neurojit.', "",
        *_description(model), '"""',
        "import math as _math", "from builtins import float as _float, min as _min, range as _range", "",
        "import numpy as _np", "from numba import carray as _carray", "",
        "from neurojit._jit import fma as _fma, formula, kernel, wide_vectors as _wide_vectors",
        "from neurojit.engine.spikes import UPDATE, collect as _collect",
        *[f"from neurojit.engine.mathx import {name} as _{name}" for name in engine], "", "",
        *_formula(model, step, per_neuron, entry),
        *_reset(model, step, per_neuron, entry), "", "",
        *_kernel(model, step, per_neuron, entry), "",
    ])
    return Emitted(text, entry, step.coefficients, tuple(model.inputs), tuple(model.variables), per_neuron)


def _description(model: NeuronModel) -> list[str]:
    lines = [f"    {line.strip()}" for line in model.equations_text.strip().splitlines()]
    if model.threshold is not None:
        lines.append(f"    threshold: {to_text(model.threshold)}")
    lines += [f"    reset: {s.name} = {to_text(s.expr)}" for s in model.reset]
    lines.append(f"    integration: {model.integration.method}")
    return lines
