"""Methods of several stages, written out as statements with intermediate values."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from neurojit.equations.expr import Apply, Expr, Name, Number, add, div, mul, simplify, substitute
from neurojit.equations.lines import Equation, Statement
from neurojit.equations.noise import NoisyEquation, noise_step

_DT, _T = Name("dt"), Name("t")


def rk4(odes: Sequence[Equation]) -> tuple[Statement, ...]:
    """The classical Runge-Kutta method of fourth order (Kutta 1901)."""
    rates = {one.variable: simplify(one.rhs) for one in odes}
    statements: list[Statement] = []
    state: dict[str, Expr] = {}
    for stage, (back, share) in enumerate([(0.0, 0.0), (0.5, 0.5), (0.5, 0.5), (1.0, 1.0)], 1):
        if stage > 1:
            for x in rates:
                slope = mul(mul(Number(back), _DT), Name(f"_k{stage - 1}_{x}"))
                statements.append(Statement(f"_at{stage}_{x}", add(Name(x), slope)))
            state = {x: Name(f"_at{stage}_{x}") for x in rates} | {"t": add(_T, mul(Number(share), _DT))}
        statements += [Statement(f"_k{stage}_{x}", substitute(rate, state)) for x, rate in rates.items()]
    for x in rates:
        k1, k2, k3, k4 = (Name(f"_k{i}_{x}") for i in (1, 2, 3, 4))
        total = add(add(k1, k4), mul(Number(2.0), add(k2, k3)))
        statements.append(Statement(x, add(Name(x), mul(div(_DT, Number(6.0)), total))))
    return tuple(statements)


def heun(odes: Sequence[NoisyEquation]) -> tuple[Statement, ...]:
    """Heun's method, of second order; with noise it solves the equations in Stratonovich's reading.

    Rumelin (1982) SIAM J Numer Anal 19:604-613, doi:10.1137/0719041.
    """
    root = Apply("sqrt", (_DT,))
    first = {one.drift.variable: _change(one, root) for one in odes}
    statements = [Statement(f"_k1_{x}", change) for x, change in first.items()]
    statements += [Statement(f"_at2_{x}", add(Name(x), Name(f"_k1_{x}"))) for x in first]
    state: dict[str, Expr] = {x: Name(f"_at2_{x}") for x in first}
    state["t"] = add(_T, _DT)
    statements += [Statement(f"_k2_{x}", substitute(change, state)) for x, change in first.items()]
    for x in first:
        statements.append(Statement(x, add(Name(x), mul(Number(0.5), add(Name(f"_k1_{x}"), Name(f"_k2_{x}"))))))
    return tuple(statements)


def held_stages(statements: Sequence[Statement], held: Collection[str]) -> tuple[Statement, ...]:
    """The same, with variables that do not move while `_held` is true, at the intermediate stages too."""
    found = []
    for one in statements:
        variable = one.name[len("_at2_"):]
        if one.name.startswith("_at") and variable in held:
            found.append(Statement(one.name, Apply("where", (Name("_held"), Name(variable), one.expr))))
        else:
            found.append(one)
    return tuple(found)


def _change(one: NoisyEquation, root: Expr) -> Expr:
    """How much a variable changes over a step at the slopes of a given state."""
    return add(mul(_DT, simplify(one.drift.rhs)), noise_step(one.noise, root))
