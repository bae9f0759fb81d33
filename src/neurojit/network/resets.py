"""Resets that meet the condition of a spike again, because two parameters were mixed up or a sign was lost."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..equations.evaluate import evaluate
from ..equations.expr import names, to_text
from ..errors import ParameterError
from ..models.base import NeuronModel
from ..models.source_model import SourceModel
from ..random import Distribution


def check_reset(name: str, model: NeuronModel | SourceModel, values: dict[str, Any]) -> None:
    """Refuse neurons that would fire whenever they are not refractory, whatever they receive.

    Only where their parameters alone say so: those of distributions are not drawn yet.
    """
    if not isinstance(model, NeuronModel) or model.threshold is None:
        return
    given = {key: values.get(key, one.default) for key, one in model.parameters.items()}
    known = {key: value for key, value in given.items() if not isinstance(value, Distribution)}
    after = dict(known)
    for statement in model.reset:
        if names(statement.expr) <= after.keys():
            after[statement.name] = evaluate(statement.expr, after)
        else:
            after.pop(statement.name, None)
    read = names(model.threshold)
    moved = [statement for statement in model.reset if statement.name in read]
    if not moved or not read <= after.keys():
        return
    again = np.atleast_1d(evaluate(model.threshold, after))
    if not again.any():
        return
    which = int(np.argmax(again))
    one = {key: np.atleast_1d(after[key])[which if np.size(after[key]) > 1 else 0] for key in sorted(read)}
    raise ParameterError(
        f"{name!r}: after a spike, with {', '.join(f'{s.name} = {to_text(s.expr)}' for s in moved)}, the condition of "
        f"the next, {to_text(model.threshold)}, would be true at once ("
        + ", ".join(f"{key} = {value:g}{_unit(model, key)}" for key, value in one.items())
        + "): such neurons fire whenever they are not refractory; is a sign missing?")


def _unit(model: NeuronModel, key: str) -> str:
    unit = model.parameters[key].unit if key in model.parameters else model.variables[key]
    return "" if unit == "1" else f" {unit}"
