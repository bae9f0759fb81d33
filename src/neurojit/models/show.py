"""What a model looks like when printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from neurojit.equations.expr import Apply, Expr, Name, Number, fold, mul, names, neg, substitute, to_text
from neurojit.equations.lines import Arrival
from neurojit.models.parameter import Parameter
from neurojit.models.spiking import BEFORE, UNIFORM


def show(model: Any) -> str:
    """Return equations, conditions, receptors and parameters as aligned text."""
    lines = [f"NeuronModel {model.name} ({model.integration.method.replace('_', ' ')} integration)"]
    lines += ["  " + one for one in model.equations_text.splitlines()]
    if UNIFORM in model.noise:
        lines.append(f"  spike       with probability {_written(model.threshold.args[1])} in a step")
    elif model.threshold is not None:
        lines.append(f"  spike when  {_written(model.threshold)}")
    if model.reset:
        lines.append("  reset       " + "; ".join(f"{one.name} = {_written(one.expr)}" for one in model.reset))
    if model.refractory is not None:
        unit = " ms" if isinstance(fold(model.refractory), Number) else ""
        lines.append(f"  refractory  {_written(model.refractory)}{unit}{_holding(model)}")
    if model.refractory_while is not None:
        lines.append(f"  refractory  while {_written(model.refractory_while)}{_holding(model)}")
    for name, event in model.events.items():
        action = "; ".join(f"{one.name} = {_written(one.expr)}" for one in event.action)
        lines.append(f"  event       {name} when {_written(event.condition)}{': ' if action else ''}{action}")
    lines += [f"  receptor    {name}: {arrival_text(one)}   (w in {model.receptor_units[name]})"
              for name, one in model.receptors.items()]
    lines += [f"  input       {name} ({unit})" for name, unit in model.inputs.items()]
    lines += [f"  effective   {name} = {to_text(one)}" for name, one in model.modulation.effective.items()]
    return "\n".join([*lines, *parameter_lines(model.parameters)])


def _written(expr: Expr) -> str:
    """A condition or value as it may be typed."""
    looked_back = {name: Apply("previous", (Name(name.removeprefix(BEFORE)),))
                   for name in names(expr) if name.startswith(BEFORE)}
    return to_text(fold(substitute(expr, looked_back)))


def _holding(model: Any) -> str:
    return f", holding {', '.join(model.clamped)}" if model.clamped else ""


def arrival_text(arrival: Arrival) -> str:
    """Return an arrival as it would be written: "g_in -= w"."""
    factor, sign = arrival.factor, "+"
    negated = isinstance(factor, Apply) and factor.op == "neg"
    if negated or (isinstance(factor, Number) and factor.value < 0):
        factor, sign = neg(factor), "-"
    return f"{arrival.variable} {sign}= {to_text(mul(factor, Name('w')))}"


def parameter_lines(parameters: Mapping[str, Parameter]) -> Iterable[str]:
    """Return a line a parameter: name, default and unit."""
    width = max((len(name) for name in parameters), default=0)
    return [f"  parameter   {name:{width}}  {one}" for name, one in parameters.items()]
