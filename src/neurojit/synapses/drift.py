"""What a synapse does between spikes: variables that decay, and others that they drive, with modulators as factors."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from neurojit.equations.algebra import affine
from neurojit.equations.expr import ZERO, Expr, names, neg, simplify, sub, to_text
from neurojit.equations.lines import Equation, parse_equations
from neurojit.errors import EquationError, suggest
from neurojit.models.scope import MS, Scope


@dataclass(frozen=True, slots=True)
class Term:
    """A part of the rate of change of `variable`: factor, times `source` where there is one.

    Parameters
    ----------
    variable : str
    source : str or None
        A variable that only decays.
    factor : Expr
        Of parameters and modulators; 1/ms.
    growth : Expr
        By which rate (1/ms) the source decays faster than the variable.
    """

    variable: str
    source: str | None
    factor: Expr
    growth: Expr


@dataclass(frozen=True, slots=True)
class Drift:
    """Equations of a synapse between spikes, solved exactly.

    Parameters
    ----------
    decays : dict of str to Expr
        Of every variable that moves: the rate (1/ms) at which it decays by itself, of parameters; may be zero.
    terms : tuple of Term
        What drives them.

    Notes
    -----
    With a variable y' = -a y + x f(t), where x' = -b x and f is the same for all synapses,
    y(t) = exp(-a (t - t0)) (y(t0) + x(t0) exp((b - a) t0) (F(t) - F(t0))), F' = exp((a - b) t) f. So F is computed once
    a step for all synapses of a projection, and a synapse needs it only where something happens to it.
    """

    decays: dict[str, Expr]
    terms: tuple[Term, ...]


def read_drift(text: str, scope: Scope, variables: Collection[str], modulators: Collection[str],
               parameters: Collection[str]) -> Drift:
    """Read equations such as "dc/dt = -c/tau_c : 1"; `variables` are the weight and what the synapse remembers."""
    equations = parse_equations(text)
    allowed = {*variables, *modulators, *parameters}
    if equations.subexpressions:
        raise EquationError(f"{equations.subexpressions[0].variable!r}: the equations of a synapse have no "
                            "subexpressions; write them out")
    forms = {}
    for one in equations.odes:
        if one.variable not in variables:
            raise EquationError(f"d{one.variable}/dt: {one.variable!r} is neither w nor one of variables=;"
                                f"{suggest(one.variable, variables)}")
        what = f"d{one.variable}/dt"
        scope.require(one.rhs, allowed, what)
        scope.expect(one.rhs, scope.units[one.variable] / MS, what)
        forms[one.variable] = _form(one, scope.close(one.rhs, allowed, what), variables)
    decays = {name: _decay(name, form, modulators) for name, (form, _) in forms.items()}
    driven = {name for name, (form, constant) in forms.items() if constant != ZERO or set(form) - {name}}
    terms = []
    for name, (form, constant) in forms.items():
        for source, factor in form.items():
            if source == name:
                continue
            if source in driven or source not in decays:
                raise EquationError(f"d{name}/dt holds {source!r}, which must itself only decay, such as "
                                    f"d{source}/dt = -{source}/tau : 1")
            terms.append(Term(name, source, factor, sub(decays[source], decays[name])))
        if constant != ZERO:
            terms.append(Term(name, None, constant, neg(decays[name])))
    return Drift(decays, tuple(terms))


def _form(equation: Equation, closed: Expr, variables: Collection[str]) -> tuple[dict[str, Expr], Expr]:
    parts = affine(simplify(closed), variables)
    if parts is None:
        raise EquationError(f"d{equation.variable}/dt = {to_text(equation.rhs)} must be linear in "
                            f"{', '.join(variables)}, so that it can be solved between spikes")
    return parts.coefficients, parts.constant


def _decay(name: str, form: dict[str, Expr], modulators: Collection[str]) -> Expr:
    own = form.get(name, ZERO)
    if names(own) & set(modulators):
        raise EquationError(f"d{name}/dt: how fast {name!r} decays by itself cannot depend on a modulator")
    return ZERO if own == ZERO else neg(own)
