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
_BLOCK = 8  # synapses computed side by side before what came of them is put where each belongs
_PADDED = f"_found + {_BLOCK - 1} & ~{_BLOCK - 1}"  # of a list: whole blocks
AT_ONCE = BATCH - LANES  # synapses; lists have room for so many more, and rows for what is made of them
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
            *(f"_seen_{n}" for n in one.post)]


def _felt(one: Events) -> list[str]:
    """Traces of the target that a presynaptic spike reads."""
    return [n for n in one.post if n in one.used(one.model.on_pre)]


def _replayed(one: Events) -> list[str]:
    """Traces of the target that its own spike reads."""
    return [n for n in one.post if n in one.used(one.model.on_post)]


def space(one: Events) -> list[str]:
    """Give the rows of the scratch space their names."""
    names = ["_keys", "_early", "_counts_at", "_lasts", "_then"]
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


def _blocks(first: list[str], second: list[str]) -> list[str]:
    """Lines that do `first` for a block of synapses `_i`, side by side, and `second` one by one, and so for all blocks.

    While one waits for memory the other can compute.
    """
    one_block = [f"for _k in _range(_np.uint64({_BLOCK})):", f"    _i = _block * _np.uint64({_BLOCK}) + _k"]
    return ["for _block in _range(_blocks):",
            *[f"    {line}" for line in one_block], *[f"        {line}" for line in first],
            *[f"    {line}" for line in one_block], *[f"        {line}" for line in second]]


def formulas(one: Events) -> list[str]:
    """The functions that the kernel calls for a batch."""
    replay = _replay_list(one) if one.model.on_post else []
    return [*_look(one), *_look_back(), *_keep(), *_load(one), *replay, *_mend(one), *_pre(one), *_store_all(one)]


# ------------------------------------------------------------------------------------ looking up


def _look(one: Events) -> list[str]:
    """The last spike of every target, and the traces that a presynaptic spike reads there."""
    seen = _felt(one)
    body = ["_t = _np.uint64(_targets[_i]) - _first", f"_keys[_i] = _np.uint32(_t * _np.uint64({BATCH}) + _i)",
            "_lasts[_i] = _recent[_t]", *(f"_seen_{n}[_i] = _trace_{n}[_t]" for n in seen)]
    arguments = ["_m", "_first", "_targets", "_recent", "_keys", "_lasts", *(f"_trace_{n}" for n in seen),
                 *(f"_seen_{n}" for n in seen)]
    return _function("_look", arguments, "_m", body)


def _target(key: str) -> str:
    return f"_np.uint64({key} // _np.uint32({BATCH}))"


def _synapse(key: str) -> str:
    return f"_np.uint64({key} % _np.uint32({BATCH}))"


def _look_back() -> list[str]:
    """The spike before, of those who had one."""
    return _function("_look_back", ["_n_who", "_recent", "_who", "_then"], "_n_who",
                     [f"_then[_i] = _recent[{_target('_who[_i]')}]"])


def _keep() -> list[str]:
    """List who spiked after `_least`, and when; behind the list stands a synapse that nobody has."""
    rows = f"_np.uint64(_m + {LANES - 1}) // _np.uint64({LANES})"
    step = f"_n = _keep_above(_values, _keys, _i * _np.uint64({LANES}), _np.uint64(_m), _least, _n, _when, _who)"
    return _function("_keep", ["_m", "_least", "_values", "_keys", "_when", "_who"], rows, [step],
                     ["_n = _np.uint64(0)"], [f"_who[_n : _n + _np.uint64({LANES})] = {BATCH - 1}", "return _n"])


# ------------------------------------------------------------------------------------ replaying


def _load(one: Events) -> list[str]:
    body = [f"_row_w[_i] = abs(_load(_weights, {_weight_place(one)}, _LIKE))"]
    body += [f"_row_{v}[_i] = _extra[_i * _np.uint64({one.n_kept}) + _np.uint64({i})]"
             for i, v in enumerate(one.model.variables)]
    arguments = ["_m", "_weights", "_extra", *(f"_row_{n}" for n in columns(one))]
    return _function("_load_all", arguments, "_m", body)


def _replay_list(one: Events) -> list[str]:
    """What postsynaptic spikes of a list do, unless they have not reached the synapse yet."""
    used, replayed, own = one.used(one.model.on_post), _replayed(one), columns(one)
    pre = [n for n in one.pre if n in used]
    body = [f"_b = {_synapse('_who[_i]')}", *(f"{n} = _all_{n}[_b]" for n in own)]
    body += [f"_t = {_target('_who[_i]')}"] * bool(replayed) + [f"{n} = _trace_{n}[_t]" for n in replayed]
    body += ["_age = _np.float64(_when[_i] + _shift)", *(f"{n} = _h_{n} * {one.left(n, '_age')}" for n in pre)]
    body += [*one.statements(one.model.on_post), f"w = _np.float64(_np.{one.weight}(w))"]
    body += ["_is_there = _when[_i] <= _new"]
    body += [f"_some_{n}[_i] = {n} if _is_there else _all_{n}[_b]" for n in own]
    put = [f"_b = {_synapse('_who[_i]')}", *(f"_all_{n}[_b] = _some_{n}[_i]" for n in own)]
    arguments = ["_blocks", "_p", "dt_pre", "_shift", "_new", *(f"_h_{n}" for n in pre), "_who", "_when",
                 *(f"_trace_{n}" for n in replayed), *(f"_all_{n}" for n in own), *(f"_some_{n}" for n in own)]
    return ["@_formula", f"def _replay({', '.join(arguments)}):", "    _wide_vectors()",
            *[f"    {line}" for line in [*one.parameters(), *_blocks(body, put)]], "", ""]


# ------------------------------------------------------------------------------------ arriving


def _mend(one: Events) -> list[str]:
    """Of targets whose last spike has not reached the synapse before this step, take the last one that has."""
    seen = _felt(one)
    if not seen:
        return []
    body = [f"_b, _t = {_synapse('_early[_i]')}, {_target('_early[_i]')}",
            f"while _recent[_t] >= _there and _t < _np.uint64({RECENT - 1}) * _n_targets:", "    _t += _n_targets",
            "_lasts[_b] = _recent[_t]", *(f"_seen_{n}[_b] = _trace_{n}[_t]" for n in seen)]
    arguments = ["_n", "_n_targets", "_there", "_early", "_recent", "_lasts", *(f"_trace_{n}" for n in seen),
                 *(f"_seen_{n}" for n in seen)]
    return _function("_mend", arguments, "_n", body)


def _pre(one: Events) -> list[str]:
    """What a presynaptic spike does, and what it takes along."""
    used, seen, own = one.used(one.model.on_pre), _felt(one), columns(one)
    pre = [n for n in one.pre if n in used]
    body = [*(f"{n} = _all_{n}[_i]" for n in own), *(f"{n} = _x_{n}" for n in pre)]
    if seen:
        body += ["_age = _there - _np.float64(_lasts[_i])",
                 f"_age = _age if _age < {_ALWAYS_LONG_AGO}.0 else {_NOTHING_LEFT!r}"]
    body += [f"{n} = {one.after(n, f'_seen_{n}[_i]')} * {one.left(n, '_age')}" for n in seen]
    body += [*one.statements(one.model.on_pre), f"_whole = _load(_weights, {_weight_place(one)}, _LIKE)",
             f"_sends[_i] = _sign * math.copysign(1.0, _whole) * {one.printer(one.model.send)}", *_store(one)]
    add = ["_inputs[_np.uint64(_targets[_i])] += _sends[_i]"]
    arguments = ["_m", "_p", "dt_pre", "_there", "_sign", "_weights", "_extra", "_targets", "_inputs",
                 *(f"_x_{n}" for n in pre), "_lasts", *(f"_all_{n}" for n in own), *(f"_seen_{n}" for n in seen),
                 "_sends"]
    rest = "for _i in _range(_rest, _np.uint64(_m)):"
    lines = [*one.parameters(), f"_blocks = _np.uint64(_m) // _np.uint64({_BLOCK})",
             f"_rest = _blocks * _np.uint64({_BLOCK})", *_blocks(body, add),
             rest, *[f"    {line}" for line in body], rest, *[f"    {line}" for line in add]]
    return ["@_formula", f"def _pre({', '.join(arguments)}):", "    _wide_vectors()",
            *[f"    {line}" for line in lines], "", ""]


def _store(one: Events) -> list[str]:
    return [f"_store(_weights, {_weight_place(one)}, math.copysign(w, _whole), _LIKE)",
            *(f"_extra[_i * _np.uint64({one.n_kept}) + _np.uint64({i})] = {v}"
              for i, v in enumerate(one.model.variables))]


def _store_all(one: Events) -> list[str]:
    own = columns(one)
    body = [*(f"{n} = _all_{n}[_i]" for n in own), f"_whole = _load(_weights, {_weight_place(one)}, _LIKE)"]
    body += _store(one)
    return _function("_store_all", ["_m", "_weights", "_extra", *(f"_all_{n}" for n in own)], "_m", body)


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
    return [_call("_look", "_m", "_base", "_here", "_recent", "_keys", "_lasts", *_traces(one, felt, "0"),
                  *(f"_seen_{n}" for n in felt)),
            f"_n_found = {_call('_keep', '_m', '_old', '_lasts', '_keys', '_when', '_who')}",
            "_found, _depth = _np.int64(_n_found), 0",
            f"while _found > 0 and _depth < {_DEPTHS - 1}:",
            "    _counts_at[_depth] = _np.uint32(_found)", "    _depth += 1",
            f"    {_call('_look_back', _PADDED, '_recent[_depth * _n_targets :]', before, '_then')}",
            f"    _found = _np.int64({_call('_keep', '_found', '_old', '_then', before, when, who)})"]


def _replay(one: Events) -> list[str]:
    """Replay the lists, oldest first."""
    used, own = one.used(one.model.on_post), columns(one)
    scalars = [f"_h[{HEADER + i}]" for i, n in enumerate(one.pre) if n in used]
    blocks = f"_np.uint64({_PADDED}) // _np.uint64({_BLOCK})"
    call = _call("_replay", blocks, "_p", "dt_pre", "_shift", "_new", *scalars, _of_depth("_who", "_depth"),
                 _of_depth("_when", "_depth"), *_traces(one, _replayed(one), "_depth"), *(f"_all_{n}" for n in own),
                 *(f"_some_{n}" for n in own))
    return ["while _depth > 0:", "    _depth -= 1", "    _found = _np.int64(_counts_at[_depth])", f"    {call}"] * bool(
        one.model.on_post)


def _arrive(one: Events) -> list[str]:
    """Let the presynaptic spike act on all, and add what it takes along."""
    felt, used = _felt(one), one.used(one.model.on_pre)
    seen = [f"_seen_{n}" for n in felt]
    early = _call("_keep", "_n_found", "_there - _np.int32(1)", "_when", "_who", "_then", "_early")
    mend = [f"_n_early = {early}", _call("_mend", "_n_early", "_u_targets", "_there", "_early", "_recent", "_lasts",
                                         *_traces(one, felt, "0"), *seen)]
    return [*mend * bool(felt),
            _call("_pre", "_m", "_p", "dt_pre", "_there", "_sign", "_weights[_c * _words :]",
                  f"_extra[_c * {one.n_kept} :]", "_here", "_inputs", *(f"_x_{n}" for n in one.pre if n in used),
                  "_lasts", *(f"_all_{n}" for n in columns(one)), *seen, "_sends")]


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
        "    else:", f"        _store_all({whole})"]
