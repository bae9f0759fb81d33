"""Optional libraries, loaded where they are used."""
from __future__ import annotations

import importlib
from typing import Any

from ..errors import NeurojitError


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
