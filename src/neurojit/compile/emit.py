"""Print the update kernel of a model as numba source.

The emitted file holds formulas (loops over rows, knowing no threads) and the kernel that hands them the rows of a
population in cache-sized pieces. Names that begin with an underscore are the engine's.
"""
from __future__ import annotations

from dataclasses import dataclass

from ..equations.expr import to_text
from ..equations.parse import USER_FUNCTIONS
from ..models.base import NeuronModel
from .coefficients import Coefficients
from .step import SUBSTEP_T, Step, make_step

PIECE = 512


@dataclass
class Emitted:
    """The source of one variant of a model's kernel and what it expects.

    rows: state variables, then the step of release where there is a refractory time; then for every external input two
    numbers (offset, step); then the rows of noise and of values before the step; then, in the per-neuron variant, one
    row a coefficient; then the keys of the noises.
    """

    source: str
    entry: str
    coefficients: Coefficients
    inputs: tuple[str, ...]
    variables: tuple[str, ...]
    per_neuron: bool


@dataclass
class _Arguments:
    """Names of rows and numbers as the formulas take them."""

    state: list[str]
    inputs: list[str]
    scratch: list[str]
    arriving: list[str]
    coefficients: list[str]

    @property
    def integrated(self) -> list[str]:
        """What integration takes."""
        return [*self.state, *self.inputs, *self.scratch, *self.coefficients]

    @property
    def full(self) -> list[str]:
        """What a whole step takes, but for the flags."""
        return [*self.state, *self.inputs, *self.scratch, *self.arriving, *self.coefficients]


class _Emitter:
    """One variant of a model's kernel."""

    def __init__(self, model: NeuronModel, per_neuron: bool):
        self.model, self.per_neuron = model, per_neuron
        self.step: Step = make_step(model)
        self.entry = f"{model.name}_{'per_neuron' if per_neuron else 'shared'}"
        self.clock = f"_now, t, {SUBSTEP_T}" if model.integration.substeps > 1 else "_now, t"
        names = list(self.step.coefficients.names)
        self.arguments = _Arguments(
            [f"_row_{v}" for v in model.variables] + (["_release"] if model.has_refractoriness else []),
            [f"_row_{name}" for name in model.inputs], [f"_row_{name}" for name in model.scratch],
            [f"_in_{r}" for r in model.receptors if not self.step.direct],
            [f"_each{c}" if per_neuron else c for c in names])

    def emitted(self) -> Emitted:
        """The whole file."""
        text = "\n".join([*self._head(), *self._formulas(), "", "", *self._kernel(), ""])
        model = self.model
        return Emitted(text, self.entry, self.step.coefficients, tuple(model.inputs), tuple(model.variables),
                       self.per_neuron)

    def _head(self) -> list[str]:
        model = self.model
        fills = sorted({f"fill_{kind}" for kind in model.noise.values()})
        return [
            f'"""{model.name}, {"every coefficient per neuron" if self.per_neuron else "all coefficients shared"}; '
            "emitted by neurojit.", "", *_description(model), '"""',
            "import math as _math", "from builtins import min as _min, range as _range", "",
            "import numpy as _np", "from numba import carray as _carray", "",
            "from neurojit._jit import fma as _fma, formula, kernel, wide_vectors as _wide_vectors",
            *([f"from neurojit.engine.noise import {', '.join(f'{f} as _{f}' for f in fills)}"] if fills else []),
            "from neurojit.engine.spikes import UPDATE, collect as _collect",
            *[f"from neurojit.engine.mathx import {name} as _{name}" for name in sorted(self.step.used)],
            *(["from neurojit._jit import float_to_bits as _bits",
               "from neurojit.engine.mathx import PHI1_NEAR as _PHI1_NEAR"] if self.step.limits else []),
            "", "_NEVER = _np.int32(2**31 - 1)", *self._user_functions()]

    def _user_functions(self) -> list[str]:
        """The text of registered functions, as they were when the model was declared."""
        if not self.step.user:
            return []
        made = [["", "", "@_inline", USER_FUNCTIONS[op].source] for op in sorted(self.step.user)]
        return ["import math", "", "import numpy", "import numpy as np", "",
                "from neurojit._jit import inline as _inline", *(line for lines in made for line in lines)]

    def _formulas(self) -> list[str]:
        step, lines = self.step, []
        for suffix, integrate in (("", step.integrate), ("_near", step.near)):
            if integrate:
                gathered = [] if step.direct else list(self.model.receptors)
                lines += self._loop("step" + suffix, [*self.arguments.full, "_spiked"], [
                    *self._held(), *(f"_came_{one} = _in_{one}[_i]" for one in gathered), *integrate, *step.finish,
                    *self._stores(), *(f"_in_{one}[_i] = 0.0" for one in gathered)])
                if self.model.integration.substeps > 1:
                    lines += self._loop("advance" + suffix, self.arguments.integrated,
                                        [*self._held(), *integrate, *self._stores()])
        if self._holds_before:
            lines += self._loop("hold", self.arguments.integrated, self._hold())
        if step.limits:
            lines += self._far()
        if self.model.threshold is not None:
            lines += self._few("reset", step.reset)
        for name, action in zip(self.model.events, step.actions, strict=True):
            lines += self._few(f"on_{name}", action)
        return lines

    def _loads(self) -> list[str]:
        model = self.model
        copied = self._kept() if model.integration.substeps > 1 else []
        body = [f"{v} = _row_{v}[_i]" for v in (*model.variables, *model.inputs, *model.noise, *copied)]
        body += [f"_before_{v} = {v}" for v in model.previous if f"_before_{v}" not in copied]
        return body + self._coefficient_loads()

    def _coefficient_loads(self) -> list[str]:
        return [f"{c} = _each{c}[_i]" for c in self.step.coefficients.names] if self.per_neuron else []

    @property
    def _holds_before(self) -> bool:
        """Whether a condition of refractoriness is looked at before the parts of a step, all of which heed it."""
        return self.model.refractory_while is not None and self.model.integration.substeps > 1

    def _hold(self) -> list[str]:
        return [f"_held = (_release[_i] > _now) & {self.step.hold}", "_release[_i] = _NEVER if _held else _now"]

    def _held(self) -> list[str]:
        if not self.model.has_refractoriness:
            return []
        if self.model.refractory_while is None or self._holds_before:
            return ["_held = _release[_i] > _now"]
        return self._hold()

    def _stores(self) -> list[str]:
        kept = self._kept() if self.model.integration.substeps == 1 else []
        return [f"_row_{v}[_i] = {v}" for v in (*self.model.variables, *kept)]

    def _loop(self, name: str, arguments: list[str], lines: list[str]) -> list[str]:
        """A loop over all neurons of a piece."""
        body = [*self._loads(), *lines]
        return ["", "", "@formula", f"def {self.entry}_{name}(_n, {self.clock}, {', '.join(arguments)}):",
                "    _wide_vectors()", "    for _i in _range(_np.uint64(_n)):", *[f"        {line}" for line in body]]

    def _far(self) -> list[str]:
        """Whether neurons of a piece have an argument of phi1 that is not small: bits of sizes order as they do, and
        those of a positive argument, with its sign turned, are beyond all of them."""
        held = [line for line in self._held() if not line.startswith("_release")]
        body = [*self._loads(), *held, *self.step.before_limits]
        body += [f"_largest = max(_largest, _np.uint64(_bits(0.0 - {z})))" for z in self.step.limits]
        return ["", "", "@formula", f"def {self.entry}_far(_n, {self.clock}, {', '.join(self.arguments.integrated)}):",
                "    _wide_vectors()", "    _largest = _np.uint64(0)", "    for _i in _range(_np.uint64(_n)):",
                *[f"        {line}" for line in body], "    return _largest > _np.uint64(_bits(_PHI1_NEAR))"]

    def _shown(self) -> list[str]:
        """What those that fired look at besides the state: modulators, and values before the step."""
        return [*self.model.modulation.read, *self._kept()]

    def _kept(self) -> list[str]:
        return [name for name in self.model.scratch if name not in self.model.noise]

    def _of_few(self) -> list[str]:
        rows = [f"_row_{name}" for name in self._shown()]
        return [*self.arguments.state, *rows, *self.arguments.coefficients]

    def _few(self, name: str, lines: list[str]) -> list[str]:
        """A loop over those that fired."""
        body = ["_i = _found[_j] - _base", *(f"{v} = _row_{v}[_i]" for v in (*self.model.variables, *self._shown()))]
        body += [*self._coefficient_loads(), *lines]
        arguments = ", ".join(["_found", "_base", "_now", "t", *self._of_few()])
        return ["", "", "@formula", f"def {self.entry}_{name}({arguments}):",
                "    for _j in _range(_found.size):", *[f"        {line}" for line in body]]

    def _rows(self) -> tuple[list[str], int]:
        """Where the rows of a piece begin, as assignments; the number of entries of _places."""
        model, step, arguments = self.model, self.step, self.arguments
        place = len(model.variables)
        channels = [f"_all_in[{c} * _stride + _c : {c} * _stride + _c + _m]" for c in range(len(model.receptors))]
        rows = [channels[step.direct[v]] if v in step.direct else f"_values[_places[{i}] + _a : _places[{i}] + _b]"
                for i, v in enumerate(model.variables)]
        if model.has_refractoriness:  # steps of 32 bits, two to a place
            rows.append(f"_values[_places[{place}] + _a // 2 : _places[{place}] + _b // 2 + 1].view(_np.int32)[:_m]")
            place += 1
        for _ in model.inputs:
            begin = f"_places[{place}] + _a * _places[{place + 1}]"
            rows.append(f"_values[{begin} : {begin} + _m]")
            place += 2
        rows += [f"_values[_places[{place + i}] : _places[{place + i}] + _m]" for i in range(len(model.scratch))]
        place += len(model.scratch)
        rows += [] if step.direct else channels
        n = len(step.coefficients.names)
        rows += [f"_values[_places[{place + i}] + _a : _places[{place + i}] + _b]" if self.per_neuron
                 else f"_one[{i + 1}]" for i in range(n)]
        lines = [f"{name} = {row}" for name, row in zip(arguments.full, rows, strict=True)]
        return lines, place + n + len(model.noise)

    def _steps(self, places: int) -> list[str]:
        """Draw noise and integrate, once a substep; the last one is a whole step."""
        substeps = self.model.integration.substeps
        lines = []
        if substeps > 1:
            lines += [f"_row_{name}[:] = _row_{name.removeprefix('_before_')}" for name in self._kept()]
            if self._holds_before:
                lines += [f"{SUBSTEP_T} = t",
                          f"{self.entry}_hold(_m, {self.clock}, {', '.join(self.arguments.integrated)})"]
            now = f"{SUBSTEP_T} = t + {{}} * (_one[0] / {substeps})"
            inner = [now.format("_s"), *self._draws(places, "_s"), *self._choice("advance", self.arguments.integrated)]
            lines += [f"for _s in _range({substeps - 1}):", *[f"    {line}" for line in inner],
                      now.format(substeps - 1)]
        return [*lines, *self._draws(places, str(substeps - 1)),
                *self._choice("step", [*self.arguments.full, "_fired[_c : _c + _m]"])]

    def _draws(self, places: int, substep: str) -> list[str]:
        first = places - len(self.model.noise)
        return [f"_fill_{kind}(_row_{name}, _np.uint64(_places[{first + i}]), _a, _step, {substep})"
                for i, (name, kind) in enumerate(self.model.noise.items())]

    def _choice(self, name: str, arguments: list[str]) -> list[str]:
        call = f"(_m, {self.clock}, {', '.join(arguments)})"
        if not self.step.limits:
            return [f"{self.entry}_{name}{call}"]
        return [f"if not {self.entry}_far(_m, {self.clock}, {', '.join(self.arguments.integrated)}):",
                f"    {self.entry}_{name}_near{call}", "else:", f"    {self.entry}_{name}{call}"]

    def _collected(self) -> list[str]:
        """List those that fired, then do what reset and events say."""
        passed = ", ".join(["_unit + _c", "_now", "t", *self._of_few()])
        flags = "_fired[_c : _c + _m]"
        lines = []
        if self.model.threshold is not None:
            lines += ["_from = _at", f"_at = _collect({flags}, 1, _unit + _c, _found, _at)",
                      f"{self.entry}_reset(_found[_from:_at], {passed})"]
        for bit, name in enumerate(self.model.events, 1):
            lines += [f"_end = _collect({flags}, {1 << bit}, _unit + _c, _found, _at)",
                      f"{self.entry}_on_{name}(_found[_at:_end], {passed})"]
        return lines

    def _kernel(self) -> list[str]:
        rows, places = self._rows()
        body = [*rows, *self._steps(places), *self._collected()]
        return [
            "@kernel(UPDATE)",
            f"def {self.entry}(_n, _first, _step, _arena, _rows, _shared, _inputs, _stride, _flags, _unit, _spikes):",
            "    _wide_vectors()",
            "    _values = _carray(_arena, (1 << 48,))",
            f"    _places = _carray(_rows, ({places + 1},))",
            f"    _one = _carray(_shared, ({len(self.step.coefficients.names) + 1},))",
            "    _all_in = _carray(_inputs, (1 << 48,))",
            "    _fired = _carray(_flags, (_n,))",
            "    _found = _carray(_spikes, (1 << 48,))",
            "    t = _step * _one[0]",
            "    _now = _np.int32(_step)",
            "    _at = _np.int64(0)",
            f"    for _c in _range(0, _n, {PIECE}):",
            f"        _m = _min({PIECE}, _n - _c)",
            "        _a = _first + _c",
            "        _b = _a + _m",
            *[f"        {line}" for line in body],
            "    return _at",
        ]


def emit(model: NeuronModel, per_neuron: bool) -> Emitted:
    """Print one variant of the update kernel of `model`.

    shared[0] is dt; the coefficients follow. In the per-neuron variant every coefficient is a row.
    """
    return _Emitter(model, per_neuron).emitted()


def _description(model: NeuronModel) -> list[str]:
    lines = [f"    {line.strip()}" for line in model.equations_text.strip().splitlines()]
    if model.threshold is not None:
        lines.append(f"    threshold: {to_text(model.threshold)}")
    lines += [f"    reset: {s.name} = {to_text(s.expr)}" for s in model.reset]
    lines.append(f"    integration: {model.integration.method}")
    return lines
