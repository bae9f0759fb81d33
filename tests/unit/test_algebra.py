"""Rearranged expressions have the value of the original."""

import numpy as np
import pytest
from expression_strategies import expressions
from hypothesis import HealthCheck, assume, given, settings

from neurojit.equations.algebra import affine, hoist, hoist_all
from neurojit.equations.evaluate import evaluate
from neurojit.equations.expr import Apply, Number, fold, names, simplify, to_text, walk
from neurojit.equations.parse import parse_expression

VALUES = {name: 0.37 + 0.61 * k for k, name in enumerate(
    ["x", "y", "V_m", "E_L", "tau_m", "I_ex", "I_in", "I_e", "C_m", "g_L", "g_ex", "E_ex", "dt", "a", "b"])}


def rebuilt(parts):
    total = evaluate(parts.constant, VALUES)
    return total + sum(evaluate(one, VALUES) * VALUES[name] for name, one in parts.coefficients.items())


@pytest.mark.parametrize(("text", "variables", "coefficients", "constant"), [
    ("(E_L - V_m)/tau_m + (I_ex + I_in + I_e)/C_m", ["V_m", "I_ex", "I_in"],
     {"V_m": "-(1/tau_m)", "I_ex": "1/C_m", "I_in": "1/C_m"}, "E_L/tau_m + I_e/C_m"),
    ("(g_L*(E_L-V_m) + g_ex*(E_ex-V_m))/C_m", ["V_m"],
     {"V_m": "(-g_L - g_ex)/C_m"}, "(g_L*E_L + g_ex*E_ex)/C_m"),
    ("-x/tau_m", ["x"], {"x": "-(1/tau_m)"}, "0"),
    ("a*(b*x - y)", ["x", "y"], {"x": "a*b", "y": "-a"}, "0"),
    ("x - x + a", ["x"], {}, "a"),
    ("2*x + 3*x", ["x"], {"x": "5"}, "0"),
    ("exp(a)*x", ["x"], {"x": "exp(a)"}, "0"),
    ("a", ["x"], {}, "a"),
])
def test_affine_parts_are_found(text, variables, coefficients, constant):
    parts = affine(parse_expression(text), variables)
    assert {name: to_text(one) for name, one in parts.coefficients.items()} == coefficients
    assert to_text(parts.constant) == constant
    assert rebuilt(parts) == pytest.approx(evaluate(parse_expression(text), VALUES), rel=1e-13)


@pytest.mark.parametrize("text", ["x*x", "x**2", "a/x", "exp(x)", "where(x > 0, 1, 0)", "x*y", "abs(x)"])
def test_what_is_not_affine_gives_none(text):
    assert affine(parse_expression(text), ["x", "y"]) is None


@pytest.mark.parametrize("text", [
    "(E_L - V_m)/tau_m + (I_ex + I_in + I_e)/C_m", "(g_L*(E_L-V_m) + g_ex*(E_ex-V_m))/C_m",
    "a*(b*V_m - y) - 3*(x - V_m)/(a + b)",
])
def test_affine_agrees_with_sympy(text):
    sympy = pytest.importorskip("sympy")
    parts = affine(parse_expression(text), ["V_m", "x"])
    whole = sympy.sympify(text)
    for name in ("V_m", "x"):
        mine = sympy.sympify(to_text(parts.coefficients.get(name, Number(0.0))))
        assert sympy.simplify(sympy.diff(whole, name) - mine) == 0
    assert sympy.simplify(whole.subs({"V_m": 0, "x": 0}) - sympy.sympify(to_text(parts.constant))) == 0


def constant(name):
    return name not in ("x", "V_m", "g_ex")


@pytest.mark.parametrize(("text", "result", "constants"), [
    ("x/tau_m", "k0*x", {"k0": "1/tau_m"}),
    ("dt*x/C_m", "k0*x", {"k0": "dt/C_m"}),
    ("dt*(1/C_m)*x", "k0*x", {"k0": "dt/C_m"}),
    ("a + x + b", "x + k0", {"k0": "a + b"}),
    ("exp(-dt/tau_m)*x + exp(-dt/tau_m)*V_m", "k0*x + k0*V_m", {"k0": "exp(-(dt/tau_m))"}),
    ("-x/tau_m", "-(k0*x)", {"k0": "1/tau_m"}),
    ("2*x*3", "6*x", {}),
    ("a", "a", {}),
    ("a*x", "a*x", {}),
    ("where(a < b, x, a*b)", "where(a < b, x, k0)", {"k0": "a*b"}),
    ("a*b/x", "k0/x", {"k0": "a*b"}),
    ("x - a - 2", "x + k0", {"k0": "-a - 2"}),
])
def test_constants_are_gathered(text, result, constants):
    rewritten, table = hoist(parse_expression(text), constant, "k")
    assert to_text(rewritten) == result
    assert {name: to_text(one) for name, one in table.items()} == constants


@settings(max_examples=200, suppress_health_check=[HealthCheck.filter_too_much], deadline=None)
@given(expressions())
def test_hoisting_keeps_the_value(expr):
    expr = simplify(expr)
    rewritten, table = hoist(expr, constant, "k")
    assert all(constant(name) for one in table.values() for name in names(one))
    values = {**VALUES, **{name: evaluate(one, VALUES) for name, one in table.items()}}
    sizes = [abs(evaluate(one, VALUES)) for one in walk(expr)]
    steps = any(isinstance(one, Apply) and one.op in STEPS for one in walk(expr))
    assume(not steps and min(sizes) > 1e-2 and max(sizes) < 1e2)  # rounding is not magnified much
    np.testing.assert_allclose(evaluate(rewritten, values), evaluate(expr, VALUES), rtol=1e-6)


STEPS = ("where", "int", "floor", "ceil", "sign", "tan")


def test_hoisting_several_expressions_shares_names():
    both, table = hoist_all([parse_expression("x/tau_m"), parse_expression("V_m/tau_m")], constant, "c")
    assert [to_text(one) for one in both] == ["c0*x", "c0*V_m"]
    assert list(table) == ["c0"]


def test_folding_keeps_unit_literals():
    assert to_text(fold(parse_expression("1*mV + 0*ms"))) == "mV"
    assert fold(parse_expression("2*mV")) == parse_expression("2*mV")
    assert simplify(parse_expression("140*mV/ms")) == Number(140.0)
