"""Check functions that a user gives before they are needed."""
from __future__ import annotations

import inspect
from typing import Any

from .errors import ParameterError


def check_takes(name: str, function: Any, *arguments: str) -> None:
    """Refuse a function that cannot be called with such arguments, by position.

    Raises
    ------
    ParameterError
        It takes more or fewer. Those that Python does not know the arguments of, such as built-in ones, pass.
    """
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*arguments)
    except TypeError as error:
        called = getattr(function, "__name__", repr(function))
        raise ParameterError(f"{name} is called as {called}({', '.join(arguments)}), but it is {called}{signature}: "
                             f"{error}") from None
