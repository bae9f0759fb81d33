"""Memory of this machine."""
from __future__ import annotations

import math


def available_mb() -> float:
    """Memory that can be had without swapping, MB; infinite where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            for line in file:
                if line.startswith("MemAvailable"):
                    return int(line.split()[1]) * 1024 / 1e6
    except (OSError, ValueError):
        pass
    return math.inf
