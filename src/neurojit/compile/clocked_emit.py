"""Print a clocked rule as numba source: learning at the synapses of a source, in the step in which it fires."""
from __future__ import annotations

import numpy as np

from ..equations.expr import to_text
from ..synapses.base import COINCIDENT, Synapse, SynapseModel
from .event_text import Events

_LARGE = 1 << 48


def rule_numbers(synapse: Synapse) -> np.ndarray:
    """What the kernel takes as parameters."""
    return np.array(list(synapse.values.values()), np.float64)


def emit_clocked(model: SynapseModel) -> tuple[str, str]:
    """Source and name of the kernel of a rule that needs no traces and no spikes but those of this step."""
    events = Events(model, "float64")
    body = ["_s = _listed[_i]", "w = _weights[_s]",
            *[f"{v} = _variables[_s * {len(model.variables)} + {i}]" for i, v in enumerate(model.variables)],
            f"{COINCIDENT} = 1.0 if _flags[_targets[_s]] != 0 else 0.0",
            *events.statements(model.on_pre), "_weights[_s] = w",
            *[f"_variables[_s * {len(model.variables)} + {i}] = {v}" for i, v in enumerate(model.variables)
              if any(s.name == v for s in model.on_pre)]]
    engine = sorted(events.printer.used)
    arrays = ("listed", "targets", "flags", "weights", "variables", "parameters")
    return "\n".join([
        f'"""{model.name}, clocked; emitted by neurojit.', "",
        *[f"    on pre: {s.name} = {to_text(s.expr)}" for s in model.on_pre], '"""',
        "import math as _math", "from builtins import range as _range", "",
        "from numba import carray as _carray", "",
        "from neurojit._jit import kernel", "from neurojit.engine.spikes import RULE",
        *[f"from neurojit.engine.mathx import {name} as _{name}" for name in engine], "", "",
        "@kernel(RULE)",
        f"def {model.name}(_n, {', '.join(f'_{one}_' for one in arrays)}):",
        *[f"    _{one} = _carray(_{one}_, ({_LARGE},))" for one in arrays],
        *[f"    {name} = _parameters[{i}]" for i, name in enumerate(model.parameters)],
        "    for _i in _range(_n):", *[f"        {line}" for line in body],
        "    return 0", "",
    ]), model.name
