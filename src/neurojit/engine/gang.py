"""Threads that work through epochs together: they assemble once, then meet at a gate after every epoch.

A parallel region an epoch costs 2 to 100 us with numba's threading layers, a gate 0.2 us. Whether a layer
really runs all members at once is not promised (tbb), so they assemble first; if somebody is missing after a
while nobody starts, and the caller goes on with one thread. Waiting threads soon offer their core to others.
"""
import numpy as np

from .._jit import atomic_add, atomic_load, atomic_replace, inline, let_others_run

# places in the gate, a cache line apart
ARRIVED, OPENED, STARTED, OUTCOME = 0, 8, 16, 24
GATE_SIZE = 32
_SPINS = 4000  # about 4 us
_PATIENCE = 200_000  # yields while assembling; on an idle machine 0.1 s


@inline
def assemble(gate, member, n_members):
    """True for all members once all are here, or False for all."""
    if n_members == 1:
        return True
    atomic_add(gate, ARRIVED, 1)
    tries = 0
    while True:
        started = atomic_load(gate, STARTED)
        if started != 0:
            return started > 0
        if member == 0 and atomic_load(gate, ARRIVED) == n_members:
            atomic_replace(gate, STARTED, 0, 1)
        tries += 1
        if tries > _SPINS:
            let_others_run()
        if tries > _PATIENCE:
            atomic_replace(gate, STARTED, 0, -1)


@inline
def wait_for(gate, place, value):
    """Wait until gate[place] has reached `value`."""
    tries = 0
    while atomic_load(gate, place) < value:
        tries += 1
        if tries > _SPINS:
            let_others_run()


def new_gate() -> np.ndarray:
    """A gate for one call."""
    return np.zeros(GATE_SIZE, np.int64)
