"""The errors neurojit raises: each names what is wrong, its value, and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

_SHOWN = 50  # characters of a long line shown on each side of the offending place


class NeurojitError(Exception):
    """Base of every error that neurojit raises on purpose.

    Examples
    --------
    >>> import neurojit as nj
    >>> try:
    ...     nj.Network(seed=-1)
    ... except nj.NeurojitError as error:
    ...     print(error)
    seed must be an integer >= 0, got -1
    """


class EquationError(NeurojitError, ValueError):
    """An equation, condition or statement of a model cannot be used as written.

    Examples
    --------
    >>> import neurojit as nj
    >>> try:
    ...     nj.NeuronModel("typo", "dx/dt = -x/tau + : 1", {"tau": (10.0, "ms")})
    ... except nj.EquationError as error:
    ...     print("in model 'typo'" in str(error))
    True
    """

    @classmethod
    def at(cls, text: str, start: int, end: int, problem: str) -> EquationError:
        """Make an error that shows `text` with the characters `start` to `end` underlined.

        Parameters
        ----------
        text : str
        start, end : int
        problem : str
            What is wrong, as the first line of the error.
        """
        left = max(0, start - _SHOWN)
        right = min(len(text), max(end, start + 1) + _SHOWN, start + 2 * _SHOWN)
        head = "... " if left else ""
        tail = " ..." if right < len(text) else ""
        width = max(1, min(end, right) - start)
        line = f"{head}{text[left:right]}{tail}"
        return cls(f"{problem}\n    {line}\n    {' ' * (len(head) + start - left)}{'^' * width}")


class UnitError(EquationError):
    """Units do not fit together.

    Examples
    --------
    >>> import neurojit as nj
    >>> try:
    ...     nj.NeuronModel("wrong", "dV_m/dt = V_m : mV", {})
    ... except nj.UnitError as error:
    ...     print("in model 'wrong'" in str(error))
    True
    """


class ParameterError(NeurojitError, ValueError):
    """A parameter is unknown or its value is not valid.

    Examples
    --------
    >>> import neurojit as nj
    >>> try:
    ...     nj.random.normal(1.0, -2.0)
    ... except nj.ParameterError as error:
    ...     print(error)
    normal: std must be >= 0, got -2.0
    """


class NetworkError(NeurojitError, ValueError):
    """A network description is not valid.

    Examples
    --------
    >>> import neurojit as nj
    >>> try:
    ...     nj.rules.fixed_indegree(-1)
    ... except nj.NetworkError as error:
    ...     print(error)
    indegree must be an integer >= 0, got -1
    """


class SimulationError(NeurojitError, RuntimeError):
    """A simulation cannot start or go on.

    Examples
    --------
    >>> import neurojit as nj
    >>> net = nj.Network(seed=1)
    >>> cells = net.create(1, nj.models.iaf_psc_exp)
    >>> try:
    ...     nj.Simulation(net).result
    ... except nj.SimulationError as error:
    ...     print(error)
    nothing has been run yet; call run(duration) first
    """


def suggest(name: Any, options: Iterable[str]) -> str:
    """Return " did you mean 'x'?" for the closest option, followed by the list of all of them.

    Examples
    --------
    >>> suggest("tau", ["tau_m", "C_m"])
    " did you mean 'tau_m'? Known: C_m, tau_m."
    >>> suggest(1, ["tau_m", "C_m"])
    ' a name is a text. Known: C_m, tau_m.'
    """
    known = sorted(options)
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5) if isinstance(name, str) else []
    question = f" did you mean '{close[0]}'?" if close else "" if isinstance(name, str) else " a name is a text."
    return f"{question} Known: {', '.join(known) if known else 'none'}."
