"""Threads that work through epochs together: they assemble once, then meet at a gate after every epoch.

A parallel region an epoch costs 2 to 100 us with numba's threading layers, a gate 0.2 us. Whether a layer
really runs all members at once is not promised (tbb), so they assemble first; if somebody is missing after a
while nobody starts, and the caller goes on with one thread. Waiting threads soon offer their core to others.
"""
import numpy as np

from .._jit import atomic_add, atomic_load, atomic_replace, inline, let_others_run

# places in the gate, two cache lines apart
ARRIVED, OPENED, STARTED = 0, 16, 32
GATE_SIZE = 48
_SPINS = 4000  # about 4 us
BUDGET = 10_000_000  # about 10 ms
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
def wait_for(gate, place, value, budget):
    """Wait until gate[place] has reached `value`; returns what is left of the budget of idle spins.

    While the budget lasts the core is not offered: two members that share a core by accident then look busy, and
    the scheduler parts them; members that yield to each other at once may stay together for good. With
    more threads than cores the budget, some ms a call, is soon gone and the core is offered early.
    """
    tries = 0
    while atomic_load(gate, place) < value:
        tries += 1
        if tries > _SPINS:
            if budget > 0:
                budget -= 1
            else:
                let_others_run()
    return budget


@inline
def open_gate(gate, epoch, outcome):
    """Let the others go on after an epoch; its number and the outcome travel in one word."""
    atomic_add(gate, OPENED, 8 * epoch + outcome - atomic_load(gate, OPENED))


def new_gate() -> np.ndarray:
    """A gate for one call."""
    return np.zeros(GATE_SIZE, np.int64)
