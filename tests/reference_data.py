"""Where the reference data lie that are too large for the repository, or skip."""

import os
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).resolve().parents[1]


def reference_path(*parts):
    """Path of a file of the reference data; skips the test with the reason where it is absent."""
    root = Path(os.environ.get("NEUROJIT_REFERENCE") or _REPOSITORY.parent / "shared" / "reference")
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no reference data at {path}; set NEUROJIT_REFERENCE to their folder")
    return path
