"""Print how a plastic kernel works on many synapses of a segment side by side, in loops that vectorise.

The last spikes of the targets are looked up newest first: of all targets, then of those that had one since the last
visit, and so on; each depth has a list of who had one, and when. Then the lists are replayed, oldest first: weights are
gathered, the events of a list computed in rows, weights put back. At last comes the arrival, of all.
"""
from __future__ import annotations

import numpy as np

from .._jit import LANES
from ..engine.learn import BATCH, HEADER, RECENT, ROWS, WORD_ROWS
from ..synapses.base import WEIGHT
from .event_text import Events

_ALWAYS_LONG_AGO = 2**29  # steps; a target that never fired seems to have done so before that
_NOTHING_LEFT = 1e18
_PADDED = "_found + 7 & ~7"  # of a list: whole vectors
AT_ONCE = BATCH - LANES  # synapses; lists have room for so many more
_DEPTHS = RECENT - 2  # spikes of a target that can be replayed here; one more may arrive just now, and one lies before


def _weight_place(one: Events) -> str:
    """Where the weight of synapse _i begins, in words; a literal distance, which loops can vectorise over."""
    return f"_np.int64(_i) * {_words_of(one)}"


def _words_of(one: Events) -> int:
    return np.dtype(one.weight).itemsize // 2


def columns(one: Events) -> list[str]:
    """What a synapse has of its own."""
    return [WEIGHT, *one.model.variables]


def fits(one: Events) -> bool:
    """Whether a model can be computed in rows: there is room, and events need nothing but ages and traces."""
    model = one.model
    plain = not (model.is_timed or model.draws or model.target or model.is_clocked)
    return model.needs_history and plain and len(_rows(one)) <= ROWS


def _rows(one: Events) -> list[str]:
    """Names of the rows in the scratch space: of all synapses, then of those that are replayed."""
    return [*(f"_all_{n}" for n in columns(one)), *(f"_some_{n}" for n in columns(one)), "_sends",
            *(f"_their_{n}" for n in one.post), *(f"_seen_{n}" for n in one.post)]


def _felt(one: Events) -> list[str]:
    """Traces of the target that a presynaptic spike reads."""
    return [n for n in one.post if n in one.used(one.model.on_pre)]


def _replayed(one: Events) -> list[str]:
    """Traces of the target that its own spike reads."""
    return [n for n in one.post if n in one.used(one.model.on_post)]


def space(one: Events) -> list[str]:
    """Give the rows of the scratch space their names."""
    names = ["_early", "_counts_at", "_lasts", "_then"]
    lines = [f"_space = _carray(_scratch, ({(WORD_ROWS + 2 * ROWS) * BATCH},))"]
    lines += [f"{name} = _space[{i * BATCH}:{(i + 1) * BATCH}]" for i, name in enumerate(names)]
    first = len(names) * BATCH
    middle, end = first + _DEPTHS * BATCH, first + 2 * _DEPTHS * BATCH
    lines += ["_lasts, _then = _lasts.view(_np.int32), _then.view(_np.int32)",
              f"_who, _when = _space[{first}:{middle}], _space[{middle}:{end}].view(_np.int32)",
              f"_floats = _space[{WORD_ROWS * BATCH}:].view(_np.float64)"]
    return lines + [f"{name} = _floats[{i * BATCH}:{(i + 1) * BATCH}]" for i, name in enumerate(_rows(one))]


def _function(name: str, arguments: list[str], size: str, body: list[str], before: list[str] | None = None,
              after: list[str] | None = None) -> list[str]:
    """A loop over `size` elements `_i`, on arrays that do not overlap."""
    return ["@_formula", f"def {name}({', '.join(arguments)}):", "    _wide_vectors()",
            *[f"    {line}" for line in before or []], f"    for _i in _range(_np.uint64({size})):",
            *[f"        {line}" for line in body], *[f"    {line}" for line in after or []], "", ""]


def formulas(one: Events) -> list[str]:
    """The functions that the kernel calls for a batch."""
    replay = [*_gather(one), *_post(one), *_scatter(one)] if one.model.on_post else []
    lists = [*_look(one), *_look_back(), *_keep("_keep_all", "None"), *_keep("_keep_some", "_keys")]
    return [*lists, *_load(one), *replay, *_mend(one), *_pre(one), *_send(), *_store(one)]


# ------------------------------------------------------------------------------------ looking up


def _look(one: Events) -> list[str]:
    """The last spike of every target, and the traces that a presynaptic spike reads there."""
    seen = _felt(one)
    body = ["_t = _np.uint64(_targets[_i]) - _first", "_lasts[_i] = _recent[_t]",
            *(f"_seen_{n}[_i] = _trace_{n}[_t]" for n in seen)]
    arguments = ["_m", "_first", "_targets", "_recent", "_lasts", *(f"_trace_{n}" for n in seen),
                 *(f"_seen_{n}" for n in seen)]
    return _function("_look", arguments, "_m", body)


def _look_back() -> list[str]:
    """The spike before, of those who had one."""
    arguments = ["_n_who", "_first", "_targets", "_recent", "_who", "_then"]
    return _function("_look_back", arguments, "_n_who",
                     ["_then[_i] = _recent[_np.uint64(_targets[_np.uint64(_who[_i])]) - _first]"])


def _keep(name: str, keys: str) -> list[str]:
    """List who spiked after `_least`, and when; behind the list are valid indices, so that loops need no remainder."""
    rows = f"_np.uint64(_m + {LANES - 1}) // _np.uint64({LANES})"
    step = f"_n = _keep_above(_values, {keys}, _i * _np.uint64({LANES}), _np.uint64(_m), _least, _n, _when, _who)"
    arguments = ["_m", "_least", "_values", *([] if keys == "None" else [keys]), "_when", "_who"]
    return _function(name, arguments, rows, [step], ["_n = _np.uint64(0)"],
                     [f"_who[_n : _n + _np.uint64({LANES})] = 0", "return _n"])


# ------------------------------------------------------------------------------------ replaying


def _load(one: Events) -> list[str]:
    body = [f"_row_w[_i] = abs(_load(_weights, {_weight_place(one)}, _LIKE))"]
    body += [f"_row_{v}[_i] = _extra[_i * _np.uint64({one.n_kept}) + _np.uint64({i})]"
             for i, v in enumerate(one.model.variables)]
    arguments = ["_m", "_weights", "_extra", *(f"_row_{n}" for n in columns(one))]
    return _function("_load_all", arguments, "_m", body)


def _gather(one: Events) -> list[str]:
    replayed = _replayed(one)
    body = ["_b = _np.uint64(_who[_i])", *(f"_some_{n}[_i] = _all_{n}[_b]" for n in columns(one))]
    body += ["_t = _np.uint64(_targets[_b]) - _first"] * bool(replayed)
    body += [f"_their_{n}[_i] = _trace_{n}[_t]" for n in replayed]
    arguments = ["_n", "_first", "_targets", "_who", *(f"_all_{n}" for n in columns(one)),
                 *(f"_some_{n}" for n in columns(one)), *(f"_trace_{n}" for n in replayed),
                 *(f"_their_{n}" for n in replayed)]
    return _function("_gather", arguments, "_n", body)


def _post(one: Events) -> list[str]:
    """What a postsynaptic spike does, unless it has not reached the synapse yet."""
    used = one.used(one.model.on_post)
    body = [f"{n} = _row_{n}[_i]" for n in columns(one)]
    body += ["_age = _np.float64(_row_when[_i] + _shift)"]
    body += [f"{n} = _h_{n} * {one.left(n, '_age')}" for n in one.pre if n in used]
    body += [f"{n} = _row_{n}[_i]" for n in _replayed(one)]
    body += [*one.statements(one.model.on_post), f"w = _np.float64(_np.{one.weight}(w))",
             "_is_there = _row_when[_i] <= _new"]
    body += [f"_row_{n}[_i] = {n} if _is_there else _row_{n}[_i]" for n in columns(one)]
    arguments = ["_n", "_p", "dt_pre", "_shift", "_new", *(f"_h_{n}" for n in one.pre if n in used), "_row_when",
                 *(f"_row_{n}" for n in columns(one)), *(f"_row_{n}" for n in _replayed(one))]
    return _function("_post", arguments, "_n", body, one.parameters())


def _scatter(one: Events) -> list[str]:
    body = ["_b = _np.uint64(_who[_i])", *(f"_all_{n}[_b] = _some_{n}[_i]" for n in columns(one))]
    arguments = ["_n", "_who", *(f"_all_{n}" for n in columns(one)), *(f"_some_{n}" for n in columns(one))]
    return _function("_scatter", arguments, "_n", body)


# ------------------------------------------------------------------------------------ arriving


def _mend(one: Events) -> list[str]:
    """Of targets whose last spike has not reached the synapse before this step, take the last one that has."""
    seen = _felt(one)
    if not seen:
        return []
    body = ["_b = _np.uint64(_early[_i])", "_t = _np.uint64(_targets[_b]) - _first",
            f"while _recent[_t] >= _there and _t < _np.uint64({RECENT - 1}) * _n_targets:", "    _t += _n_targets",
            "_lasts[_b] = _recent[_t]", *(f"_seen_{n}[_b] = _trace_{n}[_t]" for n in seen)]
    arguments = ["_n", "_first", "_n_targets", "_there", "_targets", "_early", "_recent", "_lasts",
                 *(f"_trace_{n}" for n in seen), *(f"_seen_{n}" for n in seen)]
    return _function("_mend", arguments, "_n", body)


def _pre(one: Events) -> list[str]:
    """What a presynaptic spike does."""
    used, seen = one.used(one.model.on_pre), _felt(one)
    body = [f"{n} = _row_{n}[_i]" for n in columns(one)]
    body += [f"{n} = _x_{n}" for n in one.pre if n in used]
    if seen:
        body += ["_age = _there - _np.float64(_lasts[_i])",
                 f"_age = _age if _age < {_ALWAYS_LONG_AGO}.0 else {_NOTHING_LEFT!r}"]
    body += [f"{n} = {one.after(n, f'_row_{n}[_i]')} * {one.left(n, '_age')}" for n in seen]
    body += [*one.statements(one.model.on_pre), f"_whole = _load(_weights, {_weight_place(one)}, _LIKE)",
             f"_sends[_i] = _sign * math.copysign(1.0, _whole) * {one.printer(one.model.send)}"]
    body += [f"_row_{n}[_i] = {n}" for n in columns(one)]
    arguments = ["_n", "_p", "dt_pre", "_there", "_sign", "_weights",
                 *(f"_x_{n}" for n in one.pre if n in used), "_lasts",
                 *(f"_row_{n}" for n in columns(one)), *(f"_row_{n}" for n in seen), "_sends"]
    return _function("_pre", arguments, "_n", body, one.parameters())


def _send() -> list[str]:
    return _function("_send_all", ["_m", "_targets", "_sends", "_inputs"], "_m",
                     ["_inputs[_np.uint64(_targets[_i])] += _sends[_i]"])


def _store(one: Events) -> list[str]:
    place = _weight_place(one)
    body = [f"_store(_weights, {place}, math.copysign(_row_w[_i], _load(_weights, {place}, _LIKE)), _LIKE)"]
    body += [f"_extra[_i * _np.uint64({one.n_kept}) + _np.uint64({i})] = _row_{v}[_i]"
             for i, v in enumerate(one.model.variables)]
    arguments = ["_m", "_weights", "_extra", *(f"_row_{n}" for n in columns(one))]
    return _function("_store_all", arguments, "_m", body)


# ------------------------------------------------------------------------------------ a batch


def _call(name: str, *arguments: str) -> str:
    return f"{name}({', '.join(arguments)})"


def _traces(one: Events, names: list[str], depth: str) -> list[str]:
    """The traces of all targets at the spike so many before the last."""
    return [f"_traces[({RECENT * one.post.index(n)} + {depth}) * _n_targets :]" for n in names]


def _of_depth(array: str, depth: str) -> str:
    return f"{array}[{depth} * {BATCH} : ({depth} + 1) * {BATCH}]"


def _look_up(one: Events) -> list[str]:
    """Make the lists; `_found` is not 0 where somebody has more spikes than there are lists."""
    felt = _felt(one)
    before, who, when = _of_depth("_who", "(_depth - 1)"), _of_depth("_who", "_depth"), _of_depth("_when", "_depth")
    return [_call("_look", "_m", "_base", "_here", "_recent", "_lasts", *_traces(one, felt, "0"),
                  *(f"_seen_{n}" for n in felt)),
            f"_n_found = {_call('_keep_all', '_m', '_old', '_lasts', '_when', '_who')}",
            "_found, _depth = _np.int64(_n_found), 0",
            f"while _found > 0 and _depth < {_DEPTHS - 1}:",
            "    _counts_at[_depth] = _np.uint32(_found)", "    _depth += 1",
            f"    {_call('_look_back', _PADDED, '_base', '_here', '_recent[_depth * _n_targets :]', before, '_then')}",
            f"    _found = _np.int64({_call('_keep_some', '_found', '_old', '_then', before, when, who)})"]


def _replay(one: Events) -> list[str]:
    """Replay the lists, oldest first."""
    post, used = _replayed(one), one.used(one.model.on_post)
    rows, some = [f"_all_{n}" for n in columns(one)], [f"_some_{n}" for n in columns(one)]
    their = [f"_their_{n}" for n in post]
    scalars = [f"_h[{HEADER + i}]" for i, n in enumerate(one.pre) if n in used]
    who = _of_depth("_who", "_depth")
    lines = [
        "_depth -= 1", "_found = _np.int64(_counts_at[_depth])",
        _call("_gather", _PADDED, "_base", "_here", who, *rows, *some, *_traces(one, post, "_depth"), *their),
        _call("_post", _PADDED, "_p", "dt_pre", "_shift", "_new", *scalars, _of_depth("_when", "_depth"), *some,
              *their),
        _call("_scatter", "_found", who, *rows, *some)]
    return ["while _depth > 0:", *[f"    {line}" for line in lines]] if one.model.on_post else []


def _arrive(one: Events) -> list[str]:
    """Let the presynaptic spike act on all, and add what it takes along."""
    felt, used = _felt(one), one.used(one.model.on_pre)
    rows, seen = [f"_all_{n}" for n in columns(one)], [f"_seen_{n}" for n in felt]
    early = _call("_keep_some", "_n_found", "_there - _np.int32(1)", "_when", "_who", "_then", "_early")
    lines = [f"_n_early = {early}",
             _call("_mend", "_n_early", "_base", "_u_targets", "_there", "_here", "_early", "_recent", "_lasts",
                   *_traces(one, felt, "0"), *seen)] if felt else []
    return [*lines,
            _call("_pre", "_m", "_p", "dt_pre", "_there", "_sign", "_weights[_c * _words :]",
                  *(f"_x_{n}" for n in one.pre if n in used), "_lasts", *rows, *seen, "_sends"),
            _call("_send_all", "_m", "_here", "_sends", "_inputs")]


def batch(one: Events, singly: list[str]) -> list[str]:
    """Work on the synapses `_c` to `_c + _m`; where a target did more than is at hand, `singly`."""
    whole = ", ".join(["_m, _weights[_c * _words :]", f"_extra[_c * {one.n_kept} :]",
                       *(f"_all_{n}" for n in columns(one))])
    return [
        "_here = _targets[_c : _c + _m]", *_look_up(one),
        "if _found > 0 or _there <= _old:",  # many spikes, or visited in this step before
        "    for _i in _range(_c, _c + _m):", *[f"        {line}" for line in singly],
        "else:", f"    _load_all({whole})",
        *[f"    {line}" for line in _replay(one)],
        "    if _arrived == ARRIVED:", *[f"        {line}" for line in _arrive(one)],
        f"    _store_all({whole})"]
