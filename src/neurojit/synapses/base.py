"""SynapseModel: the declaration of a synapse that changes, checked when it is written down."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from neurojit.equations.evaluate import evaluate
from neurojit.equations.expr import Apply, Expr, Place, names, to_text, walk
from neurojit.equations.lines import Statement, check_new_name, parse_statements
from neurojit.errors import EquationError, ParameterError, suggest
from neurojit.models.parameter import Declared, Parameter, read_numbers
from neurojit.models.scope import MS, Scope
from neurojit.models.tables import check_tables
from neurojit.synapses.drift import Drift, read_drift
from neurojit.synapses.target import STEP, During, Reading, read_during, read_target

MOST_MODULATORS = 21
WEIGHT, AGE, COINCIDENT = "w", "dt_pre", "post_spiked"
KINDS = ("all", "nearest")


@dataclass(frozen=True, slots=True)
class Trace:
    """A quantity of a neuron that jumps at its spikes and decays: by 1 ("all") or to 1 ("nearest").

    Parameters
    ----------
    side : str
        "pre" or "post".
    tau : str
        The parameter that is its time constant.
    kind : str
        "all" or "nearest".
    """

    side: str
    tau: str
    kind: str = "all"


class SynapseModel:
    """A model of a synapse: what spikes on either side do to its weight.

    Parameters
    ----------
    name : str
    parameters : dict of str to tuple
        (default, unit) or (default, unit, low, high). Weights are plain numbers in the unit of the receptor.
    traces : dict of str to tuple
        (side, tau) or (side, tau, kind): see `Trace`.
    variables : dict of str to float or str
        What a synapse remembers besides its weight, without unit, and where it begins: a number, or an expression of
        parameters.
    on_pre, on_post : str
        Statements carried out when a presynaptic spike reaches the synapse, and when a postsynaptic one does. They
        change w, the size of the weight (its sign stays), and the variables, and read parameters and traces. A trace is
        read as it was just before the spike; dt_pre, in on_pre, is the time since the presynaptic spike before (since 0
        for the first); post_spiked, in on_pre, is 1 if a spike of the target reaches the synapse in the same step,
        else 0. binomial(n, p) draws how many of n succeed with probability p.
    send : str
        The weight that the presynaptic spike takes along, after on_pre.
    equations : str
        What w and the variables do between spikes: lines such as "dc/dt = -c/tau_c : 1" and
        "dw/dt = c*(dopamine - b)/tau : 1", linear in them, where only what decays by itself may drive others.
    modulators : sequence of str
        Names of modulators of the network that equations and statements read; see `Network.create_modulator`.
    target : dict of str to tuple
        State variables of the target that on_pre and during read, by the name they have there: (variable, unit) or
        (variable, unit, delay) with a parameter in ms by which it is older. The state is that at the end of the last
        step that has reached the synapse, after the dendritic part of the delay: at the time of the spike less that
        part, or where there is none one step before the spike.
    during : (str, str), optional
        A condition on the target's state and statements, carried out for every time step at whose end the condition is
        true, when that has reached the synapse; after the on_post of a spike of that step. They may also read dt, the
        length of a step. Meant for what is true in few steps, such as around spikes: each costs what a spike costs.
    bounds : tuple of str or float, optional
        Lowest (>= 0) and highest w: numbers or expressions of parameters, enforced after every event. By default w,
        being a size, stays >= 0.
    doc : str

    Attributes
    ----------
    on_pre, on_post : tuple of Statement
    send : Expr
    traces : dict of str to Trace
    target : dict of str to Reading
    during : During or None

    Examples
    --------
    >>> import neurojit as nj
    >>> rule = nj.SynapseModel(
    ...     "anti", {"rate": (0.01, "1"), "tau": (20.0, "ms")}, {"x_post": ("post", "tau")},
    ...     on_pre="w = max(0, w - rate*x_post)")
    >>> rule
    SynapseModel anti
      on pre     w = max(0, w - rate*x_post)
      trace      x_post of the target's spikes, tau
      parameter  rate  0.01
      parameter  tau   20 ms
    """

    def __init__(self, name: str, parameters: Declared | None = None,
                 traces: Mapping[str, tuple[str, ...]] | None = None, *,
                 variables: Mapping[str, float | str] | None = None, on_pre: str = "", on_post: str = "",
                 send: str = WEIGHT, equations: str = "", modulators: Sequence[str] = (),
                 target: Mapping[str, tuple[str, ...]] | None = None, during: tuple[str, str] | None = None,
                 bounds: tuple[Any, Any] | None = None, doc: str = ""):
        try:
            check_new_name(name, Place(str(name), 0, len(str(name))))
            check_tables({"parameters": parameters, "traces": traces, "variables": variables, "target": target})
            self.name, self.doc = name, doc
            self.parameters: dict[str, Parameter] = read_numbers(parameters or {})
            self.variables = {one: self._first(one, value) for one, value in (variables or {}).items()}
            self.traces = {one: self._trace(one, given) for one, given in (traces or {}).items()}
            self.modulators = _names(modulators)
            self.target: dict[str, Reading] = read_target(target or {}, self.parameters)
            self._read(on_pre, on_post, send, equations, bounds, during)
        except (EquationError, ParameterError) as error:
            raise type(error)(f"in synapse {name!r}: {error}") from None

    def _first(self, name: str, value: float | str) -> Expr:
        check_new_name(name, Place(name, 0, len(name)))
        if name == WEIGHT:
            raise EquationError(f"{WEIGHT!r} is the weight, which every synapse has; name the variable otherwise")
        scope = Scope.of([{one.name: one.unit for one in self.parameters.values()}], {}, {})
        return scope.value(value, MS / MS, self.parameters, f"the first value of {name}")

    def _trace(self, name: str, given: tuple[str, ...]) -> Trace:
        check_new_name(name, Place(name, 0, len(name)))
        if isinstance(given, str) or len(given) not in (2, 3) or given[0] not in ("pre", "post"):
            raise EquationError(f"trace {name!r} must be given as ('pre' or 'post', time constant), got {given!r}")
        trace = Trace(*given)
        if trace.tau not in self.parameters:
            raise EquationError(f"trace {name!r}: there is no parameter {trace.tau!r};"
                                f"{suggest(trace.tau, self.parameters)}")
        if self.parameters[trace.tau].unit != "ms":
            raise EquationError(f"trace {name!r}: {trace.tau!r} must be a time constant in ms, not in "
                                f"{self.parameters[trace.tau].unit}")
        if trace.kind not in KINDS:
            raise EquationError(f"trace {name!r} counts 'all' spikes or the 'nearest', got {trace.kind!r}")
        return trace

    def _read(self, on_pre: str, on_post: str, send: str, equations: str, bounds: tuple[Any, Any] | None,
              during: tuple[str, str] | None) -> None:
        changing = {WEIGHT: "1", **dict.fromkeys(self.variables, "1")}
        units = {one.name: one.unit for one in self.parameters.values()}
        shared = dict.fromkeys((*self.traces, *self.modulators), "1")
        seen = {name: one.unit for name, one in self.target.items()}
        scope = Scope.of((changing, units, shared, seen), {AGE: "ms", COINCIDENT: "1", STEP: "ms"}, {})
        known = {*changing, *self.parameters, *shared}
        plain, scope = scope, replace(scope, draws=True)
        self.on_pre: tuple[Statement, ...] = scope.statements(
            parse_statements(on_pre), changing, {*known, *seen, AGE, COINCIDENT}, "on_pre")
        self.on_post: tuple[Statement, ...] = scope.statements(parse_statements(on_post), changing, known, "on_post")
        self.during: During | None = read_during(during, plain, changing, seen, self.parameters, known)
        self.send: Expr = plain.value(send, MS / MS, {*changing, *self.parameters}, "send")
        self.drift: Drift | None = (
            read_drift(equations, plain, changing, self.modulators, self.parameters) if equations else None)
        self.bounds: tuple[Expr, Expr] | None = None
        if bounds is not None:
            if not isinstance(bounds, tuple | list) or len(bounds) != 2:
                raise EquationError(f"bounds must be (lowest, highest) weight, got {bounds!r}")
            low, high = (plain.value(one, MS / MS, self.parameters, "bounds") for one in bounds)
            self.bounds = low, high
            defaults = {name: float(one.default) for name, one in self.parameters.items()}  # type: ignore[arg-type]
            least, most = (float(evaluate(one, defaults)) for one in self.bounds)
            if not 0.0 <= least <= most:
                raise EquationError("bounds must satisfy 0 <= lowest <= highest weight, by the defaults of the "
                                    f"parameters they are {least:g} and {most:g}")
        if not self.on_pre and not self.on_post and self.drift is None and self.during is None:
            raise EquationError("give on_pre=, on_post=, during= or equations=; a synapse that never changes needs no "
                                "model")

    @property
    def draws(self) -> bool:
        """Whether its statements draw random numbers."""
        return any(isinstance(part, Apply) and part.op == "binomial"
                   for s in (*self.on_pre, *self.on_post) for part in walk(s.expr))

    @property
    def is_timed(self) -> bool:
        """Whether it depends on more than the spikes of its two neurons: on what goes on between them."""
        return self.drift is not None or bool(self.modulators)

    @property
    def needs_history(self) -> bool:
        """Whether what the targets do matters."""
        return bool(self.on_post) or bool(self.target) or self.is_clocked or any(
            self.traces[name].side == "post" for s in self.on_pre for name in names(s.expr) if name in self.traces)

    @property
    def is_clocked(self) -> bool:
        """Whether it asks which spikes fall into one step."""
        return any(COINCIDENT in names(s.expr) for s in self.on_pre)

    def __call__(self, **values: Any) -> Synapse:
        """Return a synapse of this model with its own parameter values, for `Network.connect`."""
        checked = {}
        for key, value in values.items():
            if key not in self.parameters:
                raise ParameterError(f"synapse {self.name!r} has no parameter {key!r};{suggest(key, self.parameters)}")
            number = self.parameters[key].check(value)
            if getattr(number, "ndim", 0):
                raise ParameterError(f"{key} of synapse {self.name!r} must be one number for all synapses")
            checked[key] = float(number)
        defaults = {name: float(one.default) for name, one in self.parameters.items()}  # type: ignore[arg-type]
        return Synapse(self, defaults | checked)

    def __repr__(self) -> str:
        return self._shown(f"SynapseModel {self.name}", self.parameters)

    def _shown(self, head: str, parameters: Mapping[str, Parameter]) -> str:
        """Statements, equations and parameters as aligned text under a first line."""
        lines = [head]
        for label, statements in (("on pre  ", self.on_pre), ("on post ", self.on_post)):
            if statements:
                lines.append(f"  {label}   " + "; ".join(f"{s.name} = {to_text(s.expr)}" for s in statements))
        if self.during is not None:
            lines.append(f"  during     {to_text(self.during.condition)}: "
                         + "; ".join(f"{s.name} = {to_text(s.expr)}" for s in self.during.action))
        if to_text(self.send) != WEIGHT:
            lines.append(f"  sends      {to_text(self.send)}")
        if self.drift is not None:
            lines += [f"  decay      d{n}/dt = -({to_text(one)})*{n}" for n, one in self.drift.decays.items()
                      if to_text(one) != "0"]
            lines += [f"  drive      d{t.variable}/dt += {f'{t.source}*' if t.source else ''}({to_text(t.factor)})"
                      for t in self.drift.terms]
        lines += [f"  modulator  {name}" for name in self.modulators]
        lines += [f"  target     {name} is its {one.variable}{f', {one.delay} before' if one.delay else ''}"
                  for name, one in self.target.items()]
        if self.bounds is not None:
            lines.append(f"  bounds     {to_text(self.bounds[0])} <= w <= {to_text(self.bounds[1])}")
        whose = {"pre": "source", "post": "target"}
        lines += [f"  trace      {name} of the {whose[one.side]}'s spikes, {one.tau}"
                  f"{', nearest only' if one.kind == 'nearest' else ''}" for name, one in self.traces.items()]
        lines += [f"  variable   {name} from {to_text(value)}" for name, value in self.variables.items()]
        width = max((len(name) for name in parameters), default=0)
        return "\n".join([*lines, *(f"  parameter  {n:{width}}  {p}" for n, p in parameters.items())])


def _names(modulators: Sequence[str]) -> tuple[str, ...]:
    if isinstance(modulators, str) or not isinstance(modulators, Iterable):
        raise EquationError(f"modulators must be a sequence of names, such as ('dopamine',), got {modulators!r}")
    modulators = tuple(modulators)
    if len(modulators) > MOST_MODULATORS:
        raise EquationError(f"a synapse model reads at most {MOST_MODULATORS} modulators, got {len(modulators)}")
    for one in modulators:
        check_new_name(one, Place(str(one), 0, len(str(one))))
    return tuple(modulators)


@dataclass(frozen=True)
class Synapse:
    """A synapse model with values, as `Network.connect` takes it.

    Parameters
    ----------
    model : SynapseModel
    values : dict of str to float
        All parameters.

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.synapses.stdp_triplet(W_max=50.0).values["W_max"]
    50.0
    >>> print(nj.synapses.vogels_sprekeler(eta=0.01))
    Synapse vogels_sprekeler
      on pre     w = min(W_max, w + eta*x_post) - alpha*eta
      on post    w = w + eta*x_pre
      bounds     0 <= w <= W_max
      trace      x_pre of the source's spikes, tau
      trace      x_post of the target's spikes, tau
      parameter  eta    0.01
      parameter  alpha  0.12
      parameter  W_max  1
      parameter  tau    20 ms
    """

    model: SynapseModel
    values: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        low, high = self.bounds
        if not 0.0 <= low <= high:
            raise ParameterError(f"the bounds of the weights of {self!r} must satisfy 0 <= lowest <= highest, got "
                                 f"{low:g} and {high:g}")
        for trace in self.model.traces.values():
            if not 0.0 < self.values[trace.tau] < math.inf:
                raise ParameterError(f"{trace.tau} of {self!r} is the time constant of a trace, which must be finite "
                                     f"and > 0 ms, got {self.values[trace.tau]:g}")
        for one in self.model.target.values():
            if one.delay is not None and not 0.0 <= self.values[one.delay] < math.inf:
                raise ParameterError(f"{one.delay} of {self!r} is by how much older {one.variable!r} is, which must be "
                                     f"finite and >= 0 ms, got {self.values[one.delay]:g}")

    @property
    def first(self) -> dict[str, float]:
        """What a synapse remembers at time 0."""
        return {name: float(evaluate(one, self.values)) for name, one in self.model.variables.items()}

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest size of a weight."""
        if self.model.bounds is None:
            return 0.0, math.inf
        low, high = (float(evaluate(one, self.values)) for one in self.model.bounds)
        return low, high

    def __repr__(self) -> str:
        given = {n: v for n, v in self.values.items() if v != self.model.parameters[n].default}
        return f"{self.model.name}({', '.join(f'{n}={v:g}' for n, v in given.items())})"

    def __str__(self) -> str:
        own = {name: replace(one, default=self.values[name]) for name, one in self.model.parameters.items()}
        return self.model._shown(f"Synapse {self.model.name}", own)
