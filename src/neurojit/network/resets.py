"""Resets that meet the condition of a spike again, because two parameters were mixed up or a sign was lost."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..equations.evaluate import evaluate
from ..equations.expr import Apply, Expr, names, to_text
from ..errors import ParameterError
from ..models.base import NeuronModel
from ..models.source_model import SourceModel
from ..random import Distribution


def check_reset(name: str, model: NeuronModel | SourceModel, values: dict[str, Any]) -> None:
    """Refuse parameters by which neurons would fire whenever they are not refractory, whatever they receive.

    Only where numbers that were given say so, not those of distributions or set later. What moves on while the neuron
    is refractory may come back below the threshold, and numbers that a model was declared with are its author's choice.
    """
    if not isinstance(model, NeuronModel) or model.threshold is None or model.refractory_while is not None:
        return
    for condition in _alternatives(model.threshold):
        _check(name, model, values, condition)


def _alternatives(condition: Expr) -> list[Expr]:
    """Conditions of which each alone makes a spike."""
    if isinstance(condition, Apply) and condition.op == "or":
        return [one for part in condition.args for one in _alternatives(part)]
    return [condition]


def _check(name: str, model: NeuronModel, values: dict[str, Any], condition: Expr) -> None:
    read = names(condition)
    moved = [statement for statement in model.reset if statement.name in read]
    after = _after_reset(model, values)
    told = read.union(*(names(statement.expr) for statement in moved)) & values.keys() & model.parameters.keys()
    is_held = model.refractory is None or {statement.name for statement in moved} <= {*model.clamped}
    if not moved or not told or not is_held or not read <= after.keys():
        return
    again = np.atleast_1d(evaluate(condition, after))
    if again.any():
        first = int(np.argmax(again))
        numbers = (f"{key} = {np.broadcast_to(after[key], again.shape)[first]:g}{_unit(model, key)}"
                   for key in sorted(read))
        raise ParameterError(
            f"{name!r}: after a spike, with {', '.join(f'{s.name} = {to_text(s.expr)}' for s in moved)}, the condition "
            f"of the next, {to_text(condition)}, would be true at once ({', '.join(numbers)}): such neurons fire "
            "whenever they are not refractory; is a sign missing?")


def _after_reset(model: NeuronModel, values: dict[str, Any]) -> dict[str, Any]:
    """Parameters, and the variables of which these say what they are after a spike; those to be drawn are unknown."""
    given = {key: values.get(key, one.default) for key, one in model.parameters.items()}
    known = {key: value for key, value in given.items() if not isinstance(value, Distribution)}
    for statement in model.reset:
        if names(statement.expr) <= known.keys():
            known[statement.name] = evaluate(statement.expr, known)
        else:
            known.pop(statement.name, None)
    return known


def _unit(model: NeuronModel, key: str) -> str:
    unit = model.parameters[key].unit if key in model.parameters else model.variables[key]
    return "" if unit == "1" else f" {unit}"
