"""Hostile or mistaken equations are refused with what is wrong in them; nothing of them is run."""

import re

import pytest

import neurojit as nj
from neurojit.errors import EquationError


@pytest.mark.parametrize(("expression", "says"), [
    ("(E_L - V_m/tau_m", "syntax|closed|parenthes"),
    ("E_L - / V_m", "syntax"),
    ("", "expression|empty|form"),
    ("-V_m/tau_n", "unknown name 'tau_n'"),
    ("__import__('os').system('true')*mV/ms", "__import__"),
    ("V_m.real/tau_m", "attribute|'real'|\\.real"),
    ("V_m.__class__/tau_m", "attribute|__class__"),
    ("evil(V_m)/tau_m", "unknown function 'evil'"),
    ("eval('1')*mV/ms", "eval"),
    ("V_m[0]/tau_m", "\\[0\\]|subscript|not"),
    ("(lambda: V_m)()/tau_m", "lambda|not|call"),
    ("[V_m for _ in (1,)]/tau_m", "not"),
    ("(V_m := E_L)/tau_m", "not|:="),
    ("'text'", "text|not"),
    ("-V_m^2/mV/tau_m", r"'\^' is not allowed; a power is written \*\*"),
    ("V_m//tau_m", r"not allowed; write floor\(a/b\)"),
    ("V_m%mV/ms", r"not allowed; write a - b\*floor\(a/b\)"),
    ("where(V_m > E_L & V_m > 0, 0, 1)*mV/ms", "'&' is not allowed; write 'and'"),
    ("where((V_m > E_L) | (V_m > 0), 0, 1)*mV/ms", r"'\|' is not allowed; write 'or'"),
    ("where(~(V_m > E_L), 0, 1)*mV/ms", "'~' is not allowed; write 'not'"),
    ("where(V_m > E_L && V_m > 0, 0, 1)*mV/ms", "'&&' is written 'and'"),
    ("where(!(V_m > E_L), 0, 1)*mV/ms", "'!' is written 'not'"),
    ("rand()*mV/ms", r"unknown function 'rand'; white noise is written xi, .* binomial\(n, p\)"),
    ("sin(2*pi*f*t)*mV/ms", "sin must be a plain number, .* is in 0.001; declare f, which is in Hz, in 1/ms"),
    ("2**(f*t)*mV/ms", "an exponent must be a plain number, .* is in 0.001; declare f, which is in Hz, in 1/ms"),
])
def test_an_equation_that_is_none_is_refused(expression, says):
    with pytest.raises(EquationError, match=says) as caught:
        nj.NeuronModel("bad", f"dV_m/dt = {expression} : mV",
                       {"E_L": (-70.0, "mV"), "tau_m": (10.0, "ms"), "f": (10.0, "Hz")})
    assert "in model 'bad'" in str(caught.value)


@pytest.mark.parametrize(("name", "says"), [
    ("V" * 65, "at most 64 characters"), ("xi_V", "reserved"), ("previous", "reserved"),
    ("pi", "reserved"),
])
def test_a_name_that_cannot_be_compiled_is_refused(name, says):
    with pytest.raises(EquationError, match=says):
        nj.NeuronModel("bad", f"d{name}/dt = -{name}/ms : mV")
    with pytest.raises(EquationError, match=says):
        nj.NeuronModel(name, "dV_m/dt = -V_m/ms : mV")


def test_names_that_cannot_be_told_apart_when_joined_are_refused():
    with pytest.raises(EquationError, match="rename 'V__V'"):
        nj.NeuronModel("bad", "dV/dt = (V__V - V)/ms : mV\ndV__V/dt = (V - V__V)/ms : mV")


@pytest.mark.parametrize("name", ["spikes", "V_m"])
def test_an_event_has_a_name_of_its_own(name):
    with pytest.raises(EquationError, match="recorded under this name"):
        nj.NeuronModel("bad", "dV_m/dt = -V_m/ms : mV", events={name: ("V_m > 1*mV", "")})


@pytest.mark.parametrize("huge", ["1e308*1e308", "1e308 + 1e308", "-1e308 - 1e308", "1e308/1e-308"])
def test_constants_that_overflow_do_not_become_code_that_cannot_be_read(huge):
    model = nj.NeuronModel("huge", f"dV_m/dt = -V_m**3/(mV**2*ms) + ({huge})*mV/ms : mV",
                           threshold=f"V_m > ({huge})*mV", reset="V_m = 0")
    assert not {"inf", "nan"} & set(re.findall(r"\w+", nj.source(model)))
