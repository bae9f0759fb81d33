"""What a synapse sees of its target besides spikes: state variables, and the steps at which they meet a condition."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from neurojit.equations.expr import Expr, Place, names
from neurojit.equations.lines import Statement, check_new_name, parse_statements
from neurojit.errors import EquationError, suggest
from neurojit.models.parameter import Parameter
from neurojit.models.scope import Scope
from neurojit.units import parse_unit

STEP = "dt"
MOST = 16  # variables of a target; their values at a step must fit beside each other


@dataclass(frozen=True, slots=True)
class Reading:
    """A state variable of the target as the synapse reads it.

    Parameters
    ----------
    variable : str
        Its name in the model of the target.
    unit : str
    delay : str or None
        The parameter that says how much older it is than other things that reach the synapse from the target.
    """

    variable: str
    unit: str
    delay: str | None = None


@dataclass(frozen=True, slots=True)
class During:
    """A condition on the state of the target, and the statements carried out for every step that ends with it true."""

    condition: Expr
    action: tuple[Statement, ...]

    @property
    def used(self) -> frozenset[str]:
        """Names that the statements read."""
        return frozenset().union(*(names(s.expr) for s in self.action))


def read_target(given: Mapping[str, tuple[str, ...]], parameters: Mapping[str, Parameter]) -> dict[str, Reading]:
    """Check what a synapse model wants to know of its target: (variable, unit) or (variable, unit, delay) by name."""
    if len(given) > MOST:
        raise EquationError(f"a synapse can read at most {MOST} variables of its target, got {len(given)}")
    found = {}
    for name, one in given.items():
        check_new_name(name, Place(str(name), 0, len(str(name))))
        if isinstance(one, str) or len(one) not in (2, 3):
            raise EquationError(f"target {name!r} must be given as (variable, unit) or (variable, unit, delay), such "
                                f"as ('V_m', 'mV'), got {one!r}")
        reading = Reading(*one)
        parse_unit(reading.unit)
        if reading.delay is not None:
            known = parameters.get(reading.delay)
            if known is None or known.unit != "ms":
                raise EquationError(f"target {name!r}: its delay {reading.delay!r} is no parameter in ms;"
                                    f"{suggest(reading.delay, parameters)}")
        found[name] = reading
    return found


def read_during(given: tuple[str, str] | None, scope: Scope, changing: Mapping[str, str], target: Collection[str],
                parameters: Collection[str], known: Collection[str]) -> During | None:
    """Check condition and statements of during=; `known` is what the statements of spikes may read."""
    if given is None:
        return None
    if not isinstance(given, tuple | list) or len(given) != 2:
        raise EquationError(f"during must be given as (condition, statements), got {given!r}")
    if not target:
        raise EquationError("during= needs target=, the variables of the target that its condition looks at")
    condition = scope.condition(given[0], {*target, *parameters}, "the condition of during")
    if not names(condition) & set(target):
        raise EquationError(f"the condition of during must look at the target ({', '.join(target)}), got {given[0]!r}")
    action = scope.statements(parse_statements(given[1]), changing, {*known, *target, STEP}, "during")
    if not action:
        raise EquationError("during= needs statements that say what its condition does to the synapse")
    return During(condition, action)
