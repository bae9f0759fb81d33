"""Threads that work through epochs together: they assemble once, then meet at a gate after every epoch.

A parallel region an epoch costs 2 to 100 us with numba's threading layers, a gate 0.4 us. Whether a layer
really runs all members at once is not promised (tbb), so they assemble first; if somebody is missing after a
while nobody starts, and the caller goes on with one thread. Waiting threads soon offer their core to others.

Members that share a core by accident while another is idle may stay so for long, since each always looks briefly
asleep; so whoever waits longer than he spins and sees a lower member on his core steps aside (Linux).
"""
import numpy as np

from .._jit import (
    address_of,
    atomic_add,
    atomic_load,
    atomic_replace,
    current_cpu,
    get_affinity,
    inline,
    let_others_run,
    set_affinity,
)

# places in the gate, two cache lines apart; then for every member its core and room for two masks of cores
ARRIVED, OPENED, STARTED, MEMBERS = 0, 16, 32, 48
CORE, MASK, OLD_MASK, MEMBER_SIZE = 0, 16, 32, 48
_MASK_BYTES = 128
_SPINS = 4000  # about 4 us
_LOOKS = 256  # yields between two looks at who shares the core
_PATIENCE = 200_000  # yields while assembling; on an idle machine 0.1 s


@inline
def assemble(gate, member, n_members):
    """True for all members once all are here, or False for all."""
    atomic_add(gate, ARRIVED, 1)
    if n_members == 1:
        return True
    gate[MEMBERS + member * MEMBER_SIZE + CORE] = current_cpu()
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
def _step_aside(gate, member):
    """Move to another core if a lower member is on this one."""
    mine = MEMBERS + member * MEMBER_SIZE
    core = np.int64(current_cpu())
    gate[mine + CORE] = core
    shared = False
    for other in range(member):
        shared |= core >= 0 and gate[MEMBERS + other * MEMBER_SIZE + CORE] == core
    if not shared or get_affinity(0, _MASK_BYTES, address_of(gate, mine + OLD_MASK)) < 0:
        return
    others = np.int64(0)
    for i in range(_MASK_BYTES // 8):
        gate[mine + MASK + i] = gate[mine + OLD_MASK + i]
    for other in range(member):
        taken = gate[MEMBERS + other * MEMBER_SIZE + CORE]
        gate[mine + MASK + taken // 64] &= ~(np.int64(1) << (taken % 64))
    for i in range(_MASK_BYTES // 8):
        others |= gate[mine + MASK + i]
    if others != 0:
        set_affinity(0, _MASK_BYTES, address_of(gate, mine + MASK))
        set_affinity(0, _MASK_BYTES, address_of(gate, mine + OLD_MASK))


@inline
def wait_for(gate, place, value, member):
    """Wait until gate[place] has reached `value`."""
    tries = 0
    while atomic_load(gate, place) < value:
        tries += 1
        if tries > _SPINS:
            if (tries - _SPINS) % _LOOKS == 1:
                _step_aside(gate, member)
            let_others_run()


@inline
def open_gate(gate, epoch, outcome):
    """Let the others go on after an epoch; its number and the outcome travel in one word."""
    atomic_add(gate, OPENED, 8 * epoch + outcome - atomic_load(gate, OPENED))


def new_gate(n_members: int) -> np.ndarray:
    """A gate for one call."""
    return np.zeros(MEMBERS + n_members * MEMBER_SIZE, np.int64)
