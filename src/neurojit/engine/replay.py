"""Bring plastic synapses up to date between runs, so that their weights can be read or set."""
from functools import cache

from numba import carray, types

from .._jit import address_of, caller, entry, inline, kernel
from .ahead import read_ahead
from .context import unpack
from .learn import REPLAYED, SETTLED, catch_up
from .plan import N_PARTITIONS, STEP

# (context, per plastic block or, AHEAD, per plastic segment whether it is meant, how)
REPLAY = types.int64(types.CPointer(types.int64), types.CPointer(types.int64), types.int64)
REPLAY_ONLY, SETTLE, AHEAD = range(3)
_call = caller(REPLAY)


@inline
def _replay(context, wanted, how):
    plan, state = context.plan, context.state
    for k in range(plan.sizes[N_PARTITIONS]):
        if how == AHEAD:
            read_ahead(plan, state, k, state.clock[STEP], wanted)
        else:
            for row in range(plan.learning.first[k], plan.learning.first[k + 1]):
                if wanted[row]:
                    catch_up(plan, state, k, row, state.clock[STEP], SETTLED if how == SETTLE else REPLAYED)


def _replay_some(table, wanted, how):
    _replay(unpack(table), carray(wanted, (1 << 48,)), how)
    return 0


@cache
def replay_address() -> int:
    """Address of the compiled function; compiled at first use."""
    return kernel(REPLAY)(_replay_some).address


@entry
def replay(address, table, wanted, how):
    """Bring the wanted plastic blocks, or AHEAD segments, up to date.

    REPLAY_ONLY changes nothing that follows; SETTLE makes weights ready to be set; AHEAD makes them ready to be read,
    and must be taken back.
    """
    return _call(address, (address_of(table, 0), address_of(wanted, 0), how))
