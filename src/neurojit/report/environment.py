"""What a run was made with: versions and processor."""
from __future__ import annotations

import os
import platform
import sys

import llvmlite
import numba
import numpy
import scipy

from .._version import __version__


def cpu_name() -> str:
    """Name of the processor."""
    if sys.platform == "linux":
        with open("/proc/cpuinfo", encoding="utf8") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def core_count() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def environment() -> dict[str, str]:
    """Versions and processor by what they are of.

    Examples
    --------
    >>> from neurojit.report.environment import environment
    >>> list(environment())
    ['neurojit', 'Python', 'packages', 'processor']
    """
    return {
        "neurojit": __version__,
        "Python": f"{platform.python_version()} on {platform.platform()}",
        "packages": f"numpy {numpy.__version__}, scipy {scipy.__version__}, numba {numba.__version__}, "
                    f"llvmlite {llvmlite.__version__}",
        "processor": f"{cpu_name()}, {core_count()} cores for this process",
    }
