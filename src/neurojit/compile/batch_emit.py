"""Print how a plastic kernel works on many synapses of a segment side by side, in loops that vectorise.

The last spikes of the targets are looked up newest first: the last two of all targets, from their cards, then the one
before of those that had both since the last visit, and so on; each depth has a list of who had one, and when. Then the
lists are replayed, oldest first: weights are gathered, the events of a list computed in rows, weights put back. At last
comes the arrival, of all, and right before it the newest spikes of those who had one: they are so many that picking
them out would cost more than it saves.
"""
from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .._jit import LANES
from ..engine.history import NEVER, RECENT
from ..engine.learn import BATCH, ROWS, WORD_ROWS
from ..synapses.base import WEIGHT
from .clock_text import is_plain
from .event_text import Events

_LINE = 32  # words of a cache line
_BLOCK = 32  # synapses computed side by side before what came of them is put where each belongs
_PADDED = f"_found + {_BLOCK - 1} & ~{_BLOCK - 1}"  # of a list: whole blocks
AT_ONCE = BATCH - _BLOCK  # synapses; lists have room for so many more, and rows for what is made of them
_LISTS = RECENT - 3  # spikes of a target that are replayed side by side; those before them one by one
BACK, ARRIVES = f"({_LISTS} if _together else 0)", "_arrived == ARRIVED and not _together"


def _weight_place(one: Events, synapse: str = "_i") -> str:
    """Where the weight of a synapse begins, in words; a literal distance, which loops can vectorise over."""
    return f"_np.int64({synapse}) * {_words_of(one)}"


def _words_of(one: Events) -> int:
    return np.dtype(one.weight).itemsize // 2


def columns(one: Events) -> list[str]:
    """What a synapse has of its own."""
    return [WEIGHT, *one.model.variables]


def fits(one: Events) -> bool:
    """Whether a model can be computed in rows."""
    return is_plain(one.model) and len(_rows(one)) <= ROWS


def _rows(one: Events) -> list[str]:
    """Names of the rows in the scratch space: of all synapses, then of those that are replayed."""
    return ["_sends", *(f"_seen_{n}" for n in one.clocks.rising), *_rows_of_newest(one), *_rows_of_list(one)]


def _rows_of_newest(one: Events) -> list[str]:
    return [f"_newest_{n}" for n in _read_by_post(one)]


def _rows_of_list(one: Events) -> list[str]:
    return [*(f"_some_{n}" for n in columns(one)), *(f"_left_{n}" for n in _read_by_post(one))]


def _replayed(one: Events) -> list[str]:
    """Traces of the target that its own spike reads."""
    return [n for n in one.post if n in one.used(one.model.on_post)]


def _read_by_post(one: Events) -> list[str]:
    """All traces that a spike of the target reads."""
    return [*_replayed(one), *one.clocks.falling]


def space(one: Events) -> list[str]:
    """Give the rows of the scratch space their names."""
    names = ["_early", "_counts_at", "_lasts", "_befores", "_mended", "_then"]
    lines = [f"_space = _carray(_scratch, ({(WORD_ROWS + 2 * ROWS) * BATCH},))"]
    lines += [f"{name} = _space[{i * BATCH}:{(i + 1) * BATCH}]" for i, name in enumerate(names)]
    first = len(names) * BATCH
    middle, end = first + (_LISTS + 1) * BATCH, first + 2 * (_LISTS + 1) * BATCH
    lines += [f"{name} = {name}.view(_np.int32)" for name in ("_lasts", "_befores", "_mended", "_then")]
    lines += [
        f"_who, _when = _space[{first}:{middle}], _space[{middle}:{end}].view(_np.int32)",
        f"_floats = _space[{WORD_ROWS * BATCH}:].view(_np.float64)"]
    lines += [f"{name} = _floats[{i * BATCH}:{(i + 1) * BATCH}]" for i, name in enumerate(_rows(one))]
    lines += ["_pairs = _cards.view(_np.int64)"]
    return [*lines, "_some_w = _some_w.view(_np.uint16)"]  # weights, as they are stored


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
    return [*_look(one), *_look_back(), *_keep(), *replay, *_fall_far(one), *_mend(one), *_pre(one)]


_ALONE = "_load_alone({}, {})"  # an element of an array; no gather, which costs more than it is worth on some CPUs


# ------------------------------------------------------------------------------------ looking up


def _look(one: Events) -> list[str]:
    """Copy the card of every target into rows: its last two spikes, and what the last one left behind; and what the
    source's traces have fallen to by then."""
    near = one.clocks.near()
    noted = {**{f"_seen_{n}": 1 + near[one.clocks.place(n)] for n in one.clocks.rising},
             **{f"_newest_{n}": 1 + near[one.post.index(n)] for n in _replayed(one)}}
    card = f"(({{}}) - _base) * _np.uint64({one.clocks.card})"
    body = [f"_at = {card.format('_np.uint64(_here[_i])')}", f"_pair = {_ALONE.format('_pairs', '_at')}",
            "_last = _np.int32(_pair)", "_lasts[_i], _befores[_i] = _last, _np.int32(_pair >> 32)",
            *(f"{row}[_i] = {_ALONE.format('_cards', f'_at + _np.uint64({place})')}" for row, place in noted.items()),
            *_fallen(one, "_newest", "_last")]
    return ["@_formula", f"def _look({', '.join(_look_arguments(one))}):",
            *[f"    {line}" for line in _look_at_four(one, card, noted)],
            "    for _i in _range(_i, _np.uint64(_m)):", *[f"        {line}" for line in body], "", ""]


def _look_at_four(one: Events, card: str, noted: dict[str, int]) -> list[str]:
    """The same of four targets after the other, whose rows are written in one store each."""
    def four(text: str) -> str:
        return f"({', '.join(text.format(i) for i in range(4))})"

    target = "_four >> _np.uint64({}) & _np.uint64(0xFFFF)"
    falls = {f"_newest_{n}": one.clocks.fall(n, "_last_{}") for n in one.clocks.falling}
    return ["_i = _np.uint64(0)", "for _j in _range(_np.uint64(_m) >> _np.uint64(2)):",
            "    _four = _load_long(_here, _np.int64(_i))",
            *(f"    _at_{i} = {card.format(target.format(16 * i))}" for i in range(4)),
            *(f"    _last_{i} = _np.int32(_pairs[_at_{i}])" for i in range(4)),
            f"    _deal_four(_pairs, {four('_at_{}')}, _lasts, _befores, _i)",
            *(f"    _store_four({row}, _i, {four(f'_cards[_at_{{}} + _np.uint64({place})]')})"
              for row, place in noted.items()),
            *(f"    _store_four({row}, _i, {four(text)})" for row, text in falls.items()),
            "    _i += _np.uint64(4)"]


def _look_arguments(one: Events) -> list[str]:
    """Of `_look`; where it is called they have the same names."""
    return ["_m", "_base", "_here", "_pairs", "_cards", *one.clocks.table_names(), "_lasts", "_befores",
            *(f"_seen_{n}" for n in one.clocks.rising), *_rows_of_newest(one)]


def _fallen(one: Events, row: str, step: str) -> list[str]:
    """What is left of the source's traces at `step` since its stretch began."""
    return [f"{row}_{n}[_i] = {one.clocks.fall(n, step, _ALONE)}" for n in one.clocks.falling]


def _target(key: str) -> str:
    return f"_np.uint64({key} // _np.uint32({BATCH}))"


def _synapse(key: str) -> str:
    return f"_np.uint64({key} % _np.uint32({BATCH}))"


def _look_back() -> list[str]:
    """The spike before, of those who had one."""
    return _function("_look_back", ["_n_who", "_recent", "_who", "_then"], "_n_who",
                     [f"_then[_i] = {_ALONE.format('_recent', _target('_who[_i]'))}"])


def _keep() -> list[str]:
    """List who spiked after `_least`, and when; behind the list stands the last of it again, a block long.

    `_keep` lists of a list, `_keep_of_all` of the targets of all synapses.
    """
    rows = f"_np.uint64(_m + {LANES - 1}) // _np.uint64({LANES})"
    rest = f"_i * _np.uint64({LANES}), _np.uint64(_m), _least, _n, _when, _who"
    again = [f"    _{one}[_n : _n + _np.uint64({_BLOCK})] = _{one}[_n - _np.uint64(1)]" for one in ("who", "when")]

    def listing(name: str, arguments: list[str], step: str) -> list[str]:
        return _function(name, ["_m", "_least", "_values", *arguments, "_when", "_who"], rows, [f"_n = {step}"],
                         ["_n = _np.uint64(0)"], ["if _n > _np.uint64(0):", *again, "return _n"])

    origin = f"_np.uint32({BATCH}), _np.uint32(-_np.int64(_base) * {BATCH})"
    return [*listing("_keep", ["_keys"], f"_keep_above(_values, _keys, {rest})"),
            *listing("_keep_of_all", ["_here", "_base"], f"_keep_numbered_above(_values, _here, {origin}, {rest})")]


# ------------------------------------------------------------------------------------ replaying


def _variable_place(one: Events, synapse: str, number: int) -> str:
    return f"{synapse} * _np.uint64({one.n_kept}) + _np.uint64({number})"


def _replay_list(one: Events) -> list[str]:
    """What postsynaptic spikes of a list do, unless they have not reached the synapse yet."""
    own = columns(one)
    take = [f"_b, _t = {_synapse('_who[_i]')}, {_target('_who[_i]')}",
            f"_copy(_weights, {_weight_place(one, '_b')}, _some_w, {_weight_place(one)}, _LIKE)",
            *(f"_some_{n}[_i] = _extra[{_variable_place(one, '_b', i)}]" for i, n in enumerate(own[1:])),
            *(f"_left_{n}[_i] = {_ALONE.format(f'_past_{n}', '_t')}" for n in _replayed(one)),
            *_fallen(one, "_left", "_when[_i]")]
    body = [f"_whole = _load(_some_w, {_weight_place(one)}, _LIKE)", "w = abs(_whole)",
            *(f"{n} = _old_{n} = _some_{n}[_i]" for n in one.model.variables), *_post(one, "_left", "_when[_i]"),
            "_is_there = _when[_i] <= _new", "w = math.copysign(w, _whole) if _is_there else _whole",
            f"_store(_some_w, {_weight_place(one)}, w, _LIKE)",
            *(f"_some_{n}[_i] = {n} if _is_there else _old_{n}" for n in own[1:])]
    put = [f"_b = {_synapse('_who[_i]')}",
           f"_copy(_some_w, {_weight_place(one)}, _weights, {_weight_place(one, '_b')}, _LIKE)",
           *(f"_extra[{_variable_place(one, '_b', i)}] = _some_{n}[_i]" for i, n in enumerate(own[1:]))]
    arguments = ["_blocks", "_p", "dt_pre", "_new", *one.clocks.near_names(), "_who", "_when", "_weights", "_extra",
                 *_rows_of_list(one)]
    return [*_function("_take", ["_n", "_who", "_when", *(f"_past_{n}" for n in _replayed(one)),
                                 *one.clocks.table_names(), "_weights", "_extra", *_rows_of_list(one)], "_n", take),
            "@_formula", f"def _replay({', '.join(arguments)}):", "    _wide_vectors()",
            *[f"    {line}" for line in [*one.parameters(), *_blocks(body, put)]], "", ""]


def _post(one: Events, row: str, step: str) -> list[str]:
    """What a spike of the target at `step` does to a synapse."""
    clocks = one.clocks
    return [*(f"{n} = {row}_{n}[_i]" for n in _replayed(one)),
            *(f"{n} = {clocks.fallen_near(n, step, f'{row}_{n}[_i]')}" for n in clocks.falling),
            *one.statements(one.model.on_post)]


def _fall_far(one: Events) -> list[str]:
    """Traces of the source as spikes of the targets read them, over more than two stretches."""
    falling = one.clocks.falling
    if not falling:
        return []
    arguments = ["_n", "_steps", *one.clocks.far_names(), *(f"_row_{n}" for n in falling)]
    body = [f"_row_{n}[_i] = {one.clocks.fallen(n, '_steps[_i]')}" for n in falling]
    return _function("_fall_far", arguments, "_n", body)


# ------------------------------------------------------------------------------------ arriving


def _mend(one: Events) -> list[str]:
    """Of targets whose last spike has not reached the synapse before this step, take the last one that has."""
    seen = one.clocks.rising
    if not seen:
        return []
    body = [f"_b, _t = {_synapse('_early[_i]')}, {_target('_early[_i]')}",
            "_place, _mended[_b] = _t + _n_targets, _befores[_b]",
            f"while _mended[_b] >= _there and _place < _np.uint64({RECENT - 1}) * _n_targets:",
            "    _place += _n_targets", "    _mended[_b] = _recent[_place]",
            *(f"_seen_{n}[_b] = _clock_{n}[_place]" for n in seen),
            f"_q = _counts[_t] - {RECENT}",
            "while _mended[_b] >= _there:",  # what it did since fills all that is at hand
            "    _q -= 1", f"    _at = (_np.int64(_t) * _capacity + (_q & (_capacity - 1))) * {one.width}",
            f"    _mended[_b] = _np.int32(_past[_at]) if _q >= 0 else _np.int32({NEVER})",
            *(f"    _seen_{n}[_b] = _past[_at + {1 + one.clocks.place(n)}] if _q >= 0 else 0.0" for n in seen)]
    arguments = ["_n", "_n_targets", "_capacity", "_there", "_early", "_befores", "_recent", "_counts", "_past",
                 "_mended",
                 *(f"_clock_{n}" for n in seen), *(f"_seen_{n}" for n in seen)]
    return [*_function("_copy_row", ["_m", "_from", "_to"], "_m", ["_to[_i] = _from[_i]"]),
            *_function("_mend", arguments, "_n", body)]


def _pre(one: Events) -> list[str]:
    """What the newest spike of the target does, then a presynaptic one, and what that takes along."""
    used, seen = one.used(one.model.on_pre), one.clocks.rising
    pre = [n for n in one.pre if n in used]
    place = {n: f"_extra[{_variable_place(one, '_i', i)}]" for i, n in enumerate(one.model.variables)}
    body = [f"_whole = _load(_weights, {_weight_place(one)}, _LIKE)", "w = abs(_whole)",
            *(f"{n} = {text}" for n, text in place.items())]
    if one.model.on_post:
        body += [*_post(one, "_newest", "_lasts[_i]"), "_is_new = (_lasts[_i] > _old) & (_lasts[_i] <= _new)",
                 f"w = _np.float64(_np.{one.weight}(w)) if _is_new else abs(_whole)",
                 *(f"{n} = {n} if _is_new else {text}" for n, text in place.items())]
    body += [*(f"{n} = _x_{n}" for n in pre),
             *(f"{n} = {one.clocks.risen(n, '_felt[_i]', f'_seen_{n}[_i]')}" for n in seen),
             *one.statements(one.model.on_pre),
             f"_sends[_k] = _sign * math.copysign(1.0, _whole) * {one.printer(one.model.send)}",
             f"_store(_weights, {_weight_place(one)}, math.copysign(w, _whole), _LIKE)",
             *(f"{text} = {n}" for n, text in place.items())]
    add = ["_inputs[_np.uint64(_here[_i])] += _sends[_k]"]
    rest = ["for _k in _range(_np.uint64(_m) - _rest):", "    _i = _rest + _k"]
    lines = [*one.parameters(), f"_blocks = _np.uint64(_m) // _np.uint64({_BLOCK})",
             f"_rest = _blocks * _np.uint64({_BLOCK})", *_blocks(body, add),
             *rest, *[f"    {line}" for line in body], *rest, *[f"    {line}" for line in add]]
    return ["@_formula", f"def _pre({', '.join(_pre_arguments(one))}, _weights, _extra):", "    _wide_vectors()",
            *[f"    {line}" for line in lines], "", ""]


def _pre_arguments(one: Events) -> list[str]:
    """Of `_pre`, but for weights and variables; where it is called they have the same names."""
    used, seen = one.used(one.model.on_pre), one.clocks.rising
    return ["_m", "_p", "dt_pre", "_sign", "_old", "_new", "_here", "_inputs",
            *(f"_x_{n}" for n in one.pre if n in used), *one.clocks.near_names(), *one.clocks.rising_names(), "_lasts",
            "_felt", *(f"_seen_{n}" for n in seen), *_rows_of_newest(one), "_sends"]


# ------------------------------------------------------------------------------------ a batch


def _call(name: str, *arguments: str) -> str:
    return f"{name}({', '.join(arguments)})"


def _left(one: Events, places: Iterable[int], depth: str) -> list[str]:
    """What the spikes so many before the last of all targets left behind, of some places."""
    near = one.clocks.near()
    return [f"_cards[({one.clocks.card + RECENT * near[place]} + {depth}) * _n_targets :]" for place in places]


def _whole(one: Events) -> list[str]:
    """The weights and variables of a batch."""
    return ["_weights[_c * _words :]", f"_extra[_c * {one.n_kept} :]"]


def _listed(least: str, values: str, when: str, who: str) -> str:
    """Of all synapses, whose target has a value above `least`."""
    return _call("_keep_of_all", "_m", least, values, "_here", "_base", when, who)


def _of_depth(array: str, depth: str) -> str:
    return f"{array}[{depth} * {BATCH} : ({depth} + 1) * {BATCH}]"


def _look_up(one: Events) -> list[str]:
    """Make the lists; the last one, of `_found`, says who has more spikes than the others hold.

    Nobody asks for that of the newest spikes where a presynaptic one arrives.
    """
    before, who, when = _of_depth("_who", "(_depth - 1)"), _of_depth("_who", "_depth"), _of_depth("_when", "_depth")
    return [_call("_look", *_look_arguments(one)),
            *_far(one, "_m", "_lasts", "_newest"),
            "if _arrived != ARRIVED:",
            f"    _counts_at[0] = _np.uint32({_listed('_old', '_lasts', '_when', '_who')})",
            "_depth = 1", f"_found = _np.int64({_listed('_old', '_befores', when, who)})",
            f"while _found > 0 and _depth < {_LISTS}:",
            "    _counts_at[_depth] = _np.uint32(_found)", "    _depth += 1",
            f"    {_call('_look_back', _PADDED, '_recent[_depth * _n_targets :]', before, '_then')}",
            f"    _found = _np.int64({_call('_keep', '_found', '_old', '_then', before, when, who)})"]


def _far(one: Events, n: str, steps: str, row: str) -> list[str]:
    """Write traces of the source anew where spikes of targets lie far apart."""
    rows = [f"{row}_{n}" for n in one.clocks.falling]
    return ["if not _is_near:", f"    {_call('_fall_far', n, steps, *one.clocks.far_names(), *rows)}"] * bool(rows)


def _replay(one: Events) -> list[str]:
    """Replay the lists, oldest first; not the newest, if a presynaptic spike arrives after it."""
    own = [*_whole(one), *_rows_of_list(one)]
    who, when = _of_depth("_who", "_depth"), _of_depth("_when", "_depth")
    take = _call("_take", _PADDED, who, when, *_left(one, map(one.post.index, _replayed(one)), "_depth"),
                 *one.clocks.table_names(), *own)
    replay = _call("_replay", f"_np.uint64({_PADDED}) // _np.uint64({_BLOCK})", "_p", "dt_pre", "_new",
                   *one.clocks.near_names(), who, when, *own)
    return ["while _depth > (1 if _arrived == ARRIVED else 0):", "    _depth -= 1",
            "    _found = _np.int64(_counts_at[_depth])",
            *[f"    {line}" for line in [take, *_far(one, _PADDED, when, "_left"), replay]]] * bool(one.model.on_post)


def _arrive(one: Events) -> list[str]:
    """Let the presynaptic spike act on all, and add what it takes along."""
    seen = [f"_seen_{n}" for n in one.clocks.rising]
    mend = [f"_n_early = {_listed('_there - _np.int32(1)', '_lasts', '_then', '_early')}",
            "if _n_early > _np.uint64(0):", "    _felt = _mended", "    _copy_row(_m, _lasts, _mended)",
            "    " + _call("_mend", "_n_early", "_u_targets", "_capacity", "_there", "_early", "_befores", "_recent",
                           "_counts", "_past", "_felt", *_left(one, map(one.clocks.place, one.clocks.rising), "0"),
                           *seen)]
    return ["_felt = _lasts", *mend * bool(seen), _call("_pre", *_pre_arguments(one), *_whole(one))]


def batch(one: Events, singly: list[str]) -> list[str]:
    """Work on the synapses `_c` to `_c + _m`, together; what their targets did before what is at hand, `singly`."""
    return [
        f"for _i in _range(_c * _words, (_c + _m) * _words, {_LINE}):", "    _prefetch(_weights, _i)",
        "_here = _targets[_c : _c + _m]", *_look_up(one),
        "_together = _there > _old",  # not visited in this step before
        "for _f in _range(_found if _together else _m):",
        f"    _i = _c + (_np.int64({_synapse(f'_who[{_LISTS * BATCH} + _f]')}) if _together else _np.int64(_f))",
        *[f"    {line}" for line in singly],
        "if _together:", *[f"    {line}" for line in _replay(one)],
        "    if _arrived == ARRIVED:", *[f"        {line}" for line in _arrive(one)]]
