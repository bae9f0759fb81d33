"""One time step of one neuron of a model, as lines of numba source and the coefficients they use."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..equations.algebra import hoist_all
from ..equations.common import share
from ..equations.expr import Apply, Expr, Name, Number, names, substitute, walk
from ..equations.linear import Linear
from ..equations.lines import Statement
from ..equations.noise import share_name
from ..models.base import NeuronModel
from .coefficients import HELD, TINY, WHOLE_DT, Coefficients, constant_name, linear_names, propagator_name
from .direct import is_direct
from .printer import Printer

SUBSTEP_T = "_substep_t"  # the time in equations where t is that of the whole step


@dataclass
class Step:
    """The lines of a time step.

    integrate : new values of the variables from the old ones; `near` has them for small arguments of phi1.
    limits : arguments of phi1, after the lines `before_limits`; empty where there is no phi1.
    finish : input, threshold and events.
    hold : the condition during which a neuron stays refractory; empty if there is none.
    reset : what is done to those that fired; `actions` the same for every further event.
    direct : the channel of every variable that input is added to straight; empty where input is gathered first.
    """

    integrate: list[str]
    near: list[str]
    before_limits: list[str]
    limits: list[str]
    finish: list[str]
    hold: str
    reset: list[str]
    actions: list[list[str]]
    coefficients: Coefficients
    used: set[str]
    user: set[str]
    direct: dict[str, int]


def make_step(model: NeuronModel) -> Step:
    """Rewrite a model's expressions and print them."""
    integration = model.integration
    fused = integration.method not in ("map", "sequential_euler")  # which promise their order of arithmetic
    constants = {*model.parameters, "dt", WHOLE_DT}
    groups = _groups(model)
    trees = [tree for group in groups.values() for tree in group]
    hoisted: dict[str, Expr] = {}
    if fused:
        found, hoisted = hoist_all(trees, lambda name: name in constants, "_k")
        rest = iter(found)
        groups = {key: [next(rest) for _ in group] for key, group in groups.items()}
        trees = list(found)
    bare = sorted(constants & frozenset().union(*[names(t) for t in trees]))
    linear = integration.linear
    held = linear.held(model.clamped) if linear is not None and _followers(model) else None
    order = [*(linear_names(linear) if linear else ()), *(linear_names(held, HELD) if held else ()), *hoisted, *bare]
    expressions = hoisted | {name: Name(name) for name in bare}
    if model.refractory is not None:
        order.append("_refractory_steps")
    coefficients = Coefficients(tuple(order), expressions, linear, held, model.refractory, integration.substeps)
    printer = Printer(fused)
    lines, limits, before = _integrate(model, groups["statements"], printer)
    near_printer = replace(printer, near=True)
    near = _integrate(model, groups["statements"], near_printer)[0] if limits else []
    finish = [] if is_direct(model) else _arrive(model, groups["factors"], printer)
    test, reset, actions = _fire(model, groups, printer)
    channels = {a.variable: c for c, a in enumerate(model.receptors.values())} if is_direct(model) else {}
    hold = "".join(printer(one) for one in groups["while"])
    return Step(lines, near, before, limits, finish + test, hold, reset, actions, coefficients,
                printer.used | near_printer.used, printer.user, channels)


_COSTLY = {"exp", "expm1", "exprel", "log", "tanh", "sinh", "cosh", "sigmoid", "sin", "cos", "tan", "erf", "**"}


def _without_costly_limits(expr: Expr) -> Expr:
    """phi1 becomes exprel where its argument is too costly to be computed once more beforehand."""
    if not isinstance(expr, Apply):
        return expr
    args = tuple(_without_costly_limits(one) for one in expr.args)
    costly = expr.op == "phi1" and any(isinstance(one, Apply) and one.op in _COSTLY and not _is_power(one)
                                       for one in walk(args[0]))
    return Apply("exprel" if costly else expr.op, args, expr.place)


def _is_power(expr: Apply) -> bool:
    return expr.op == "**" and isinstance(expr.args[1], Number)


def _groups(model: NeuronModel) -> dict[str, list[Expr]]:
    """All expressions of a model that are computed in a step."""
    divided = model.integration.substeps > 1
    whole = {"dt": Name(WHOLE_DT)} if divided else {}
    inner: dict[str, Expr] = {"t": Name(SUBSTEP_T)} if divided else {}
    if _followers(model):  # noise reaches others in another way while the clamped ones stand still
        shares = [share_name(i, j) for i, j in model.integration.linear.shares()]  # type: ignore[union-attr]
        inner |= {one: Apply("where", (Name("_held"), Name(HELD + one), Name(one))) for one in shares}
    groups = {
        "statements": [_without_costly_limits(substitute(s.expr, inner)) for s in model.integration.statements],
        "factors": [a.factor for a in model.receptors.values()],
        "threshold": [] if model.threshold is None else [model.threshold],
        "reset": [s.expr for s in model.reset],
        "while": [] if model.refractory_while is None else [model.refractory_while],
    }
    for name, event in model.events.items():
        groups[f"event {name}"] = [event.condition, *(s.expr for s in event.action)]
    return {key: group if key == "statements" else [substitute(one, whole) for one in group]
            for key, group in groups.items()}


def _followers(model: NeuronModel) -> set[str]:
    """Variables advanced exactly that depend on clamped ones, which stand still while a neuron is refractory."""
    linear, held = model.integration.linear, set(model.clamped)
    if linear is None:
        return set()
    return {v for v, row in linear.pattern().items() if v not in held and held & {*row}}


def _exact_step(linear: Linear, variable: str, held: str = "") -> str:
    """P x + q + R input of one variable as nested fma, the variable itself outermost.

    The sum begins with q, or with TINY where q is nothing, and TINY is taken off at the end: that changes nothing
    above 1e-264 and keeps decaying variables out of denormals, whose arithmetic is 25 to 50 times slower.
    """
    others = list(linear.pattern()[variable])
    others += [name for name in sorted({n for _, n in linear.inputs}) if variable in linear.driven_by(name)]
    text = constant_name(variable, held) if variable in linear.driven() else repr(TINY)
    for other in reversed(others):
        text = f"_fma({propagator_name(variable, other, held)}, {other}, {text})"
    return f"{text} - {TINY!r}"


def _exact_lines(model: NeuronModel) -> list[str]:
    """The new values of the variables that are advanced exactly."""
    linear, followers = model.integration.linear, _followers(model)
    if linear is None:
        return []
    stated = {s.name for s in model.integration.statements}
    still = linear.held(model.clamped)
    lines = []
    for v in linear.variables:
        text = _exact_step(linear, v)
        if v in followers:
            text = f"({_exact_step(still, v, HELD)}) if _held else ({text})"
        lines.append(f"_{'exact' if v in stated else 'new'}_{v} = {text}")
    return lines


def _integrate(model: NeuronModel, trees: list[Expr], printer: Printer) -> tuple[list[str], list[str], list[str]]:
    """The lines that integrate, the arguments of phi1 in them, and the lines before the last of those."""
    integration = model.integration
    held = set(model.clamped)
    exact = integration.linear.variables if integration.linear is not None else ()
    lines = _exact_lines(model)
    if not integration.simultaneous:
        for s, tree in zip(integration.statements, trees, strict=True):
            text = printer(tree)
            lines.append(f"{s.name} = {s.name} if _held else {text}" if s.name in held else f"{s.name} = {text}")
        return lines, [], []
    limits: list[str] = []
    before: list[str] = []
    for name, part in _in_order(integration.statements, trees):
        found = [printer(one.args[0]) for one in walk(part) if isinstance(one, Apply) and one.op == "phi1"]
        before = lines.copy() if found else before
        limits += found
        lines.append(f"{name} = {printer(part)}")
    changed = dict.fromkeys([*exact, *(s.name for s in integration.statements if not s.name.startswith("_"))])
    lines += [f"{v} = {v} if _held else _new_{v}" if v in held else f"{v} = _new_{v}" for v in changed]
    return lines, limits, before


def _in_order(statements: Sequence[Statement], trees: list[Expr]) -> list[tuple[str, Expr]]:
    """What is computed, by name: first all that statements share, then the statements.

    What they share seldom waits for anything; where each statement came right after its own parts, a core would find
    only one chain of operations at a time in what it looks ahead.
    """
    shared: list[tuple[str, Expr]] = []
    stated: list[tuple[str, Expr]] = []
    late: set[str] = set()
    for s, (parts, tree) in zip(statements, share(trees, "_s"), strict=True):
        for name, part in parts:
            if late.isdisjoint(names(part)):
                shared.append((name, part))
            else:
                stated.append((name, part))
                late.add(name)
        name = s.name if s.name.startswith("_") else f"_new_{s.name}"
        stated.append((name, tree))
        late.add(name)
    return shared + stated


def _arrive(model: NeuronModel, factors: list[Expr], printer: Printer) -> list[str]:
    """Add the gathered input, where it does not go straight to the state.

    It is loaded and emptied before and after all that depends on whether a neuron is refractory: LLVM 22 confuses the
    order of loads and stores that it finds between two such branches.
    """
    lines = []
    held = set(model.clamped)
    for (receptor, arrival), factor in zip(model.receptors.items(), factors, strict=True):
        incoming = f"_came_{receptor}"
        x = arrival.variable
        if factor == Number(1.0):
            text = f"{x} + {incoming}"
        elif printer.fused:
            text = f"_fma({printer(factor)}, {incoming}, {x})"
        else:
            text = f"{x} + {printer(factor)} * {incoming}"
        lines.append(f"{x} = {x} if _held else {text}" if x in held else f"{x} = {text}")
    return lines


def _fire(model: NeuronModel, groups: dict[str, list[Expr]],
          printer: Printer) -> tuple[list[str], list[str], list[list[str]]]:
    """The tests of threshold and events, and what is done to the few that passed them."""
    if model.threshold is None and not model.events:
        return [], [], []
    test = printer(groups["threshold"][0]) if model.threshold is not None else "False"
    if model.has_refractoriness:
        test = f"({test}) & (not _held)"
    flags = [f"_np.uint8({test})"]
    actions = []
    for bit, (name, event) in enumerate(model.events.items(), 1):
        condition, *values = groups[f"event {name}"]
        flags.append(f"(_np.uint8({printer(condition)}) << {bit})")
        actions.append(_assignments([s.name for s in event.action], values, printer))
    reset = _assignments([s.name for s in model.reset], groups["reset"], printer)
    if model.refractory is not None:
        reset.append("_release[_i] = _now + _np.int32(1) + _np.int32(_refractory_steps)")
    if model.refractory_while is not None:
        reset.append("_release[_i] = _NEVER")
    return [f"_spiked[_i] = {test if len(flags) == 1 else ' | '.join(flags)}"], reset, actions


def _assignments(targets: list[str], values: list[Expr], printer: Printer) -> list[str]:
    lines = [f"{name} = {printer(tree)}" for name, tree in zip(targets, values, strict=True)]
    return lines + [f"_row_{name}[_i] = {name}" for name in dict.fromkeys(targets)]
