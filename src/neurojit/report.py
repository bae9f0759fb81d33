"""What `neurojit info` prints: everything a bug report needs, and how threads are chosen."""
from __future__ import annotations

import os
import platform
import sys

import llvmlite
import numba
import numpy
import scipy

from . import _jit
from ._version import __version__
from .simulation import threads


def cpu_name() -> str:
    """Name of the processor."""
    if sys.platform == "linux":
        with open("/proc/cpuinfo", encoding="utf8") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _cache_lines() -> list[str]:
    folder = _jit.cache_folder()
    files = [file for file in folder.rglob("*") if file.is_file()]
    models = sorted(file.stem.rsplit("_", 1)[0] for file in folder.glob("models/*.py"))
    size = sum(file.stat().st_size for file in files) / 1e6
    return [f"cache        {folder}",
            f"             {len(files)} files, {size:.1f} MB; NEUROJIT_CACHE moves, `neurojit cache clear` empties it",
            f"models       {', '.join(models) if models else 'none yet; `neurojit warmup` compiles some'}"]


def report() -> str:
    """Versions, processor, threads, cache folder and its content, as text."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    layer = threads.threading_layer()
    return "\n".join([
        f"neurojit     {__version__}",
        f"Python       {platform.python_version()} on {platform.platform()}",
        f"packages     numpy {numpy.__version__}, scipy {scipy.__version__}, numba {numba.__version__}, "
        f"llvmlite {llvmlite.__version__}",
        f"processor    {cpu_name()}, {cores} cores for this process",
        f"threads      at most {threads.most_threads()} (NUMBA_NUM_THREADS), layer {layer}",
        *[f"             {line}" for line in threads.explanation()],
        *_cache_lines(),
    ])
