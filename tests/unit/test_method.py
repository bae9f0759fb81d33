"""A model's form decides how it is integrated."""

import pytest

import neurojit as nj
from neurojit.equations.expr import to_text
from neurojit.equations.lines import parse_equations
from neurojit.equations.method import choose
from neurojit.errors import EquationError

EXP = """
    dV_m/dt = (E_L - V_m)/tau_m + (I_syn + I_stim)/C_m : mV
    dI_syn/dt = -I_syn/tau_syn : pA
    dA/dt = I_stim : 1
"""
CONDUCTANCE = """
    dV_m/dt = (g_L*(E_L - V_m) + g*(E_ex - V_m) + I_stim)/C_m : mV
    dg/dt = -g/tau_syn : nS
    dz/dt = V_m*g : 1
"""
PARAMETERS = ["E_L", "tau_m", "C_m", "tau_syn", "g_L", "E_ex", "a", "b"]


def text_of(table):
    return {key: to_text(one) for key, one in table.items()}


def test_linear_equations_are_integrated_exactly():
    chosen = choose(parse_equations(EXP), PARAMETERS, ["I_stim"])
    assert chosen.method == "exact"
    assert chosen.statements == ()
    linear = chosen.linear
    assert linear.variables == ("V_m", "I_syn", "A")
    assert text_of(linear.matrix) == {
        ("V_m", "V_m"): "-(1/tau_m)", ("V_m", "I_syn"): "1/C_m", ("I_syn", "I_syn"): "-(1/tau_syn)"}
    assert text_of(linear.constant) == {"V_m": "E_L/tau_m"}
    assert text_of(linear.inputs) == {("V_m", "I_stim"): "1/C_m", ("A", "I_stim"): "1"}
    assert linear.pattern() == {"V_m": ("V_m", "I_syn"), "I_syn": ("I_syn",), "A": ("A",)}
    assert linear.driven() == ("V_m",)
    assert linear.driven_by("I_stim") == ("V_m", "A")


def test_the_pattern_follows_chains():
    chain = "da/dt = -a + b : 1\ndb/dt = c : 1\ndc/dt = k + d*0 : 1\ndd/dt = -d : 1"
    linear = choose(parse_equations(chain), ["k"], []).linear
    assert linear.pattern() == {"a": ("a", "b", "c"), "b": ("b", "c"), "c": ("c",), "d": ("d",)}
    assert linear.driven() == ("a", "b", "c")


def test_conductances_take_exponential_euler_beside_an_exact_part():
    chosen = choose(parse_equations(CONDUCTANCE), PARAMETERS, ["I_stim"])
    assert chosen.method == "exponential_euler"
    assert chosen.simultaneous
    assert chosen.linear.variables == ("g",)
    assert [one.name for one in chosen.statements] == ["V_m", "z"]
    assert to_text(chosen.statements[0].expr) == (
        "V_m + dt/C_m*phi1(dt/C_m*(-g_L - g))*((-g_L - g)*V_m + (g_L*E_L + g*E_ex + I_stim))")
    assert to_text(chosen.statements[1].expr) == "z + dt*(V_m*g)"


def test_time_and_variable_coefficients_are_not_constant():
    chosen = choose(parse_equations("dx/dt = -x/tau + sin(t/tau) : 1"), ["tau"], [])
    assert chosen.method == "exponential_euler"
    assert chosen.linear is None


def test_exponential_euler_is_refused_with_the_term():
    quadratic = parse_equations("dx/dt = a*x**2 - x : 1\ndy/dt = x : 1")
    with pytest.raises(EquationError, match=r"dx/dt is not linear in x: the term x\*\*2") as caught:
        choose(quadratic, PARAMETERS, [], "exponential_euler")
    assert str(caught.value).splitlines()[-1].strip() == "^" * len("x**2")


def test_euler_takes_anything():
    quadratic = parse_equations("dx/dt = a*x**2 - y : 1\ndy/dt = x : 1")
    for method, simultaneous in (("euler", True), ("sequential_euler", False)):
        chosen = choose(quadratic, PARAMETERS, [], method)
        assert (chosen.method, chosen.linear, chosen.simultaneous) == (method, None, simultaneous)
        assert [to_text(one.expr) for one in chosen.statements] == ["x + dt*(a*x**2 - y)", "y + dt*x"]


@pytest.mark.parametrize(("text", "says"), [
    (CONDUCTANCE, r"in dV_m/dt the term g\*\(E_ex - V_m\) is not linear"),
    ("dx/dt = t*x : 1", "t is not constant"),
    ("dx/dt = x*x : 1\ndy/dt = x : 1", r"x\*x"),
])
def test_exact_is_refused_with_the_reason(text, says):
    with pytest.raises(EquationError, match=says):
        choose(parse_equations(text), PARAMETERS, ["I_stim"], "exact")


def test_an_unknown_method_is_answered_with_the_list():
    with pytest.raises(EquationError, match="unknown integration method 'leapfrog'; Known: euler, exact"):
        choose(parse_equations(EXP), PARAMETERS, ["I_stim"], "leapfrog")


def test_nonlinear_equations_take_rk4_and_with_noise_euler():
    assert choose(parse_equations("dx/dt = x - x**3 : 1"), [], []).method == "rk4"
    chosen = choose(parse_equations("dx/dt = x - x**3 + 2*xi_b + x*xi_a : 1"), [], [])
    assert (chosen.method, chosen.noise) == ("euler", ("xi_a", "xi_b"))
    assert to_text(chosen.statements[0].expr) == "x + dt*(x - x**3) + (2*sqrt(dt)*xi_b + x*sqrt(dt)*xi_a)"
    with pytest.raises(EquationError, match="takes no noise"):
        choose(parse_equations("dx/dt = -x + xi : 1"), [], [], "rk4")


def test_linear_noise_has_the_variance_of_its_own_decay():
    chosen = choose(parse_equations("dx/dt = -x/tau + s*xi : 1\ndy/dt = -y/tau : 1"), ["tau", "s"], [])
    assert (chosen.method, chosen.noise) == ("exact", ("xi",))
    assert [(s.name, to_text(s.expr)) for s in chosen.statements] == [
        ("x", "_exact_x + s*sqrt(dt*exprel(-(2*dt*(1/tau))))*xi")]


def test_noise_that_a_variable_passes_on_is_added_to_both():
    chosen = choose(parse_equations("dx/dt = -x/tau + s*xi : 1\ndy/dt = x/tau : 1"), ["tau", "s"], [])
    assert (chosen.method, chosen.noise) == ("exact", ("_xi_x", "_xi_y"))
    assert [(s.name, to_text(s.expr)) for s in chosen.statements] == [
        ("x", "_exact_x + _n_x__x*_xi_x"), ("y", "_exact_y + _n_y__x*_xi_x + _n_y__y*_xi_y")]
    for text in ("dx/dt = -x/tau + s*x*xi : 1\ndy/dt = x/tau : 1",  # not linear in the noise
                 "dx/dt = -x/tau + s*xi : 1\ndy/dt = x/tau : 1\ndz/dt = -x*z/tau + s*xi : 1"):  # which z has too
        assert choose(parse_equations(text), ["tau", "s"], []).noise == ("xi",)


def test_deep_but_allowed_equations_go_through():
    text = "dx/dt = " + "(".join(["-x/tau + "] * 90) + "1" + ")" * 89 + " : 1"
    assert choose(parse_equations(text), ["tau"], []).method == "exact"


@pytest.mark.parametrize(("name", "says"), [
    ("iaf_psc_exp", "Integration(exact: V_m, I_syn_ex, I_syn_in exactly)"),
    ("izhikevich", "Integration(sequential_euler: V_m, U_m by statements)"),
    ("parrot_neuron", "Integration(map: heard by statements)")])
def test_an_integration_says_what_it_does_in_a_line(name, says):
    assert repr(getattr(nj.models, name).integration) == says


def test_many_coupled_variables_come_with_a_warning():
    """A ring of 30: all depend on all over a step."""
    ring = "\n".join(f"dv{i}/dt = (v{(i + 1) % 30}*0.01 - v{i})/tau : 1" for i in range(30))
    with pytest.warns(UserWarning, match="30 coupled variables .* 900 coefficients.* method='rk4'"):
        assert choose(parse_equations(ring), ["tau"], []).method == "exact"
    for method in ("exact", "rk4"):
        assert choose(parse_equations(ring), ["tau"], [], method).method == method
