"""Optional libraries, loaded where they are used."""
from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator
from typing import Any

from ..errors import NeurojitError, ParameterError


def load(module: str, purpose: str, extra: str) -> Any:
    """Import an optional library, or say what to install.

    Raises
    ------
    NeurojitError
        Where it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise NeurojitError(f"{purpose} needs {module.split('.')[0]}: pip install 'neurojit[{extra}]'") from error


@contextlib.contextmanager
def made_by(maker: str, given: Any) -> Iterator[None]:
    """While something is read that only `maker` makes.

    Raises
    ------
    ParameterError
        Where it does not have what is looked for in it.
    """
    try:
        yield
    except ParameterError:
        raise
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ParameterError(f"what {maker}() has made is needed, got {type(given).__name__}; reading it failed with "
                             f"{type(error).__name__}: {error}") from error
