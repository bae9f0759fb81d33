"""Print the kernel of a plastic synapse as numba source: what it does with one segment of a row."""
from __future__ import annotations

from ..engine.history import MET, SPIKED
from ..engine.learn import HEADER
from ..equations.expr import to_text
from ..equations.lines import Statement
from ..synapses.base import COINCIDENT, SynapseModel
from ..synapses.target import STEP
from .batch_emit import ARRIVES, AT_ONCE, BACK, batch, fits, formulas, space
from .drift_emit import KEY, SINCE, advance_call, advance_function, modulator_lines, parameter_lines
from .event_text import Events, number_place, seen
from .watch_emit import row_of


class Emitter(Events):
    """The kernel of one model for one type of weights."""

    def go_on(self, to: str, statements: tuple[Statement, ...], event: str) -> list[str]:
        """What went on between spikes up to a step, as far as statements see it; and the event, for what they draw."""
        lines = [advance_call(self.model, to)] if self.model.drift else []
        lines += [f"_event = {event}"] * self.model.draws
        return lines + modulator_lines(self.model, self.used(statements), to)

    def at(self, spike: str) -> str:
        """Where a spike of the target stands in its history."""
        return f"_ring + (({spike}) & (_capacity - 1)) * {self.width}"

    def search(self) -> list[str]:
        """Find the last spike of the target that has reached the synapse."""
        return [
            "_count = _counts[_j - _first]",
            f"_ring = (_j - _first) * _capacity * {self.width}",
            "_low = max(0, _count - _capacity + 1)",
            "_last = _count - 1",
            f"while _last >= _low and _past[{self.at('_last')}] + _late > _cut:",
            "    _last -= 1",
        ]

    def entry(self, spike: str, number: int) -> str:
        """One number of an entry of the history."""
        return f"_past[{self.at(spike)} + {number}]" if number else f"_past[{self.at(spike)}]"

    def replay(self) -> list[str]:
        """Replay what was not replayed yet."""
        model = self.model
        statements = model.on_post if model.during is None else (*model.on_post, *model.during.action)
        used = self.used(statements)
        inner = [f"_past_step = _int({self.entry('_q', 0)})", "_e = _past_step + _late", "_age = _e - _before"]
        falling = self.clocks.falling
        inner += [f"{n} = {self.clocks.fallen(n, '_past_step')}" for n in falling]
        inner += [f"{n} = _h[{HEADER + i}] * {self.left(n, '_age')}" for i, n in enumerate(self.pre)
                  if n in used and n not in falling]
        inner += [f"{n} = {self.entry('_q', 1 + i)}" for i, n in enumerate(self.post) if n in used]
        inner += self.go_on("_e", statements, "_e")
        inner += self.statements(model.on_post) if model.during is None else self.either()
        # as if it were stored after every event, so that it does not matter when synapses catch up
        inner += [f"w = _np.float64(_np.{self.weight}(w))"]
        return [
            "_begin = _last",
            f"while _begin >= _low and {self.entry('_begin', 0)} + _late > _replayed:",
            "    _begin -= 1",
            "for _q in _range(_begin + 1, _last + 1):", *[f"    {line}" for line in inner],
        ]

    def either(self) -> list[str]:
        """What an entry does that may be a spike, or a step whose end meets the condition of during=, or both."""
        assert self.model.during is not None
        kind = 1 + len(self.post)
        lines = [f"_kind = _int({self.entry('_q', kind)})"]
        if self.model.on_post:
            lines += [f"if _kind & {SPIKED}:", *[f"    {line}" for line in self.statements(self.model.on_post)]]
        held = [f"{n} = {self.entry('_q', kind + 1 + i)}" for i, n in enumerate(seen(self.model))]
        held += ["dt = _p[1]"] * (STEP in self.model.during.used)
        return [*lines, f"if _kind & {MET}:",
                *[f"    {line}" for line in [*held, *self.statements(self.model.during.action)]]]

    def arrival(self) -> list[str]:
        """What a presynaptic spike does; it does not see a postsynaptic one of the same time."""
        used = self.used(self.model.on_pre)
        lines = [f"{n} = _x_{n}" for n in self.pre if n in used]
        if self.model.is_clocked:
            here = f"_last >= 0 and _past[{self.at('_last')}] + _late >= _now"
            if self.model.during is not None:
                here += f" and _int({self.entry('_last', 1 + len(self.post))}) & {SPIKED} != 0"
            lines.append(f"{COINCIDENT} = 1.0 if {here} else 0.0")
        felt = [n for n in self.post if n in used]
        if felt:
            lines += [f"if _last >= 0 and _past[{self.at('_last')}] + _late >= _now:", "    _last -= 1",
                      *(f"{n} = 0.0" for n in felt), "if _last >= 0:",
                      f"    _past_step = _int(_past[{self.at('_last')}])", "    _age = _now - _past_step - _late"]
            spiked = ""
            if self.model.during is not None:
                spiked = f" if _int({self.entry('_last', 1 + len(self.post))}) & {SPIKED} else "
            for n in (clocks := self.clocks).rising:
                left = self.entry("_last", 1 + clocks.place(n))
                lines.append(f"    {n} = {clocks.risen(n, '_past_step', left)}")
            for n in (n for n in felt if n not in clocks.rising):
                place = self.entry("_last", 1 + self.post.index(n))
                after = f"({self.after(n, place)}{spiked}{place})" if spiked else self.after(n, place)
                lines.append(f"    {n} = {after} * {self.left(n, '_age')}")
        lines += [f"{n} = _kept[_row_{n} + _j - _first]" for n in self.model.target if n in used]
        lines += self.go_on("_now", self.model.on_pre, "_now + (_earlier << 32)")
        lines += self.statements(self.model.on_pre)
        return [*lines, f"_inputs[_j] += _sign * math.copysign(1.0, _whole) * {self.printer(self.model.send)}"]

    def load(self) -> list[str]:
        """Read a synapse."""
        lines = ["_j = _np.int64(_targets[_i])", "_whole = _load(_weights, _i * _words, _LIKE)", "w = abs(_whole)"]
        lines += [f"{v} = _extra[_i * {self.n_kept} + {i}]" for i, v in enumerate(self.model.variables)]
        number = f"_number = _int(_extra[_i * {self.n_kept} + {number_place(self.model)}])"
        since = f"{SINCE} = _int(_extra[_i * {self.n_kept} + {self.n_kept - 1}])"
        return lines + [number] * self.model.draws + [since] * bool(self.model.drift)

    def store(self) -> list[str]:
        """Write it back."""
        lines = ["_store(_weights, _i * _words, math.copysign(w, _whole), _LIKE)"]
        lines += [f"_extra[_i * {self.n_kept} + {i}] = {v}" for i, v in enumerate(self.model.variables)]
        return lines + [f"_extra[_i * {self.n_kept} + {self.n_kept - 1}] = {SINCE}"] * bool(self.model.drift)

    def one(self, least_back: str = "0", arrives: str = "_arrived == ARRIVED") -> list[str]:
        """One synapse, however much its target did; of that what lies at least so many entries back."""
        replay = self.replay() if self.model.on_post or self.model.during else []
        far = [f"_last = min(_last, _count - 1 - {least_back})"] * (least_back != "0")
        history = [*self.search(), *far, *replay] if self.model.needs_history else []
        rest = ["else:", f"    {advance_call(self.model, '_now if _arrived == SETTLED else _now // _grid * _grid')}"]
        return [*self.load(), *history, f"if {arrives}:", *[f"    {line}" for line in self.arrival()],
                *(rest if self.model.drift else []), *self.store()]

    def text(self) -> str:
        """The whole file."""
        model = self.model
        entry = f"{model.name}_{self.weight}"
        batched = fits(self)
        loops = ([f"for _c in _range(0, _n, {AT_ONCE}):", f"    _m = min({AT_ONCE}, _n - _c)",
                  *[f"    {line}" for line in batch(self, self.one(BACK, ARRIVES))]] if batched else
                 ["for _i in _range(_n):", *[f"    {line}" for line in self.one()]])
        jumps = [f"_h[{HEADER + i}] = {'1.0' if model.traces[n].kind == 'nearest' else f'_x_{n} + 1.0'}"
                 for i, n in enumerate(self.pre)]
        earlier = f"_h[{HEADER + len(self.pre)}]"  # spikes of the source that have arrived in the same step
        jumps += [f"{earlier} = _earlier"] * model.draws
        ages = ["_age = _now - _before", "dt_pre = (_now - _before) * _p[1]"]
        ages += [f"_x_{n} = _h[{HEADER + i}] * {self.left(n, '_age')}" for i, n in enumerate(self.pre)]
        ages += self.clocks.lines()
        side_by_side = formulas(self) if batched else []
        going_on = advance_function(model, self.weight, self.printer)
        engine = sorted(self.printer.used)
        return "\n".join([
            f'"""{model.name}, weights of type {self.weight}; emitted by neurojit.', "",
            *[f"    on pre: {s.name} = {to_text(s.expr)}" for s in model.on_pre],
            *[f"    on post: {s.name} = {to_text(s.expr)}" for s in model.on_post], *_about_target(model), '"""',
            "import math", "import math as _math",
            "from builtins import float as _float, int as _int, range as _range", "",
            "import numpy as _np", "from numba import carray as _carray", "",
            "from neurojit._jit import formula as _formula, inline as _inline, kernel",
            "from neurojit._jit import copy_number as _copy, deal_four as _deal_four, keep_above as _keep_above",
            "from neurojit._jit import keep_numbered_above as _keep_numbered_above",
            "from neurojit._jit import load_alone as _load_alone, load_long as _load_long, load_number as _load",
            "from neurojit._jit import prefetch as _prefetch, store_four as _store_four, store_number as _store",
            "from neurojit._jit import wide_vectors as _wide_vectors",
            *["from neurojit.engine.history import begin_of as _begin_of, fallen as _fallen, risen as _risen"]
            * bool(self.clocks.falling or self.clocks.rising),
            "from neurojit.engine.learn import ARRIVED, LEARN, SETTLED",
            *[f"from neurojit.engine.mathx import {name} as _{name}" for name in engine],
            *["from neurojit.engine.trains import binomial as _binomial"] * model.draws, "",
            f"_LIKE = _np.empty(0, _np.{self.weight})", "", "",
            *side_by_side,
            *going_on,
            "@kernel(LEARN)",
            f"def {entry}(_step, _n, _delay, _targets_, _weights_, _header, _parameters, _counts_, _history, "
            "_last_ones, _their_traces, _first, _inputs_, _sign, _variables, _scratch, _ring_, _arrived):",
            "    _targets = _carray(_targets_, (1 << 48,))", "    _weights = _carray(_weights_, (1 << 48,))",
            "    _h = _carray(_header, (64,))", "    _p = _carray(_parameters, (1 << 24,))",
            "    _counts = _carray(_counts_, (1 << 48,))", "    _past = _carray(_history, (1 << 48,))",
            "    _recent = _carray(_last_ones, (1 << 48,))", "    _cards = _carray(_their_traces, (1 << 48,))",
            *([f"    {line}" for line in space(self)] if batched else []),
            "    _inputs = _carray(_inputs_, (1 << 48,))", "    _extra = _carray(_variables, (1 << 48,))",
            f"    _words = {2 if self.weight == 'float32' else 4}",
            *(["    _kept = _carray(_ring_, (1 << 48,))"] if model.is_timed or model.target else []),
            *[f"    {line}" for line in parameter_lines(model)],
            *[f"    _key = _np.uint64(_p[{KEY}]) | (_np.uint64(_p[{KEY + 1}]) << _np.uint64(32))"] * model.draws,
            "    _capacity, _grid, _n_targets = _int(_p[2]), _int(_p[3]), _int(_p[6])",
            "    _late = _int(math.floor(_delay * _p[0] + 0.5))",
            "    _now = _step - _late",
            "    _cut = _now if _late > 0 or _arrived != ARRIVED else _now - 1",
            "    _before, _replayed = _int(_h[0]), _int(_h[1])",
            "    if _now < _before:", "        return 0  # nothing can have happened since",
            *[f"    _earlier = _int({earlier}) + 1 if _now == _before else 0"] * model.draws,
            "    _old, _new = _np.int32(_replayed - _late), _np.int32(_cut - _late)",
            "    _there, _is_near = _np.int32(_now - _late), True",
            "    _base, _u_targets = _np.uint64(_first), _np.uint64(_n_targets)",
            *[f"    {line}" for line in ages],
            *["    if not _is_near:", *(f"        _first_{n} = _second_{n} = 1.0" for n in self.clocks.falling)]
            * bool(self.clocks.falling),
            *[f"    _row_{n} = {row_of(model, n, '_cut - _late')}" for n in model.target
              if n in self.used(model.on_pre)],
            *[f"    {line}" for line in loops],
            "    _h[1] = max(_cut, _replayed)",
            "    if _arrived == ARRIVED:", "        _h[0] = _now", *[f"        {line}" for line in jumps],
            "    return 0", "",
        ])


def _about_target(model: SynapseModel) -> list[str]:
    """What of the target it reads, for the digest by which a snapshot knows the model."""
    lines = [f"    {name}: {one.variable} of the target, delay {one.delay}" for name, one in model.target.items()]
    if model.during is not None:
        lines += [f"    during {to_text(model.during.condition)}:",
                  *(f"        {s.name} = {to_text(s.expr)}" for s in model.during.action)]
    return lines


def emit_synapse(model: SynapseModel, weight: str) -> tuple[str, str]:
    """Source and name of the kernel of a synapse model for weights of type "float32" or "float64"."""
    return Emitter(model, weight).text(), f"{model.name}_{weight}"
