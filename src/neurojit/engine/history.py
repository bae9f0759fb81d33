"""What targets of plastic synapses did: their last spikes, and the numbers that each spike leaves behind.

A trace jumps at spikes and decays between them. Its value just before a spike is what spikes leave behind, and so is a
clock, by which decay over the time between two spikes becomes a product of a number of the one and a number of the
other: exp(-rate*(b - a)) = risen(a)*fallen(b), both counted from a multiple of a period. So a synapse needs no
exponential. A period is a power of two and 40 to 80 time constants: what is left of a trace after one of them takes a
constant factor, and after two nothing is left (exp(-40) is 4e-18).
"""
import math

import numpy as np

from .._jit import inline, prefetch
from .mathx import exp
from .plan import (
    L_CAPACITY,
    L_CARD,
    L_FIRST_LOCAL,
    L_HISTORY,
    L_LAST_LOCAL,
    L_POST,
    L_RATES,
    L_RECENT,
    L_RECENT_TRACES,
    L_SPIKES,
    L_WIDTH,
)

RECENT = 8  # spikes of a target at hand: the last of all targets, then those before; of the last also a card
NEVER = -(2**30)
SPIKED, MET = 1, 2  # kinds of an entry: the target fired; its state met a condition
# what a spike leaves: a trace of all spikes or of the nearest; or, from here on, the trace of that place after the
# spike, risen since the period began
ALL, NEAREST, RISEN = range(3)
_MOST = 80.0  # time constants of a period
_STRETCH = 4096  # steps
_LONGEST = 1 << 30  # steps; no simulation is longer


def period_of(rate: float) -> int:
    """Steps after which the clock of a trace begins anew; `rate` is dt/tau."""
    return 1 << int(math.log2(max(1.0, min(_LONGEST, _MOST / max(rate, 1e-300)))))


def stretch_of(rate: float) -> int:
    """Steps of a stretch, within which `falls` knows every step: a power of two, at most a period."""
    return min(_STRETCH, period_of(rate))


def falls(rate: float) -> np.ndarray:
    """What is left of 1 after the steps within a stretch; then after 0, 1, 2 ... stretches, and nothing at last."""
    stretch = stretch_of(rate)
    many = np.arange(int(_MOST / max(rate * stretch, _MOST * 2.0**-20)) + 1)
    return np.concatenate([np.exp(-rate * np.arange(stretch)), np.exp(-rate * stretch * many), [0.0]])


def cards_of(recent_traces: np.ndarray, row: np.ndarray) -> np.ndarray:
    """The cards of the targets of a block: what every plastic synapse wants to know of its target, side by side.

    The first number holds two of 32 bits, the steps of its last spike and of the one before; then comes what the last
    one left behind.
    """
    n_targets, first = row[L_LAST_LOCAL] - row[L_FIRST_LOCAL], row[L_RECENT_TRACES]
    return recent_traces[first : first + n_targets * row[L_CARD]].reshape(n_targets, row[L_CARD])


def forget(recent: np.ndarray, recent_traces: np.ndarray, table: np.ndarray) -> None:
    """Take back all spikes at hand."""
    recent[...], recent_traces[...] = NEVER, 0.0
    for row in table:
        cards_of(recent_traces, row).view(np.int32)[:, :2] = NEVER


@inline
def begin_of(step, period):
    """The step at which the period of `step` began."""
    return step & -period


@inline
def fallen(step, rate, period):
    """What is left of 1 since the period of `step` began."""
    return exp(np.float64(begin_of(step, period) - step) * rate)


@inline
def risen(step, rate, period):
    """What would fall to 1 from when the period of `step` began."""
    return exp(np.float64(step - begin_of(step, period)) * rate)


@inline
def _raised(value, kind):
    """A trace right after a spike."""
    return 1.0 if kind == NEAREST else value + 1.0


@inline
def _shift(recent, first, n_targets, value):
    """Put a value before the others of a target, and forget the last."""
    for q in range(RECENT - 1, 0, -1):
        recent[first + q * n_targets] = recent[first + (q - 1) * n_targets]
    recent[first] = value


@inline
def ask_for(plan, state, row, target):
    """Ask for the memory that the next entry of a target is written to."""
    table = plan.learning.table[row]
    count = state.post_counts[table[L_SPIKES] + target]
    place = target * table[L_CAPACITY] + ((count - 1) & (table[L_CAPACITY] - 1))
    prefetch(state.history, table[L_HISTORY] + place * table[L_WIDTH])


@inline
def enter(plan, state, row, target, step, kind):
    """Begin an entry in the history of a target; True when it holds many that were not replayed to all."""
    learning = plan.learning
    table = learning.table[row]
    capacity = table[L_CAPACITY]
    n_left, first = table[L_POST], table[L_RATES]
    width = table[L_WIDTH]
    n_targets = table[L_LAST_LOCAL] - table[L_FIRST_LOCAL]
    card = table[L_RECENT_TRACES] + target * table[L_CARD]
    near = table[L_RECENT_TRACES] + n_targets * table[L_CARD] + target
    count = state.post_counts[table[L_SPIKES] + target]
    base = table[L_HISTORY] + target * capacity * width
    now = base + (count & (capacity - 1)) * width
    before = base + ((count - 1) & (capacity - 1)) * width
    has_kind = width > 1 + n_left
    spiked = not has_kind or np.int64(state.history[before + 1 + n_left]) & SPIKED != 0
    for r in range(n_left):
        what, rate = learning.kinds[first + r], learning.rates[first + r]
        value = 0.0
        if what >= RISEN:
            trace = np.int64(what) - RISEN
            value = state.history[now + 1 + trace]
            value = _raised(value, learning.kinds[first + trace]) * risen(step, rate, learning.periods[first + r])
        elif count > 0:
            value = state.history[before + 1 + r]
            value = (_raised(value, what) if spiked else value) * math.exp(-rate * (step - state.history[before]))
        state.history[now + 1 + r] = value
        if learning.near[first + r] >= 0:
            state.recent_traces[card + 1 + learning.near[first + r]] = value
            _shift(state.recent_traces, near + RECENT * n_targets * learning.near[first + r], n_targets, value)
    state.history[now] = step
    if has_kind:
        state.history[now + 1 + n_left] = kind
    _shift(state.recent, table[L_RECENT] + target, n_targets, np.int32(step))
    steps = state.recent_traces.view(np.int32)
    steps[2 * card + 1], steps[2 * card] = steps[2 * card], np.int32(step)
    state.post_counts[table[L_SPIKES] + target] = count + 1
    return count + 1 - state.post_replayed[table[L_SPIKES] + target] >= capacity // 2
