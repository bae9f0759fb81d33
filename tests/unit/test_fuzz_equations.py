"""Malformed and hostile text in a declaration: it is refused with the library's own error or makes a valid model.

Nothing of it is ever run: the canaries would notice, and a declaration must compile no code.
"""

import ast
import builtins
import contextlib
import os
import subprocess
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import neurojit as nj
from neurojit.compile.emit import emit
from neurojit.errors import NeurojitError

EQUATIONS = """
    half = (E_L - V_m)/2 : mV
    dV_m/dt = 2*half/tau_m + (I_syn + g*(E_L - V_m) + I_stim)/C_m + sigma*sqrt(2/tau_m)*xi : mV
    dI_syn/dt = -I_syn/tau_syn : pA
    dg/dt = where(V_m > V_th, 1, 0)*nS/ms - g*exprel(-g/nS)/tau_syn : nS"""
PARAMETERS = {"E_L": (-70.0, "mV"), "tau_m": (10.0, "ms"), "C_m": (250.0, "pF"), "tau_syn": (2.0, "ms"),
              "V_th": (-55.0, "mV"), "sigma": (1.0, "mV"), "t_ref": (2.0, "ms"), "rate": (5.0, "Hz")}
VALID = {
    "equations": EQUATIONS, "threshold": "V_m >= V_th and previous(V_m) < V_th",
    "threshold_rate": "rate*exp(V_m/(2*mV))",
    "reset": "V_m = E_L; g += 1*nS", "refractory": "t_ref", "receptor": "I_syn += exp(1)*w", "event": "g > 3*nS",
    "action": "g = 0", "initial": "E_L + 2*mV", "update": "V_m = V_m + dt*(E_L - V_m)/tau_m", "unit": "mV",
    "name": "cell",
}
HOSTILE = [
    "__import__('os').system('touch canary')", "().__class__.__bases__[0].__subclasses__()", "V_m.__class__",
    "eval('1')", "exec('import os')", "(lambda: V_m)()", "f'{V_m}'", "f\"{open('canary', 'w')}\"", "(V_m := 3)",
    "[x for x in (1,)]", "{V_m: 1}", "{*()}", "(yield)", "await V_m", "*V_m", "**V_m", "print(V_m)",
    "open('canary', 'w')", "getattr(V_m, 'a')", "V_m[0]", "V_m if V_m else E_L", "...", "None", "True", "1j", "b'a'",
    "'a' 'b'", "V_m; import os", "V_m\nimport os", "V_m\x00", "\x00", "V_m # : mV", "\\\n", "V_m \\", "\t\v\f",
    "1e999", "-1e999", "1e-999", "9" * 400, "0x" + "f" * 300, "1_000", "0b11", "9**9**9", "2**1000", "V_m**1e9",
    "V_m**(-V_m)", "1/0", "0/0", "0**-1", "(-1)**0.5", "(-8)**(1/3)", "sqrt(-1)", "log(0)", "exp(1e300)", "mV**mV",
    "mV**0.3333", "pA*mV", "1*moon", "mV/ms/ms", "V_m + t_ref", "where(1, 2, 3)", "int(1)", "not V_m", "V_m and V_m",
    "1 < V_m < 2", "V_m is V_m", "V_m in V_m", "previous(1)", "previous(previous(V_m))", "previous(V_m)", "xi",
    "xi*xi", "xi_a", "exp(xi)", "dt", "t", "w", "w*w", "_held", "_uniform", "_before_V_m", "__builtins__", "nan",
    "inf", "V_m == V_m", "V_m != nan", "é", "V_m + ｅ", "ﬀ", "\u202eV_m", "😀", "\ud800", "import os", "def f(): pass",
    "V_m = 1 = 2", "==", "=", ":", ": mV", "V_m :", "dV_m/dt", "dV_m/dt = ", "d/dt = 1 : 1", "ddt/dt = 1 : 1",
    "dV_m/dt = 1 : mV : mV", "dV_m/dt == 1*mV/ms : mV", "a, b = 1", "V_m += 1", "V_m **= 2", "V_m //= 2", "V_m @= 2",
    "V_m -= -w", "+= w", "V_m + = w", "exp", "exp()", "exp(1, 2)", "exp(x=1)", "exp(*a)", "min(1)", "clip(1, 2)",
    "math.exp(1)", "np.exp(V_m)", "exp (V_m)", "(exp)(V_m)", "exp(exp)(1)", "1if V_m else 2", "1or 2", "0or(V_m)",
    "-+-+1", "((((", "))))", "()", "(,)", "V_m,", "[", "{", "'", '"', '"""', "'''", "#", ";", ";;", "$", "?", "`V_m`",
    "V_m!", "~V_m", "V_m | V_m", "V_m ^ 2", "V_m << 1", "V_m // 2", "V_m % 2", "V_m @ V_m", "1..real", "1 .real",
    "1.e5.real", "1__0",
]
PIECES = [
    "V_m", "I_syn", "E_L", "tau_m", "xi", "w", "dt", "t", "+", "-", "*", "/", "**", "(", ")", ",", "=", "+=", ":",
    ";", "<", ">=", "==", "and", "or", "not", "exp", "where", "int", "previous", "1", "0", "0.5", "1e308", "mV", "ms",
    "pA", " ", "\n", "#", ".", "[", "]", "{", "}", "'", "\\", "lambda", "if", "else", "for", "in", "__", "\x00",
    "dV_m/dt",
]


def nested(depth, opening, closing):
    return opening * depth + "V_m" + closing * depth


OPENINGS = ["(", "-", "not ", "exp(", "[", "-(", "1+(", "2**", "min(1,"]
DEEP = st.builds(nested, st.integers(20, 5000), st.sampled_from(OPENINGS), st.sampled_from([")", "", "]", "*2"]))
LONG = st.builds(lambda n, part: part * n, st.integers(50, 4000), st.sampled_from(
    ["V_m+", "V_m", "1", "+1", " ", "\n", "V_m**", "a", ";", "V_m<", "V_m or ", "0*mV+", "exp(1)*", "-", "\t", "é"]))
SOUP = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)
TEXT = st.one_of(st.sampled_from(HOSTILE), SOUP, DEEP, LONG, st.text(max_size=40),
                 st.text(st.characters(max_codepoint=127), max_size=40))


@st.composite
def mutated(draw, valid):
    """A valid text with pieces of other text put in, taken out or put in the place of some of it."""
    text = valid
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 6)))
        text = text[:start] + draw(st.one_of(st.just(""), TEXT)) + text[end:]
    return text


@st.composite
def declarations(draw):
    """Which part of a declaration is bad, and the text it is given."""
    part = draw(st.sampled_from(list(VALID)))
    return part, draw(st.one_of(TEXT, mutated(VALID[part]), mutated(VALID[part])))


def declare(part, text):
    """A model in which one part is the given text."""
    def of(key):
        return text if key == part else VALID[key]

    if part == "update":
        return nj.NeuronModel("cell", update=text, states={"V_m": "mV"}, parameters=PARAMETERS)
    fires = {"threshold_rate": text} if part == "threshold_rate" else {"threshold": of("threshold")}
    return nj.NeuronModel(
        of("name"), of("equations"), {**PARAMETERS, "extra": (1.0, of("unit"))}, reset=of("reset"),
        refractory=of("refractory"), receptors={"excitatory": of("receptor")},
        events={"burst": (of("event"), of("action"))},
        initial={"V_m": of("initial")}, **fires)


def forbidden(*args, **more):
    raise AssertionError("text of a declaration was run")


def parsed_only(source, filename, mode, flags=0, *args, **more):
    assert flags & ast.PyCF_ONLY_AST, "text of a declaration was compiled to code"
    return COMPILE(source, filename, mode, flags, *args, **more)


COMPILE = builtins.compile
CANARIES = [(builtins, "compile", parsed_only), (builtins, "eval", forbidden), (builtins, "exec", forbidden),
            (builtins, "open", forbidden), (os, "system", forbidden), (subprocess, "Popen", forbidden)]


def accepted(part, text):
    """Whether the text makes a model; refusal must be the library's own."""
    with contextlib.ExitStack() as stack:
        for owner, name, canary in CANARIES:
            stack.enter_context(mock.patch.object(owner, name, canary))
        try:
            model = declare(part, text)
        except NeurojitError:
            return False
        assert repr(model)
        ast.parse(emit(model, False).source)  # what was accepted can be printed as code
        return True


def test_the_declaration_that_is_mutated_is_valid():
    assert all(accepted(part, text) for part, text in VALID.items())


@pytest.mark.parametrize("part", VALID)
def test_known_hostile_text_is_refused_or_harmless(part):
    tried = []
    for text in HOSTILE:
        for whole in (text, f"{VALID[part]}{text}", f"{text}{VALID[part]}", f"{VALID[part]} + {text}"):
            tried.append(accepted(part, whole))
        if part == "equations":
            tried.append(accepted(part, f"dV_m/dt = {text} : mV"))
            tried.append(accepted(part, f"{EQUATIONS}\nx = V_m/mV*{text} : 1"))
        if part in ("reset", "action", "update"):
            tried.append(accepted(part, f"V_m = {text}"))
    assert len(tried) >= 4 * len(HOSTILE), "every text was refused by the library itself, or made a model"


@settings(max_examples=1500, deadline=None, derandomize=True,
          database=None, suppress_health_check=[HealthCheck.too_slow])
@given(declarations())
def test_random_text_is_refused_or_a_model(declaration):
    assert accepted(*declaration) in (True, False)


@pytest.mark.slow
@settings(max_examples=30_000, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(declarations())
def test_more_random_text_is_refused_or_a_model(declaration):
    assert accepted(*declaration) in (True, False)
