"""The dicts that models are declared with."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neurojit.errors import EquationError

_EXAMPLES = {
    "parameters": '{"tau_m": (10.0, "ms")}',
    "receptors": '{"excitatory": "I_syn += w"}',
    "states": '{"V_m": "mV"}',
    "initial": '{"V_m": "E_L"}',
    "inputs": '{"I_ext": "pA"}',
    "modulation": '{"V_th": "V_th - 2*mV*noradrenaline"}',
    "events": '{"burst": ("U_m > 3*mV", "n = n + 1")}',
    "traces": '{"x_pre": ("pre", "tau_plus")}',
    "variables": '{"c": 0.0}',
    "target": '{"V": ("V_m", "mV")}',
}
_TEXTS = ("receptors", "states", "inputs", "modulation")


def check_tables(given: Mapping[str, Any]) -> None:
    """Refuse what is no dict by name, and no texts where it must hold texts.

    Parameters
    ----------
    given : dict of str to object
        Arguments by name; those that are no tables are passed over.
    """
    for name, example in _EXAMPLES.items():
        table = given.get(name)
        if table is not None and not isinstance(table, Mapping):
            raise EquationError(f"{name} must be a dict such as {example}, got {table!r}")
        for one, value in (table or {}).items() if name in _TEXTS else ():
            if not isinstance(value, str):
                raise EquationError(f"{name} must be a dict of texts such as {example}, got {value!r} for {one!r}")
