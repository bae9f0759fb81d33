"""Units that do not fit are refused with the offending term named."""

import pytest

from neurojit.equations.parse import parse_expression
from neurojit.equations.units_check import check, expect
from neurojit.errors import EquationError, UnitError
from neurojit.units import parse_unit

NAMES = {"V_m": "mV", "E_L": "mV", "tau": "ms", "I": "pA", "C_m": "pF", "g": "nS", "n": "1", "rate": "Hz",
         "dt": "ms", "t": "ms", "tau_s": "s", "q": "mS/cm**2", "c": "uF/cm**2"}
TABLE = {name: parse_unit(unit) for name, unit in NAMES.items()}


@pytest.mark.parametrize(("text", "unit"), [
    ("(E_L - V_m)/tau + I/C_m", "mV/ms"), ("g*(E_L - V_m)", "pA"), ("exp(-t/tau)", "1"), ("V_m**2", "mV**2"),
    ("sqrt(V_m**2)", "mV"), ("V_m**0.5", "mV**0.5"), ("abs(V_m)", "mV"), ("-V_m", "mV"), ("n**n", "1"),
    ("where(V_m > 0, V_m, 0)", "mV"), ("int(V_m > E_L)", "1"), ("clip(V_m, 0, E_L)", "mV"),
    ("max(V_m, 0)", "mV"),
    ("V_m > -50*mV", "1"), ("140*mV/ms + V_m/ms", "mV/ms"), ("0.04/(ms*mV)*V_m**2", "mV/ms"),
    ("sign(V_m)", "1"),
    ("q*V_m/c", "mV/ms"), ("V_m - 0", "mV"), ("rate*n", "Hz"), ("n + 1", "1"), ("C_m/g", "ms"),
])
def test_units_that_fit(text, unit):
    assert check(parse_expression(text), TABLE).same(parse_unit(unit))


@pytest.mark.parametrize(("text", "says"), [
    ("V_m + tau", "tau is in ms, but V_m is in mV"),
    ("V_m - 5", r"write 5\*mV"),
    ("5 + V_m", r"5 is in 1, but V_m is in mV; write 5\*mV"),
    ("exp(V_m)", "the argument of exp must be a plain number"),
    ("log(1/ms)", "the argument of log"),
    ("V_m > tau", "tau is in ms"),
    ("V_m >= -50", "mV"),
    ("min(V_m, tau)", "tau is in ms"),
    ("where(V_m > 0, V_m, tau)", "tau is in ms"),
    ("V_m**n", "must be a literal number"),
    ("n**V_m", "an exponent must be a plain number"),
    ("tau + tau_s", "factor 1000"),
    ("rate + 1/ms", "factor"),
    ("exp(rate*tau)", "plain number"),
])
def test_units_that_do_not_fit(text, says):
    with pytest.raises(UnitError, match=says):
        check(parse_expression(text), TABLE)


def test_the_offending_term_is_underlined():
    with pytest.raises(UnitError) as caught:
        check(parse_expression("I/C_m + g*V_m"), TABLE)
    _, line, mark = str(caught.value).splitlines()
    assert line[mark.index("^"):mark.rindex("^") + 1] == "g*V_m"


def test_the_whole_must_have_the_expected_unit():
    expect(parse_expression("0"), TABLE, parse_unit("mV"), "the reset")
    expect(parse_expression("V_m"), TABLE, parse_unit("mV"), "the reset")
    with pytest.raises(UnitError, match="the reset must be in mV, but tau is in ms"):
        expect(parse_expression("tau"), TABLE, parse_unit("mV"), "the reset")
    with pytest.raises(EquationError, match="unknown name 'V_n'; did you mean 'V_m'"):
        check(parse_expression("V_n"), TABLE)
