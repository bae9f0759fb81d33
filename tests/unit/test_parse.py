"""Text of a model becomes an expression tree, or an EquationError that shows the place; nothing is run."""

import math

import numpy as np
import pytest
from expression_strategies import expressions
from hypothesis import example, given, strategies as st

from neurojit.equations.evaluate import evaluate, exprel
from neurojit.equations.expr import FUNCTIONS, Apply, Name, Number, bare, names, substitute, to_text
from neurojit.equations.lines import parse_arrival, parse_equations, parse_statements
from neurojit.equations.parse import parse_expression
from neurojit.errors import EquationError


@pytest.mark.parametrize(("text", "says"), [
    ("__import__('os')", "unknown function '__import__'"),
    ("V_m.real", "attributes"),
    ("V_m[0]", "indexing"),
    ("(lambda: 1)()", "only a function's name"),
    ("foo(V_m)", "unknown function 'foo'"),
    ("eXp(V_m)", "did you mean 'exp'"),
    ("exp(x=1)", "no named arguments"),
    ("exp(1, 2)", "takes 1 argument"),
    ("exp(*x)", "not allowed"),
    ("exp", "is a function"),
    ("exp(**x)", "no named arguments"),
    ("'a' + 'b'", "numbers are written like"),
    ("f'{x}'", "strings are not allowed"),
    ("[x for x in y]", "not allowed"),
    ("(x := 1)", "':='"),
    ("x if y else z", r"where\(c, a, b\)"),
    ("1j", "numbers are written like"),
    ("True", "numbers are written like"),
    ("None", "numbers are written like"),
    ("1e999", "too large"),
    ("9" * 4000, "too large"),
    ("9" * 5000, "cannot read|deeply"),
    ("x**101", "exponent"),
    ("x // 2", "not allowed"),
    ("x % 2", "not allowed"),
    ("x @ y", "not allowed"),
    ("~x", "not allowed"),
    ("x in y", "'is' and 'in'"),
    ("x +", "cannot read"),
    ("", "missing"),
    ("   ", "missing"),
    ("x, y", "comma"),
    ("x; y", "cannot read"),
    ("x = 1", "cannot read"),
    ("_x", "underscore"),
    ("__class__", "underscore"),
    ("x\x00", "not allowed"),
    ("τ", "plain ASCII"),
    ("not x", "a condition"),
    ("(a < b) + 1", "a number is needed"),
    ("where(x, 1, 2)", "a condition"),
    ("(" * 250 + "x" + ")" * 250, "levels deep|cannot read|deeply"),
    ("-" * 5000 + "x", "levels deep|deeply"),
    ("+".join(["x"] * 2000), "levels deep|deeply"),
    ("x" * 20_000, "at most 10000 characters"),
    ("x**" * 3000 + "x", "levels deep|deeply"),
    (" and ".join(["x < 1"] * 1000), "in a row"),
    ("<".join(["x"] * 3000), "in a row|deeply"),
])
def test_everything_but_arithmetic_is_refused(text, says):
    with pytest.raises(EquationError, match=says):
        parse_expression(text)


def test_the_error_underlines_the_place():
    with pytest.raises(EquationError) as caught:
        parse_expression("g_L*(E_L - foo(V_m))")
    _, line, mark = str(caught.value).splitlines()
    start = mark.index("^")
    assert line[start:start + mark.count("^")] == "foo"


@pytest.mark.parametrize("value", [None, 3, b"x", ["x"]])
def test_what_is_no_text_is_refused(value):
    with pytest.raises(EquationError, match="must be text"):
        parse_expression(value)


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="xyzV_m0123456789.+-*/()<>=!, \n\t\\\"'#;:[]{}@%&|^~", max_size=40),
    st.lists(st.sampled_from([
        "x", "1", "(", ")", "+", "-", "**", "/", " and ", " not ", "<", "==", "exp(", "where(", ",", "lambda",
        ":", "__import__", ".", "[", "]", "1e400", "mV", "int(", "'", "if", "else", ":=", "0x", "_",
    ]), max_size=30).map("".join),
)


@given(HOSTILE)
@example("1is 2")
@example("0777")
@example("x\\\n+1")
@example("\f x")
@example("\ud800")
def test_hostile_text_gives_an_error_or_an_expression(text):
    for read in (parse_expression, parse_equations, parse_statements, parse_arrival):
        try:
            result = read(text)
        except EquationError:
            continue
        if read is parse_expression:
            assert isinstance(result, Number | Name | Apply)


@given(expressions())
def test_printed_expressions_read_back(expr):
    assert parse_expression(to_text(expr)) == expr


@pytest.mark.parametrize("text", [
    "(E_L - V_m)/tau_m", "a - (b - c)", "a - b - c", "-x**2", "(-x)**2", "a/(b*c)", "a/b*c", "x**y**z",
    "not (a < b and c > d) or e == f", "where(a < b, 1, -2)", "exp(-x/tau)", "140*mV/ms",
])
def test_printing_keeps_few_parentheses(text):
    assert to_text(parse_expression(text)) == text


def test_chained_comparisons_are_and():
    assert parse_expression("a < b < c") == parse_expression("a < b and b < c")


def test_expressions_are_values():
    one, two = parse_expression("a + b*c"), parse_expression(" a+ b * c")
    assert one == two
    assert hash(one) == hash(two)
    assert names(one) == {"a", "b", "c"}
    assert substitute(one, {"b": Number(2.0)}) == parse_expression("a + 2*c")


def test_unit_names_are_numbers_in_coherent_units():
    assert evaluate(parse_expression("2*Hz"), {}) == 0.002
    assert to_text(bare(parse_expression("140*mV/ms"))) == "140*1/1"


def test_pi_is_known():
    assert evaluate(parse_expression("-2*pi*r"), {"r": 0.5}) == -math.pi


@pytest.mark.parametrize("text", [
    "x + y*2 - 3/x", "x**2 + y**-1", "exp(x) + log(y) + sqrt(y)", "sin(x)*cos(y) + tan(x)",
    "tanh(x) + sinh(x)",
    "cosh(x) - abs(-x)", "floor(x) + ceil(y)", "min(x, y) + max(x, y)",
])
def test_evaluation_agrees_with_python(text):
    python = {name: getattr(math, name) for name in FUNCTIONS if hasattr(math, name)}
    expected = eval(text, {**python, "abs": abs, "min": min, "max": max, "x": 0.3, "y": 1.7})
    assert evaluate(parse_expression(text), {"x": 0.3, "y": 1.7}) == pytest.approx(expected, rel=1e-15)


def test_evaluation_takes_arrays_and_numpys_infinities():
    x = np.array([-1.0, 0.0, 2.0])
    np.testing.assert_array_equal(evaluate(parse_expression("where(x > 0, x, 0)"), {"x": x}), [0.0, 0.0, 2.0])
    np.testing.assert_array_equal(evaluate(parse_expression("clip(x, 0, 1)"), {"x": x}), [0.0, 0.0, 1.0])
    np.testing.assert_array_equal(evaluate(parse_expression("int(x >= 0)"), {"x": x}), [0.0, 1.0, 1.0])
    np.testing.assert_array_equal(evaluate(parse_expression("sign(x)"), {"x": x}), [-1.0, 0.0, 1.0])
    np.testing.assert_array_equal(evaluate(parse_expression("1/x"), {"x": x}), [-1.0, np.inf, 0.5])
    with pytest.raises(EquationError, match="no value for 'x'"):
        evaluate(parse_expression("x"), {})


def test_exprel_is_smooth_at_zero():
    assert exprel(0.0) == 1.0
    expected = [1.0 + 5e-13, math.e - 1.0, 1.0 - 5e-10]
    np.testing.assert_allclose(exprel([1e-12, 1.0, -1e-9]), expected, rtol=1e-15)


def test_equations_read_in_any_order_with_comments_and_continuation():
    model = parse_equations("""
        # membrane
        dV_m/dt = (I_L
                   + I_syn)/C_m : mV      # volts
        I_L = g_L*(E_L - V_m) : pA
        I_syn = k*I_L : pA

        dI/dt = -I/tau : pA
    """)
    assert [one.variable for one in model.odes] == ["V_m", "I"]
    assert [one.unit for one in model.odes] == ["mV", "pA"]
    assert model.odes[0].rhs == parse_expression("(g_L*(E_L - V_m) + k*(g_L*(E_L - V_m)))/C_m")
    assert model.odes[0].text == "dV_m/dt = (I_L + I_syn)/C_m : mV"


@pytest.mark.parametrize(("text", "says"), [
    ("dV/dt = -V", "unit is missing"),
    ("dV/dt = -V :", "unit is missing"),
    ("dV/dt = -V : volts", "unknown unit"),
    ("dV/dt : mV", "'=' is missing"),
    ("dV/dx = -V : mV", "form"),
    ("V/dt = -V : mV", "form"),
    ("dV/dt = a < b : mV", "not a condition"),
    ("dV/dt = -V : mV\ndV/dt = V : mV", "twice"),
    ("dt/dt = 1 : ms", "reserved"),
    ("dexp/dt = 1 : ms", "reserved"),
    ("dxi/dt = 1 : ms", "reserved"),
    ("d_V/dt = 1 : ms", "underscore"),
    ("dif/dt = 1 : ms", "keyword"),
    ("dV/dt = a : mV\na = b : mV\nb = a : mV", "circle"),
    ("a = 1 : mV", "no differential equation"),
    ("", "no differential equation"),
    ("dV/dt = (V : mV", "cannot read"),
])
def test_malformed_equations_are_refused(text, says):
    with pytest.raises(EquationError, match=says):
        parse_equations(text)


def test_subexpressions_cannot_grow_without_bound():
    lines = ["a0 = V + V : 1"] + [f"a{i} = a{i - 1} + a{i - 1} : 1" for i in range(1, 60)]
    with pytest.raises(EquationError, match="too large"):
        parse_equations("\n".join([*lines, "dV/dt = a59 : 1"]))


def test_statements_are_read_in_order():
    first, second, third = parse_statements("V_m = V_reset; U_m += d\n x *= 2")
    assert (first.name, to_text(first.expr)) == ("V_m", "V_reset")
    assert (second.name, to_text(second.expr)) == ("U_m", "U_m + d")
    assert (third.name, to_text(third.expr)) == ("x", "x*2")
    assert parse_statements("") == ()


@pytest.mark.parametrize("text", [
    "V_m", "= 3", "V_m == 3", "V_m, x = 3", "dt = 3", "x[0] = 1", "x = ", "V = a < b",
])
def test_malformed_statements_are_refused(text):
    with pytest.raises(EquationError):
        parse_statements(text)


@pytest.mark.parametrize(("text", "factor"), [
    ("x += w", "1"), ("x -= w", "-1"), ("x += f*w", "f"), ("x += w/2", "0.5"),
    ("x += exp(1)/tau*w", "exp(1)/tau"), ("x -= f*w", "-f"), ("x += 8*w", "8"), ("x += f*w + g*w", "f + g"),
])
def test_arrivals_are_linear_in_the_weight(text, factor):
    arrival = parse_arrival(text)
    assert arrival.variable == "x"
    assert to_text(arrival.factor) == factor


@pytest.mark.parametrize("text", [
    "x = w", "x += 1", "x += w + 1", "x += w**2", "x += exp(w)", "x *= w", "x += w*w", "", "x += w; y += w",
    "x += w\ny += w", "w += w",
])
def test_other_arrivals_are_refused(text):
    with pytest.raises(EquationError):
        parse_arrival(text)
