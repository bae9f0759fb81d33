"""The errors neurojit raises: each names what is wrong, its value, and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_SHOWN = 50  # characters of a long line shown on each side of the offending place


class NeurojitError(Exception):
    """Base of every error that neurojit raises on purpose."""


class EquationError(NeurojitError, ValueError):
    """An equation, condition or statement of a model cannot be used as written."""

    @classmethod
    def at(cls, text: str, start: int, end: int, problem: str) -> EquationError:
        """Make an error that shows `text` with the characters `start` to `end` underlined."""
        left = max(0, start - _SHOWN)
        right = min(len(text), max(end, start + 1) + _SHOWN, start + 2 * _SHOWN)
        head = "... " if left else ""
        tail = " ..." if right < len(text) else ""
        width = max(1, min(end, right) - start)
        line = f"{head}{text[left:right]}{tail}"
        return cls(f"{problem}\n    {line}\n    {' ' * (len(head) + start - left)}{'^' * width}")


class UnitError(EquationError):
    """Units do not fit together."""


class ParameterError(NeurojitError, ValueError):
    """A parameter is unknown or its value is not valid."""


class NetworkError(NeurojitError, ValueError):
    """A network description is not valid."""


class SimulationError(NeurojitError, RuntimeError):
    """A simulation cannot start or go on."""


def suggest(name: str, options: Iterable[str]) -> str:
    """Return " did you mean 'x'?" for the closest option, followed by the list of all of them.

    Examples
    --------
    >>> suggest("tau", ["tau_m", "C_m"])
    " did you mean 'tau_m'? Known: C_m, tau_m."
    """
    known = sorted(options)
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    question = f" did you mean '{close[0]}'?" if close else ""
    return f"{question} Known: {', '.join(known) if known else 'none'}."
