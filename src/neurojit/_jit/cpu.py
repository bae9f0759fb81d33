"""What the CPU that code is compiled for can do; the cache knows one CPU's code from another's."""
from functools import cache

from numba import config
from numba.core.codegen import get_host_cpu_features


@cache
def _features() -> frozenset[str]:
    wanted = config.CPU_FEATURES  # type: ignore[attr-defined]
    return frozenset((get_host_cpu_features() if wanted is None else wanted).split(","))


def can(feature: str) -> bool:
    """Whether it has a feature, by LLVM's name for it (avx2, avx512bw)."""
    return f"+{feature}" in _features()
