"""What tells a function from others in any process: its source, and the values that it carries."""
from __future__ import annotations

import functools
import hashlib
import inspect
import re
from collections.abc import Callable, Mapping
from types import CodeType, FunctionType
from typing import Any

import numpy as np


def digest(function: Callable[..., Any]) -> str:
    """A digest of a function: source, defaults, variables of the functions around it, what is bound to it.

    Of values that are no functions, numbers, texts, arrays or containers of them, it holds what repr says; global
    variables are left out.
    """
    plain = inspect.isroutine(function) or isinstance(function, functools.partial)
    text = _told(function, ()) if plain else _object(function, ())
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _told(value: Any, within: tuple[int, ...]) -> str:
    """Text that says what a value is; `within` are those that hold it, since a function may hold itself."""
    if id(value) in within:
        return f"<{len(within) - within.index(id(value))} around>"
    within = (*within, id(value))
    if isinstance(value, np.ndarray) and value.dtype != object:
        return f"{value.dtype.str}{value.shape}{hashlib.blake2b(value.tobytes(), digest_size=12).hexdigest()}"
    if isinstance(value, Mapping):
        return _listed(value, [f"{_told(key, within)}: {_told(one, within)}" for key, one in value.items()])
    if isinstance(value, (tuple, list)):
        return _listed(value, [_told(one, within) for one in value])
    if isinstance(value, (set, frozenset)):
        return _listed(value, sorted(_told(one, within) for one in value))
    if isinstance(value, CodeType):
        return _listed(value, [value.co_code.hex(), repr(value.co_names), _told(value.co_consts, within)])
    if isinstance(value, functools.partial):
        return _told((value.func, value.args, sorted(value.keywords.items())), within)
    if inspect.ismethod(value):
        return f"{_told(value.__func__, within)} of {_object(value.__self__, within)}"
    if isinstance(value, FunctionType):
        return _function(value, within)
    return re.sub(" at 0x[0-9a-fA-F]+", "", repr(value))


def _object(value: Any, within: tuple[int, ...]) -> str:
    """What an object that is called, or whose method is, is made of."""
    kind = value if isinstance(value, type) else type(value)
    held = {} if isinstance(value, type) else getattr(value, "__dict__", {})
    return f"{kind.__qualname__} {_source(kind)} {_told(held, within)}"


def _listed(value: Any, parts: list[str]) -> str:
    return f"{type(value).__qualname__}({len(parts)}: {', '.join(parts)})"


def _function(function: FunctionType, within: tuple[int, ...]) -> str:
    carried = []
    for cell in function.__closure__ or ():
        try:
            carried.append(_told(cell.cell_contents, within))
        except ValueError:  # of a variable that is not set yet
            carried.append("")
    source = _source(function)
    if not source or function.__name__ == "<lambda>":  # whose source is the line, on which there may be others
        source += f"{function.__qualname__} {_told(function.__code__, within)}"
    return f"{source} {_told((function.__defaults__, function.__kwdefaults__), within)} {carried}"


def _source(named: Any) -> str:
    try:
        return inspect.getsource(named)
    except (OSError, TypeError):  # typed into an interpreter, or built in
        return ""
