"""What was recorded, by the name of its population."""
from __future__ import annotations

from typing import Any, NoReturn

from ..errors import suggest


class ByName(dict[str, Any]):
    """A dict that answers a name it has not with those it has."""

    def __missing__(self, name: Any) -> NoReturn:
        raise KeyError(f"{name!r} was not recorded;{suggest(name, self)}")
