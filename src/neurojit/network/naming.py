"""Names of populations and projections: given or made, and unique."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..errors import NetworkError


def checked_name(name: Any) -> str | None:
    """A name that was given, or None."""
    if name is not None and (not isinstance(name, str) or not name):
        raise NetworkError(f"name must be a text, got {name!r}")
    return name


def population_name(others: Iterable[Any], model: str, name: str | None) -> str:
    """A name that no other population has; by default that of the model and a number."""
    taken = {p.name for p in others}
    given = checked_name(name)
    if given is None:
        return _numbered(model, "_", taken)
    if given in taken:
        raise NetworkError(f"there is already a population named {name!r}; names are unique")
    return given


def projection_name(others: Iterable[Any], ends: str, name: str | None) -> str:
    """A name that no other projection has; by default its ends and a number."""
    taken = {p.name for p in others}
    given = checked_name(name)
    if given is None:
        return _numbered(ends, " #", taken)
    if given in taken:
        raise NetworkError(f"there is already a projection named {name!r}; names are unique")
    return given


def named(key: Any) -> str:
    """What to write in place of a name, where only what has it will do."""
    return f"; names belong to the network: sim[net[{key!r}]] for a population" if isinstance(key, str) else ""


def _numbered(base: str, separator: str, taken: set[str]) -> str:
    name, count = base, 2
    while name in taken:
        name = f"{base}{separator}{count}"
        count += 1
    return name
