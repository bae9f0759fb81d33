"""When a neuron fires and what happens then: threshold, reset, refractoriness, further events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from neurojit.equations.expr import Apply, Expr, Name, Number, Place, is_condition, mul, names, neg, walk
from neurojit.equations.lines import Arrival, Statement, check_new_name, parse_statements
from neurojit.equations.method import Integration
from neurojit.equations.parse import parse_expression
from neurojit.equations.units_check import error_at
from neurojit.errors import EquationError, suggest
from neurojit.models.modulation import Modulation
from neurojit.models.parameter import Parameter
from neurojit.models.scope import CLOCK, MS, Scope

UNIFORM = "_uniform"
BEFORE = "_before_"
MOST_EVENTS = 7  # flags of a neuron are the bits of a byte


@dataclass(frozen=True, slots=True)
class Event:
    """What happens besides spikes: a condition and the statements carried out where it is true."""

    condition: Expr
    action: tuple[Statement, ...]


class Declared(Protocol):
    """What of a model is read before its spikes."""

    variables: dict[str, str]
    parameters: dict[str, Parameter]
    threshold: Expr | None
    reset: tuple[Statement, ...]
    refractory: Expr | None
    refractory_while: Expr | None
    events: dict[str, Event]
    initial: dict[str, Expr]
    receptors: dict[str, Arrival]
    integration: Integration
    modulation: Modulation


def _state(model: Declared) -> set[str]:
    return {*model.variables, *model.parameters, *CLOCK, *model.modulation.read}


def read_spike(model: Declared, scope: Scope, threshold: str | None, rate: str | None, reset: str) -> dict[str, Any]:
    """Threshold, or a hazard in place of it, and reset."""
    if threshold is not None and rate is not None:
        raise EquationError("give either threshold= or threshold_rate=, not both")
    if threshold is None and rate is None and reset:
        raise EquationError("reset needs a threshold")
    condition = None
    if threshold is not None:
        condition = _condition(model, scope, threshold, "the threshold")
    elif rate is not None:
        hazard = _per_ms(model, scope, rate)
        chance = neg(Apply("expm1", (neg(mul(hazard, Name("dt"))),)))
        condition = Apply("<", (Name(UNIFORM), chance))
    return {"threshold": condition, "reset": _statements(model, scope, reset, "the reset")}


def _per_ms(model: Declared, scope: Scope, rate: str) -> Expr:
    """A hazard in 1/ms, from text in any unit of rate."""
    unit = scope.unit(parse_expression(rate))
    alike = unit.dimension == (MS**-1).dimension
    hazard = scope.value(rate, unit if alike else MS**-1, _state(model), "the threshold_rate")
    return mul(Number(unit.scale), hazard) if alike else hazard


def read_refractoriness(model: Declared, scope: Scope, refractory: str | None,
                        clamped: Iterable[str]) -> dict[str, Any]:
    """A refractory time or condition, and the variables that are held meanwhile."""
    if isinstance(clamped, str) or not isinstance(clamped, Iterable):
        raise EquationError(f"clamped must be a tuple of variable names, such as ({clamped!r},)")
    held = tuple(clamped)
    for one in held:
        if one not in model.variables:
            raise EquationError(f"clamped: {one!r} is no variable;{suggest(one, model.variables)}")
    if refractory is not None and model.threshold is None:
        raise EquationError("refractory needs a threshold")
    if held and refractory is None:
        raise EquationError("clamped variables keep their reset value while the neuron is refractory; give refractory=")
    found: dict[str, Any] = {"clamped": held, "refractory": None, "refractory_while": None}
    if isinstance(refractory, str) and is_condition(parse_expression(refractory)):
        found["refractory_while"] = scope.condition(refractory, _state(model), "the refractory condition")
    elif refractory is not None:
        found["refractory"] = scope.value(refractory, MS, model.parameters, "the refractory time")
    return found


def read_events(model: Declared, scope: Scope, events: Mapping[str, tuple[str, str]]) -> dict[str, Event]:
    """Further events by name."""
    if len(events) > MOST_EVENTS:
        raise EquationError(f"a model can have at most {MOST_EVENTS} events besides spikes, got {len(events)}")
    found = {}
    for name, given in events.items():
        check_new_name(name, Place(str(name), 0, len(str(name))))
        if name == "spikes" or name in model.variables:
            raise EquationError(f"an event cannot be called {name!r}: that is recorded under this name already")
        if not isinstance(given, tuple | list) or len(given) != 2:
            raise EquationError(f"event {name!r} must be given as (condition, statements), got {given!r}")
        what = f"the event {name!r}"
        found[name] = Event(_condition(model, scope, given[0], what), _statements(model, scope, given[1], what))
    return found


def _condition(model: Declared, scope: Scope, text: str, what: str) -> Expr:
    return _with_previous(scope.condition(text, _state(model), what), model)


def _statements(model: Declared, scope: Scope, text: str, what: str) -> tuple[Statement, ...]:
    read = scope.statements(parse_statements(text), model.variables, _state(model), what)
    return tuple(Statement(one.name, _with_previous(one.expr, model)) for one in read)


def _with_previous(expr: Expr, model: Declared) -> Expr:
    """Replace previous(x) by the name of what x was before the step."""
    if not isinstance(expr, Apply):
        return expr
    if expr.op == "previous":
        inner = expr.args[0]
        if not isinstance(inner, Name) or inner.id not in model.variables:
            raise error_at(expr, "previous(x) takes the name of a variable")
        return Name(BEFORE + inner.id)
    return Apply(expr.op, tuple(_with_previous(one, model) for one in expr.args), expr.place)


def previous_variables(model: Declared) -> tuple[str, ...]:
    """The variables whose value before the step threshold, reset or events look at; refused anywhere else."""
    elsewhere = [s.expr for s in model.integration.statements]
    elsewhere += [one for one in (model.refractory, model.refractory_while) if one is not None]
    elsewhere += [*model.initial.values(), *(arrival.factor for arrival in model.receptors.values())]
    for expr in elsewhere:
        for node in walk(expr):
            if isinstance(node, Apply) and node.op == "previous":
                raise error_at(node, "previous(x) can be used in threshold, reset and events only")
    conditions = [event.condition for event in model.events.values()]
    conditions += [model.threshold] if model.threshold is not None else []
    used = frozenset[str]().union(*(names(one) for one in conditions), _read_by_statements(model))
    return tuple(v for v in model.variables if BEFORE + v in used)


def kept_variables(model: Declared) -> tuple[str, ...]:
    """The variables whose value before the step is kept in a row: for those that fired, or while substeps pass."""
    used = _read_by_statements(model)
    return tuple(v for v in previous_variables(model) if model.integration.substeps > 1 or BEFORE + v in used)


def _read_by_statements(model: Declared) -> frozenset[str]:
    statements = [*model.reset, *(s for event in model.events.values() for s in event.action)]
    return frozenset[str]().union(*(names(s.expr) for s in statements))
