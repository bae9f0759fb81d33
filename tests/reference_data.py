"""Where the shared reference data lie."""
import os
from pathlib import Path

import pytest

_DEFAULT = Path(__file__).parents[2] / "shared" / "reference"


def reference_path(*parts: str) -> Path:
    """Path of a file below $NEUROJIT_REFERENCE or ../shared/reference; skips the test if it is not there."""
    path = Path(os.environ.get("NEUROJIT_REFERENCE", _DEFAULT)).joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no reference data at {path}; set NEUROJIT_REFERENCE to their folder")
    return path
