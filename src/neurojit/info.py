"""What `neurojit info` prints: everything a bug report needs, and how threads are chosen."""
from __future__ import annotations

from . import _jit
from .report.environment import environment
from .simulation import threads


def _cache_lines() -> list[str]:
    folder = _jit.cache_folder()
    files = [file for file in folder.rglob("*") if file.is_file()]
    models = sorted(file.stem.rsplit("_", 1)[0] for file in folder.glob("models/*.py"))
    size = sum(file.stat().st_size for file in files) / 1e6
    return [f"cache        {folder}",
            f"             {len(files)} files, {size:.1f} MB; NEUROJIT_CACHE moves, `neurojit cache clear` empties it",
            f"models       {', '.join(models) if models else 'none yet; `neurojit warmup` compiles some'}"]


def info() -> str:
    """Versions, processor, threads, cache folder and its content, as text."""
    return "\n".join([
        *[f"{name:12} {value}" for name, value in environment().items()],
        f"threads      at most {threads.most_threads()} (NUMBA_NUM_THREADS), layer {threads.threading_layer()}",
        *[f"             {line}" for line in threads.explanation()],
        *_cache_lines(),
    ])
