"""Functions of the operating system that compiled code calls."""
import sys

import numba
import numpy as np
from numba import types

let_others_run = types.ExternalFunction(
    "SwitchToThread" if sys.platform == "win32" else "sched_yield", types.intc())

if sys.platform == "linux":
    current_cpu = types.ExternalFunction("sched_getcpu", types.intc())
    _MASK = types.intc(types.intc, types.uintp, types.CPointer(types.int64))
    get_affinity = types.ExternalFunction("sched_getaffinity", _MASK)
    set_affinity = types.ExternalFunction("sched_setaffinity", _MASK)
else:  # elsewhere nobody is moved

    @numba.njit
    def current_cpu():
        """-1: not known."""
        return np.int32(-1)

    @numba.njit
    def get_affinity(thread, size, mask):
        """Not available."""
        return np.int32(-1)

    @numba.njit
    def set_affinity(thread, size, mask):
        """Not available."""
        return np.int32(-1)
