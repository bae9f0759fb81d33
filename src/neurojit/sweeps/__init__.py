"""Many runs of networks over processes: `nj.sweep`."""
from __future__ import annotations

from .sweep import sweep
from .table import Sweep

__all__ = ["Sweep", "sweep"]
