"""The one door to numba: compilation flags, the disk cache, intrinsics and system calls of the engine."""
from .columns import (
    CHOSEN,
    COLUMNS,
    choose,
)
from .compress import (
    LANES,
    keep_above,
    keep_numbered_above,
)
from .decorators import (
    entry,
    formula,
    inline,
    kernel,
    parallel_entry,
)
from .folder import (
    cache_folder,
    clear_cache,
    engine_digest,
)
from .fours import (
    deal_four,
    load_four,
    load_long,
    store_four,
)
from .intrinsics import (
    bits_to_float,
    caller,
    float_to_bits,
    fma,
    not_unrolled,
    wide_vectors,
)
from .memory import (
    address_of,
    atomic_add,
    atomic_load,
    atomic_replace,
    copy_number,
    load_alone,
    load_number,
    prefetch,
    prefetch_second,
    store_number,
)
from .store import (
    compiled_count,
    is_stored,
)
from .system import (
    current_cpu,
    get_affinity,
    let_others_run,
    set_affinity,
)

__all__ = [
    "CHOSEN",
    "COLUMNS",
    "LANES",
    "address_of",
    "atomic_add",
    "atomic_load",
    "atomic_replace",
    "bits_to_float",
    "cache_folder",
    "caller",
    "choose",
    "clear_cache",
    "compiled_count",
    "copy_number",
    "current_cpu",
    "deal_four",
    "engine_digest",
    "entry",
    "float_to_bits",
    "fma",
    "formula",
    "get_affinity",
    "inline",
    "is_stored",
    "keep_above",
    "keep_numbered_above",
    "kernel",
    "let_others_run",
    "load_alone",
    "load_four",
    "load_long",
    "load_number",
    "not_unrolled",
    "parallel_entry",
    "prefetch",
    "prefetch_second",
    "set_affinity",
    "store_four",
    "store_number",
    "wide_vectors",
]
