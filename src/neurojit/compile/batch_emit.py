"""Print how a plastic kernel works on many synapses of a segment side by side, in loops that vectorise.

What differs from synapse to synapse is first gathered in rows: weights, variables, ages and traces. Then events are
computed on the rows, the next spike to replay of all synapses that have one at a time, and at last the arrival of all.
"""
from __future__ import annotations

from ..engine.learn import BATCH, HEADER, RECENT, ROWS
from ..equations.lines import Statement
from ..synapses.base import WEIGHT
from .event_text import Events

_ALWAYS_LONG_AGO = 2**29  # steps; a target that never fired seems to have done so before that
_NOTHING_LEFT = 1e18


def columns(one: Events) -> list[str]:
    """What a synapse has of its own."""
    return [WEIGHT, *one.model.variables]


def fits(one: Events) -> bool:
    """Whether a model can be computed in rows: there is room, and events need nothing but ages and traces."""
    rows = 2 * len(columns(one)) + 3 + 2 * len(one.post)
    model = one.model
    plain = not (model.is_timed or model.draws or model.target or model.is_clocked)
    return model.needs_history and plain and rows <= ROWS


def _rows(one: Events) -> list[str]:
    """Names of the rows in the scratch space: of all synapses, then of those that are replayed."""
    return [*(f"_all_{n}" for n in columns(one)), *(f"_some_{n}" for n in columns(one)), "_ages", "_lags", "_sends",
            *(f"_their_{n}" for n in one.post), *(f"_seen_{n}" for n in one.post)]


def formulas(one: Events) -> list[str]:
    """Loops over rows: what a postsynaptic, and what a presynaptic spike does."""
    model = one.model
    lines = []
    if model.on_post:
        used = one.used(model.on_post)
        body = [f"{n} = _h_{n} * {one.left(n, '_age')}" for n in one.pre if n in used]
        body += [f"{n} = _row_{n}[_i]" for n in one.post if n in used]
        body += [*one.statements(model.on_post), f"w = _np.float64(_np.{one.weight}(w))"]
        lines += _loop(one, "post", model.on_post, body, [])
    used = one.used(model.on_pre)
    body = [f"{n} = _x_{n}" for n in one.pre if n in used]
    body += [f"{n} = {one.after(n, f'_row_{n}[_i]')} * {one.left(n, '_age')}" for n in one.post if n in used]
    body += [*one.statements(model.on_pre), f"_row_send[_i] = {one.printer(model.send)}"]
    return lines + _loop(one, "pre", model.on_pre, body, ["_row_send"])


def _loop(one: Events, name: str, statements: tuple[Statement, ...], body: list[str], more: list[str]) -> list[str]:
    loads = [f"{n} = _row_{n}[_i]" for n in columns(one)] + ["_age = _row_age[_i]"]
    loads += [f"_age = _age if _age < {_ALWAYS_LONG_AGO}.0 else {_NOTHING_LEFT!r}"] * (name == "pre")
    stores = [f"_row_{n}[_i] = {n}" for n in columns(one)]
    return ["@_formula", f"def _{name}(_n, _p, _h, dt_pre, {_arguments(one, name, statements, more)}):",
            "    _wide_vectors()", *[f"    {line}" for line in one.parameters()],
            "    for _i in _range(_np.uint64(_n)):", *[f"        {line}" for line in [*loads, *body, *stores]], "", ""]


def _arguments(one: Events, name: str, statements: tuple[Statement, ...], more: list[str]) -> str:
    used = one.used(statements)
    scalars = [f"{'_h' if name == 'post' else '_x'}_{n}" for n in one.pre if n in used]
    rows = [*(f"_row_{n}" for n in columns(one)), "_row_age", *(f"_row_{n}" for n in one.post if n in used), *more]
    return ", ".join([*scalars, *rows])


def _call(one: Events, name: str, statements: tuple[Statement, ...], size: str) -> str:
    used = one.used(statements)
    of, ages, traces = ("_some", "_ages", "_their") if name == "post" else ("_all", "_lags", "_seen")
    scalars = [f"_h[{HEADER + i}]" if name == "post" else f"_x_{n}" for i, n in enumerate(one.pre) if n in used]
    rows = [*(f"{of}_{n}" for n in columns(one)), ages, *(f"{traces}_{n}" for n in one.post if n in used)]
    rows += ["_sends"] if name == "pre" else []
    return f"_{name}({size}, _p, _h, dt_pre, {', '.join([*scalars, *rows])})"


def space(one: Events) -> list[str]:
    """Give the rows of the scratch space their names."""
    lines = [f"_space = _carray(_scratch, ({(4 + 2 * ROWS) * BATCH},))",
             f"_todo, _pending = _space[:{BATCH}], _space[{BATCH}:{2 * BATCH}]",
             f"_early = _space[{2 * BATCH}:{3 * BATCH}]",
             f"_floats = _space[{4 * BATCH}:].view(_np.float64)"]
    return lines + [f"{name} = _floats[{i * BATCH}:{(i + 1) * BATCH}]" for i, name in enumerate(_rows(one))]


def batch(one: Events, singly: list[str]) -> list[str]:
    """Work on the synapses `_c` to `_c + _m`; where a target did more than is at hand, `singly`."""
    arrival = ["if _arrived == ARRIVED:", *[f"    {line}" for line in _arrival(one)]]
    return [
        *_counted(one), "if _found > 0:",
        "    for _i in _range(_c, _c + _m):", *[f"        {line}" for line in singly],
        "else:",
        *[f"    {line}" for line in [*_loaded(one), *(_replayed(one) if one.model.on_post else []), *arrival,
                                     *_stored(one)]]]


def _target(b: str) -> str:
    return f"(_np.int64(_targets[_c + {b}]) - _first)"


def _counted(one: Events) -> list[str]:
    """How many spikes every target had since the last visit, and how many of them have not reached the synapse.

    Spikes are looked up newest first, of all targets, then of those that had one, and so on. For the arrival, the last
    one is noted as if it had reached the synapse before; `_early` lists those where it has not.
    """
    def look(b: str, depth: str) -> list[str]:
        return [f"_e = _recent[{_at_hand(_target(b), depth)}]", "_newer = _np.uint32(_e > _old)",
                "_todo[_left] = _b", "_left += _np.int64(_newer)"]

    seen = [n for n in one.post if n in one.used(one.model.on_pre)]
    last = ["_lags[_b] = _now - _late - _e", *(f"_seen_{n}[_b] = {_trace(one, n, _target('_b'), '0')}" for n in seen),
            "_early[_n_early] = _b", "_n_early += _np.int64(_e + _late >= _now)"] if seen else []
    return [
        "_left, _n_early = 0, 0", "for _b in _range(_m):", *[f"    {line}" for line in look("_b", "0")],
        "    _pending[_b] = _newer + (_np.uint32(_e > _new) << 4)", *[f"    {line}" for line in last],
        "_found, _depth = _left, 1",
        f"while _found > 0 and _depth < {RECENT - 1}:",
        "    _left = 0", "    for _f in _range(_found):", "        _b = _np.int64(_todo[_f])",
        *[f"        {line}" for line in look("_b", "_depth")],
        "        _pending[_b] += _newer + (_np.uint32(_e > _new) << 4)",
        "    _found, _depth = _left, _depth + 1"]


def _at_hand(target: str, back: str) -> str:
    """Where the spike of a target stands that was so many before its last one; the last ones of all lie together."""
    return target if back == "0" else f"({back}) * _n_targets + {target}"


def _loaded(one: Events) -> list[str]:
    lines = ["_all_w[_b] = abs(_load(_weights, (_c + _b) * _words, _LIKE))"]
    lines += [f"_all_{v}[_b] = _extra[(_c + _b) * {one.n_kept} + {i}]" for i, v in enumerate(one.model.variables)]
    return ["for _b in _range(_m):", *[f"    {line}" for line in lines]]


def _stored(one: Events) -> list[str]:
    place = "(_c + _b) * _words"
    lines = [f"_store(_weights, {place}, math.copysign(_all_w[_b], _load(_weights, {place}, _LIKE)), _LIKE)"]
    lines += [f"_extra[(_c + _b) * {one.n_kept} + {i}] = _all_{v}[_b]" for i, v in enumerate(one.model.variables)]
    return ["for _b in _range(_m):", *[f"    {line}" for line in lines]]


def _trace(one: Events, name: str, target: str, back: str) -> str:
    first = one.post.index(name) * RECENT
    return f"_traces[{_at_hand(target, f'{first} + {back}' if first else back)}]"


def _replayed(one: Events) -> list[str]:
    """The oldest spike of all targets that have one left, then the next; the list of them shrinks."""
    used = one.used(one.model.on_post)
    gathered = ["_b = _np.int64(_todo[_f])", f"_t = {_target('_b')}",
                "_q = (_np.int64(_pending[_b]) & 15) - 1 - _depth",
                f"_ages[_f] = _np.int64(_recent[{_at_hand('_t', '_q')}]) + _late - _before",
                *(f"_their_{n}[_f] = {_trace(one, n, '_t', '_q')}" for n in one.post if n in used),
                *(f"_some_{n}[_f] = _all_{n}[_b]" for n in columns(one))]
    more = "(_pending[_b] & 15) > (_pending[_b] >> 4) + _depth"
    return [
        "_found, _depth = 0, 0",
        "for _b in _range(_m):",
        "    _todo[_found] = _b", f"    _found += _np.int64({more})",
        "while _found > 0:",
        "    for _f in _range(_found):", *[f"        {line}" for line in gathered],
        f"    {_call(one, 'post', one.model.on_post, '_found')}",
        "    for _f in _range(_found):", "        _b = _np.int64(_todo[_f])",
        *(f"        _all_{n}[_b] = _some_{n}[_f]" for n in columns(one)),
        "    _left, _depth = 0, _depth + 1",
        "    for _f in _range(_found):", "        _b = _np.int64(_todo[_f])", "        _todo[_left] = _b",
        f"        _left += _np.int64({more})",
        "    _found = _left"]


def _arrival(one: Events) -> list[str]:
    """All synapses at once, from the last spike of their target that has reached them before this step."""
    seen = [n for n in one.post if n in one.used(one.model.on_pre)]
    mended = ["_b = _np.int64(_early[_f])", f"_t = {_target('_b')}", "_q = _np.int64(_pending[_b]) >> 4",
              f"_q += _np.int64(_recent[{_at_hand('_t', '_q')}] + _late >= _now)",
              f"_lags[_b] = _now - _late - _recent[{_at_hand('_t', '_q')}]",
              *(f"_seen_{n}[_b] = {_trace(one, n, '_t', '_q')}" for n in seen)]
    sends = ["_whole = _load(_weights, (_c + _b) * _words, _LIKE)",
             "_inputs[_targets[_c + _b]] += _sign * math.copysign(1.0, _whole) * _sends[_b]"]
    return [*(["for _f in _range(_n_early):", *[f"    {line}" for line in mended]] if seen else []),
            _call(one, "pre", one.model.on_pre, "_m"),
            "for _b in _range(_m):", *[f"    {line}" for line in sends]]
