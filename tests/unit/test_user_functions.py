"""Functions that a user registers for equations."""

import math

import numpy as np
import pytest

import neurojit as nj
from neurojit.equations.evaluate import evaluate

GLOBAL = 3.0


@nj.function(arguments=("mV", "mV"), unit="1/ms")
def opening_rate(v: float, half: float) -> float:
    """A loop and a branch, to be sure that they may be used."""
    total = 0.0
    for k in range(3):
        total += math.exp((v - half) / (10.0 + k))
    if total > 5.0:
        return 5.0
    return total


def model(text="opening_rate(V_m, V_h)*(1 - x) - x/tau"):
    return nj.NeuronModel("gated", f"dV_m/dt = (I_stim/pA*mV - V_m)/tau : mV\ndx/dt = {text} : 1",
                          {"tau": (10.0, "ms"), "V_h": (-50.0, "mV")}, initial={"V_m": -60.0})


def test_it_is_compiled_with_the_model_and_gives_what_python_gives():
    declared = model()
    assert declared.integration.method == "exponential_euler"
    assert "opening_rate(V_m, V_h)" in repr(declared)
    assert "def _opening_rate_" in nj.source(declared)
    net = nj.Network(seed=1)
    cells = net.create(20, declared, V_m=np.linspace(-80.0, -20.0, 20))
    sim = nj.Simulation(net, precision="double")
    sim.run(0.1)
    values = {"V_m": np.linspace(-80.0, -20.0, 20), "x": 0.0, "tau": 10.0, "V_h": -50.0, "dt": 0.1}
    statement = next(s for s in declared.integration.statements if s.name == "x")
    assert sim[cells]["x"] == pytest.approx(evaluate(statement.expr, values), rel=1e-12)


def test_units_of_arguments_and_result_are_checked():
    with pytest.raises(nj.UnitError, match="this argument of opening_rate must be in mV"):
        model("opening_rate(tau, V_h)*(1 - x)")
    with pytest.raises(nj.UnitError, match="must be in 1/ms"):
        model("opening_rate(V_m, V_h)**2*(1 - x)")
    with pytest.raises(nj.EquationError, match="takes 2"):
        model("opening_rate(V_m)*(1 - x)")


def test_what_cannot_be_compiled_with_a_model_is_refused():
    def outside(v):
        return GLOBAL * v

    with pytest.raises(nj.EquationError, match="uses GLOBAL from outside"):
        nj.function(outside)
    with pytest.raises(nj.EquationError, match="takes 1 argument"):
        nj.function(opening_helper, arguments=("mV", "mV"))
    with pytest.raises(nj.EquationError, match="takes a Python function"):
        nj.function(3)
    with pytest.raises(nj.EquationError, match="already a function"):
        nj.function(exp)


def opening_helper(v):
    return v


def _no_path(x):
    if x < 2.0:
        return x


def _bare(x):
    if x < 2.0:
        return
    return x


def _asserts(x):
    assert x < 0.5
    return x


def _list(x):
    return [1.0, 2.0][int(x)]


def _place(x):
    return (1.0, 2.0)[int(x)]


def _beyond(x):
    return x * (1.0, 2.0)[3]


def _text(x):
    return "a"


def _array(x):
    return np.full(2, x)


def _factorial(x):
    return math.factorial(int(x))


def _yields(x):
    yield x
    return x


@pytest.mark.parametrize(("wrong", "says"), [
    (_no_path, "_no_path must end with return of a number, in all branches"),
    (_bare, "_bare must return a number wherever it returns"), (_asserts, "_asserts has assert"),
    (_list, r"looks up '\[1.0, 2.0\]\[int\(x\)\]'.* fails where there is no such element"),
    (_place, "looks up .* write conditions"), (_beyond, "_beyond cannot be compiled by numba"),
    (_text, "_text must return a real number, but numba finds .*str"),
    (_array, "_array must return a real number, but numba finds"),
    (_factorial, "_factorial cannot be compiled by numba:"), (_yields, "_yields has yield")])
def test_what_may_fail_or_is_no_number_is_refused(wrong, says, monkeypatch):
    wrong.__name__ = wrong.__name__.lstrip("_")
    with pytest.raises(nj.EquationError, match=says.replace(f"_{wrong.__name__}", wrong.__name__)):
        nj.function(wrong)


@pytest.mark.parametrize(("units", "says"), [
    ({"arguments": 3}, "takes 1 argument"), ({"arguments": (3,)}, "a unit is text such as 'mV' or '1', got 3"),
    ({"unit": 3}, "a unit is text")])
def test_units_of_functions_are_texts(units, says):
    with pytest.raises(nj.EquationError, match=says):
        nj.function(opening_helper, **units)


@nj.function(arguments=())
def constant():
    return (2.0, 3.0)[1]


def test_a_function_may_have_no_arguments():
    model = nj.NeuronModel("constant", "dx/dt = constant()/ms : 1", {})
    net = nj.Network(seed=1)
    cells = net.create(2, model)
    sim = nj.Simulation(net)
    sim.run(2.0)
    assert sim[cells]["x"] == pytest.approx(6.0)


def exp(v):
    return v


def test_a_model_keeps_the_version_it_was_declared_with():
    @nj.function
    def changing(v):
        return v + 1.0

    before = nj.NeuronModel("before", "dx/dt = changing(2)/tau : 1", {"tau": (1.0, "ms")})

    @nj.function
    def changing(v):  # noqa: F811
        return v + 2.0

    after = nj.NeuronModel("after", "dx/dt = changing(2)/tau : 1", {"tau": (1.0, "ms")})
    found = []
    for one in (before, after):
        net = nj.Network(seed=1)
        cells = net.create(1, one)
        sim = nj.Simulation(net)
        sim.run(1.0)
        found.append(sim[cells]["x"][0])
    assert found == pytest.approx([3.0, 4.0])


def test_a_model_made_of_another_keeps_its_versions_too():
    @nj.function
    def shifting(v):
        return v + 1.0

    first = nj.NeuronModel("first", "dx/dt = (shifting(k) - x)/tau : 1", {"tau": (1.0, "ms"), "k": (2.0, "1")},
                           threshold="x > 100", reset="x = 0", receptors={"all": "x += w"})

    @nj.function
    def shifting(v):  # noqa: F811
        return v + 2.0

    @nj.function
    def doubling(v):
        return 2.0 * v

    net = nj.Network(seed=1)
    net.create_modulator("da", baseline=1.0)
    modulated = net.create(1, first)
    net.modulate(modulated, k="k + da")
    others = [net.create(1, one) for one in (
        first, first.with_method("rk4"), nj.homeostasis.synaptic_scaling(first), first.modulated([], k="doubling(k)"))]
    sim = nj.Simulation(net)
    sim.run(30.0)
    assert [sim[one]["x"][0] for one in (modulated, *others)] == pytest.approx([4.0, 3.0, 3.0, 3.0, 5.0], abs=1e-6)


def test_functions_and_names_of_models_do_not_meet():
    """A name is called, or it is not: parameters may be called as functions are that were registered later."""
    own = nj.NeuronModel("own", "dx/dt = (g - x)/tau : 1", {"tau": (1.0, "ms"), "g": (2.0, "1")},
                         threshold="x > 9", reset="x = 0")

    @nj.function
    def a(x):
        return x * x

    @nj.function
    def g(x):
        return -x

    assert nj.models.registry.get("izhikevich").with_method("heun").parameters["a"].default == 0.02
    own.with_method("rk4")
    nj.homeostasis.intrinsic_plasticity("iaf_cond_exp")
    both = nj.NeuronModel("both", "dx/dt = (g(g) - x)/tau : 1", {"tau": (1.0, "ms"), "g": (2.0, "1")})
    net = nj.Network(seed=1)
    cells = net.create(1, both)
    sim = nj.Simulation(net)
    sim.run(30.0)
    assert sim[cells]["x"][0] == pytest.approx(-2.0)
    with pytest.raises(nj.EquationError, match=r"g is a function; write g\(...\)"):
        nj.NeuronModel("wrong", "dx/dt = (g - x)/tau : 1", {"tau": (1.0, "ms")})
