"""The one door to numba: compilation flags, the disk cache, intrinsics and system calls of the engine."""
from .columns import (
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
    not_inlined,
    not_unrolled,
    wide_vectors,
)
from .lanes import (
    MOST_LANES,
    consecutive,
    has_short,
    load_lanes,
    short_of,
    with_short,
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
from .traced import (
    add_rows_within,
    in_lanes,
    in_lanes_adding,
)

__all__ = [
    "COLUMNS",
    "LANES",
    "MOST_LANES",
    "add_rows_within",
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
    "consecutive",
    "copy_number",
    "current_cpu",
    "deal_four",
    "engine_digest",
    "entry",
    "float_to_bits",
    "fma",
    "formula",
    "get_affinity",
    "has_short",
    "in_lanes",
    "in_lanes_adding",
    "inline",
    "is_stored",
    "keep_above",
    "keep_numbered_above",
    "kernel",
    "let_others_run",
    "load_alone",
    "load_four",
    "load_lanes",
    "load_long",
    "load_number",
    "not_inlined",
    "not_unrolled",
    "parallel_entry",
    "prefetch",
    "prefetch_second",
    "set_affinity",
    "short_of",
    "store_four",
    "store_number",
    "wide_vectors",
    "with_short",
]
