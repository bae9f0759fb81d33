"""How plastic kernels know traces by clocks (engine.history): as text, and the numbers they read.

A trace of the source at a spike of the target is what it was at the source's last spike, raised to the beginning of a
stretch of steps, times what is left over the stretches between and within the stretch of the target's spike.
A trace of the target at a spike of the source is what its last spike left behind, raised to the beginning of a period,
times what is left of 1 since then.
"""
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..engine.history import ALL, NEAREST, RISEN, falls, period_of, stretch_of
from ..engine.learn import HEADER
from ..equations.expr import names
from ..equations.lines import Statement
from ..synapses.base import SynapseModel

# numbers of a trace: dt/tau, the period of its clock, what is left after a period, the stretch as a power of two, where
# the table `falls` begins, and how many stretches it knows
RATE, PERIOD, FALL, SHIFT, TABLE, STRETCHES = range(6)
TRACE_NUMBERS = 6


def used_names(statements: tuple[Statement, ...]) -> set[str]:
    """Names that statements read."""
    return {name for s in statements for name in names(s.expr)}


def is_plain(model: SynapseModel) -> bool:
    """Whether the events of a synapse need nothing but traces and ages."""
    return model.needs_history and not (model.is_timed or model.draws or model.target or model.is_clocked)


class Left(NamedTuple):
    """One of the numbers that a spike of the target leaves behind, see `engine.history`."""

    trace: str
    kind: int
    is_near: bool  # kept of the last few spikes once more, where kernels look it up


class Clocks:
    """The clocks of one model; none where events need more than traces and ages.

    Attributes
    ----------
    falling, rising : list of str
        Traces of the source that spikes of the target read, and of the target that spikes of the source read.
    left : list of Left
        All numbers that a spike of the target leaves behind.
    """

    def __init__(self, model: SynapseModel, places: dict[str, int]):
        self.places = places
        self.pre = [n for n, t in model.traces.items() if t.side == "pre"]
        self.post = [n for n, t in model.traces.items() if t.side == "post"]
        after_post = used_names(model.on_post) if is_plain(model) else set()
        after_pre = used_names(model.on_pre) if is_plain(model) else set()
        self.falling = [n for n in self.pre if n in after_post]
        self.rising = [n for n in self.post if n in after_pre]
        kinds = [NEAREST if model.traces[n].kind == "nearest" else ALL for n in self.post]
        self.left = [*(Left(n, kind, n in after_post) for n, kind in zip(self.post, kinds, strict=True)),
                     *(Left(n, RISEN + self.post.index(n), True) for n in self.rising)]

    def place(self, trace: str) -> int:
        """Which of the numbers that a spike of the target leaves behind is the clock of a trace."""
        return len(self.post) + self.rising.index(trace)

    def near(self) -> list[int]:
        """Of every number that a spike of the target leaves behind, which of those at hand it is, or -1."""
        return [sum(other.is_near for other in self.left[:i]) if one.is_near else -1
                for i, one in enumerate(self.left)]

    @property
    def card(self) -> int:
        """Numbers of the card of a target: steps, and what is at hand of what its last spike left behind."""
        return 1 + sum(one.is_near for one in self.left)

    def with_tables(self, numbers: np.ndarray) -> np.ndarray:
        """The numbers a kernel reads, those of traces written in, and their tables after them."""
        found = [numbers]
        for name, place in self.places.items():
            rate = numbers[place + RATE]
            numbers[place + PERIOD] = period = period_of(rate)
            numbers[place + FALL] = np.exp(-rate * period)
            if name in self.falling:
                stretch, table = stretch_of(rate), falls(rate)
                numbers[place + SHIFT], numbers[place + TABLE] = stretch.bit_length() - 1, sum(x.size for x in found)
                numbers[place + STRETCHES] = table.size - stretch
                found.append(table)
        return np.concatenate(found)

    def lines(self) -> list[str]:
        """What all synapses of a segment need of clocks."""
        lines = [line for n in self.falling for line in self._falling_lines(n)]
        for n in self.rising:
            place = self.places[n]
            lines += [f"_period = _int(_p[{place + PERIOD}])", "_begin = _begin_of(_now - _late, _period)",
                      f"_second_{n} = _fallen(_now - _late, _p[{place + RATE}], _period)",
                      f"_first_{n} = _second_{n} * _p[{place + FALL}]",
                      f"_turn_{n}, _far_{n} = _np.int32(_begin), _np.int32(_begin - _period)"]
        return lines

    def _falling_lines(self, n: str) -> list[str]:
        """`_first` and `_second` are the factors in the first stretch with spikes to be replayed, and in the next."""
        place = self.places[n]
        return [
            f"_bits_{n}, _n_{n} = _int(_p[{place + SHIFT}]), _int(_p[{place + STRETCHES}])",
            f"_stretch, _from = 1 << _bits_{n}, _before - _late",
            f"_falls_{n}, _origin_{n} = _p[_int(_p[{place + TABLE}]) :], _from >> _bits_{n}",
            f"_raised_{n} = _h[{HEADER + self.pre.index(n)}] * _risen(_from, _p[{place + RATE}], _stretch)",
            f"_begin = (_replayed - _late + 1) >> _bits_{n}",
            f"_first_{n}, _second_{n} = {self._factor(n, '_begin')}, {self._factor(n, '_begin + 1')}",
            f"_turn_{n} = _np.int32((_begin + 1) << _bits_{n})",
            f"_is_near = _is_near and (_cut - _late) >> _bits_{n} <= _begin + 1"]

    def _factor(self, n: str, stretch: str) -> str:
        number = f"max(0, min({stretch} - _origin_{n}, _n_{n} - 1))"
        return f"_raised_{n} * _falls_{n}[(1 << _bits_{n}) + {number}]"

    def fall(self, n: str, step: str, read: str = "{}[{}]") -> str:
        """Text of what is left of 1 at a step since its stretch began; `read` is that of an element."""
        return read.format(f"_falls_{n}", f"_np.uint64({step}) & _np.uint64((1 << _bits_{n}) - 1)")

    def fallen(self, n: str, step: str) -> str:
        """Text of a trace of the source when the target spikes, whenever that is."""
        step = f"_int({step})"
        return f"{self._factor(n, f'({step} >> _bits_{n})')} * {self.fall(n, step)}"

    def fallen_near(self, n: str, step: str, fall: str) -> str:
        """The same in one of two stretches, from what is left since its stretch began."""
        return f"(_first_{n} if {step} < _turn_{n} else _second_{n}) * {fall}"

    def risen(self, n: str, step: str, clock: str) -> str:
        """Text of a trace of the target when the source spikes, from the step of its last spike and what that left."""
        return f"(_second_{n} if {step} >= _turn_{n} else _first_{n} if {step} >= _far_{n} else 0.0) * {clock}"

    def near_names(self) -> list[str]:
        """Names that `fallen_near` reads."""
        return [f"_{what}_{n}" for n in self.falling for what in ("first", "second", "turn")]

    def far_names(self) -> list[str]:
        """Names that `fallen` reads."""
        return [f"_{what}_{n}" for n in self.falling for what in ("falls", "bits", "n", "origin", "raised")]

    def table_names(self) -> list[str]:
        """Names that `fall` reads."""
        return [f"_{what}_{n}" for n in self.falling for what in ("falls", "bits")]

    def rising_names(self) -> list[str]:
        """Names that `risen` reads."""
        return [f"_{what}_{n}" for n in self.rising for what in ("first", "second", "turn", "far")]
