"""Declarations are checked when written down; the built-in ones carry NEST's names and defaults."""

import math
import pickle
import subprocess
import sys

import numpy as np
import pytest

import neurojit as nj
from neurojit import models
from neurojit.equations.evaluate import evaluate
from neurojit.equations.expr import to_text
from neurojit.errors import EquationError, NeurojitError, ParameterError, UnitError
from neurojit.models import NeuronModel, SourceModel

NEURONS = [one for one in models.all_models().values() if isinstance(one, NeuronModel)]
SOURCES = [one for one in models.all_models().values() if isinstance(one, SourceModel)]

LIF = {
    "name": "lif",
    "equations": """
        dV_m/dt = (E_L - V_m)/tau_m + I_syn/C_m : mV
        dI_syn/dt = -I_syn/tau_syn : pA""",
    "parameters": {
        "E_L": (-70.0, "mV"), "tau_m": (10.0, "ms"), "C_m": (250.0, "pF"), "tau_syn": (2.0, "ms"),
        "V_th": (-55.0, "mV"), "V_reset": (-70.0, "mV"), "t_ref": (2.0, "ms")},
    "threshold": "V_m >= V_th", "reset": "V_m = V_reset", "refractory": "t_ref", "clamped": ("V_m",),
    "receptors": {"excitatory": "I_syn += w", "inhibitory": "I_syn += w"},
}


def lif(**changes):
    return NeuronModel(**{**LIF, **changes})


def test_a_declaration_is_read():
    model = lif()
    assert model.variables == {"V_m": "mV", "I_syn": "pA"}
    assert model.integration.method == "exact"
    assert to_text(model.threshold) == "V_m >= V_th"
    assert model.clamped == ("V_m",)
    assert model.receptor_units == {"excitatory": "pA", "inhibitory": "pA"}
    assert model.inputs == {}
    assert to_text(model.initial["V_m"]) == "E_L"
    assert to_text(model.initial["I_syn"]) == "0"
    assert model.parameters["tau_m"].default == 10.0


@pytest.mark.parametrize(("changes", "kind", "says"), [
    ({"threshold": "V_m >= V_tj"}, EquationError, "'V_tj' in the threshold; did you mean 'V_th'"),
    ({"threshold": "V_m"}, EquationError, "must be a condition"),
    ({"threshold": "V_m >= tau_m"}, UnitError, "tau_m is in ms"),
    ({"threshold": "V_m >= -55"}, UnitError, r"write -55\*mV"),
    ({"threshold": "V_m >= V_th + I_stim"}, EquationError, "'I_stim' cannot be used in the threshold"),
    ({"threshold": None}, EquationError, "needs a threshold"),
    ({"threshold_rate": "1/tau_m"}, EquationError, "not both"),
    ({"threshold": None, "threshold_rate": "V_m", "reset": ""}, UnitError, "must be in 1/ms"),
    ({"threshold": "previous(E_L) > V_m"}, EquationError, "name of a variable"),
    ({"reset": "V_m = previous(E_L)"}, EquationError, "name of a variable"),
    ({"initial": {"V_m": "previous(E_L)"}}, EquationError, "threshold, reset and events only"),
    ({"events": {"a": "V_m > V_th"}}, EquationError, "given as"),
    ({"events": {"a": ("V_m", "")}}, EquationError, "must be a condition"),
    ({"events": {"a": ("V_m > V_th", "E_L = V_th")}}, EquationError, "no variable"),
    ({"substeps": 0}, EquationError, "substeps must be a whole number"),
    ({"equations": "dV_m/dt = -V_m/tau_m + xi*mV : mV"}, UnitError, "V_m"),
    ({"equations": "dV_m/dt = -V_m/tau_m + xi**2*mV : mV"}, EquationError, "free of it"),
    ({"parameters": {"xi_1": (1.0, "mV")}}, EquationError, "reserved"),
    ({"reset": "V_m == V_reset"}, EquationError, "a comparison sets nothing; a statement has the form"),
    ({"reset": "V_m >= V_reset"}, EquationError, "a comparison sets nothing"),
    ({"threshold": "V_m = V_th"}, EquationError, "'=' sets nothing here; compare by >=, > or =="),
    ({"receptors": {"all": "V_m == w"}}, EquationError, "a comparison sets nothing"),
    ({"initial": {"V_m": nj.random.uniform(-70.0, -55.0)}}, ParameterError,
     r"got uniform\(-70, -55\); a distribution is of a population: net.create\(n, model, V_m="),
    ({"initial": {"V_m": [1.0, 2.0]}}, ParameterError, "the initial value of V_m must be one number or an expression"),
    ({"reset": "V_n = V_reset"}, EquationError, "'V_n', which is no variable; did you mean 'V_m'"),
    ({"reset": "E_L = V_reset"}, EquationError, "no variable"),
    ({"reset": "V_m = tau_m"}, UnitError, "the reset of V_m must be in mV"),
    ({"reset": "V_m = -70"}, UnitError, r"write -70\*mV"),
    ({"clamped": ("V_n",)}, EquationError, "'V_n' is no variable"),
    ({"clamped": "V_m"}, EquationError, "tuple"),
    ({"refractory": None}, EquationError, "give refractory="),
    ({"refractory": "V_m"}, EquationError, "'V_m' cannot be used in the refractory time"),
    ({"refractory": "E_L"}, UnitError, "the refractory time must be in ms"),
    ({"receptors": {"all": "V_n += w"}}, EquationError, "no variable"),
    ({"receptors": {"all": "V_m += I_stim*w"}}, EquationError, "'I_stim' cannot be used in the factor"),
    ({"receptors": {"all": "V_m = w"}}, EquationError, "an arrival has the form"),
    ({"receptors": {"a b": "V_m += w"}}, EquationError, "cannot be a name"),
    ({"equations": "dV_m/dt = -V_m : mV"}, UnitError, "dV_m/dt must be in mV/ms"),
    ({"equations": "dV_m/dt = (E_K - V_m)/tau_m : mV"}, EquationError, "unknown name 'E_K' in dV_m/dt"),
    ({"equations": "dV_m/dt = w*mV/ms : mV"}, EquationError, "unknown name 'w'"),
    ({"equations": "dV_m/dt = V_m**2/(mV*ms) : mV\ndI_syn/dt = -I_syn/tau_syn : pA", "method": "exponential_euler"},
     EquationError, "not linear in V_m"),
    ({"equations": None}, EquationError, "either equations= or update="),
    ({"update": "V_m = 0"}, EquationError, "either equations= or update="),
    ({"states": {"V_m": "mV"}}, EquationError, "states= goes with update="),
    ({"method": "rk5"}, EquationError, "unknown integration method"),
    ({"initial": {"V_n": 1.0}}, EquationError, "'V_n' is no variable"),
    ({"initial": {"V_m": math.nan}}, EquationError, "finite"),
    ({"initial": {"V_m": "tau_m"}}, UnitError, "the initial value of V_m must be in mV"),
    ({"inputs": {"E_L": "mV"}}, EquationError, "declared twice"),
    ({"parameters": ["tau_m"]}, EquationError, "parameters must be a dict such as .*, got \\['tau_m'\\]"),
    ({"receptors": ["V_m += w"]}, EquationError, "receptors must be a dict such as"),
    ({"receptors": {"all": 3}}, EquationError, "receptors must be a dict of texts such as .*, got 3 for 'all'"),
    ({"inputs": ["I_ext"]}, EquationError, "inputs must be a dict such as"),
    ({"inputs": {"I_ext": 1.0}}, EquationError, "inputs must be a dict of texts such as .*, got 1.0 for 'I_ext'"),
    ({"initial": "V_m = 3"}, EquationError, "initial must be a dict such as"),
    ({"events": ["a"]}, EquationError, "events must be a dict such as"),
    ({"modulation": ["V_th"]}, EquationError, "modulation must be a dict such as"),
    ({"name": "a b"}, EquationError, "cannot be a name"),
    ({"parameters": {"tau_m": ((10.0, 20.0), "ms")}}, ParameterError, "must be one number, got .10.0, 20.0.; values"),
    ({"name": "dV_m/dt = -V_m/tau_m : mV"}, EquationError, "name comes first, then its equations"),
    ({"name": None}, EquationError, "a name must be text"),
    ({"reset": None}, EquationError, "must be text, got NoneType"),
    ({"threshold": 3}, EquationError, "must be text, got int"),
    ({"initial": {"V_m": None}}, ParameterError, "in model 'lif': .* must be a number"),
])
def test_mistakes_are_refused_at_definition(changes, kind, says):
    with pytest.raises(kind, match=says):
        lif(**changes)


@pytest.mark.parametrize(("entry", "kind", "says"), [
    ((math.nan, "ms"), ParameterError, "tau_m must be a number, got nan"),
    ((-1.0, "ms", 0.0, 10.0), ParameterError, "tau_m must be at least 0 ms and at most 10 ms, got -1"),
    ((1.0, "ms", 5.0, 2.0), ParameterError, "empty"),
    ((1.0, "moons"), UnitError, "unknown unit 'moons'"),
    ((1.0,), ParameterError, r"\(default, unit\)"),
    (10.0, ParameterError, r"\(default, unit\)"),
    (("a", "ms"), ParameterError, "must be a number"),
])
def test_bad_parameters_are_refused(entry, kind, says):
    with pytest.raises(kind, match=says):
        lif(parameters={**LIF["parameters"], "tau_m": entry})


@pytest.mark.parametrize("name", ["t", "dt", "w", "xi", "mV", "exp", "V_m", "_a", "lambda"])
def test_reserved_and_doubled_names_are_refused(name):
    with pytest.raises(EquationError):
        lif(parameters={**LIF["parameters"], name: (1.0, "mV")})


def test_parameter_values_are_checked_and_converted():
    tau = models.iaf_psc_exp.parameters["tau_m"]
    np.testing.assert_array_equal(tau.check([1.0, 2.0]), [1.0, 2.0])
    with pytest.raises(ParameterError, match="tau_m must be greater than 0 ms, got 0 for 1 of 3 values"):
        tau.check([1.0, 0.0, 2.0])


def test_inputs_that_are_used_are_listed():
    assert models.iaf_psc_exp.inputs == {"I_stim": "pA"}
    declared = {"equations": "dx/dt = -x/tau + drive/tau : mV", "parameters": {"tau": (5.0, "ms"), "x_0": (1.0, "mV")}}
    model = NeuronModel("driven", **declared, inputs={"drive": "mV"})
    assert model.inputs == {"drive": "mV"}
    with pytest.raises(EquationError, match="inputs: no equation uses 'idle'; write it into one, or leave it out"):
        NeuronModel("driven", **declared, inputs={"drive": "mV", "idle": "mV"})
    with pytest.raises(EquationError, match="inputs: no equation uses 'idle'"):
        NeuronModel("driven", update="x = drive", states={"x": "mV"}, inputs={"drive": "mV", "idle": "mV"})


def test_a_model_takes_of_the_modulators_those_it_reads():
    made = models.iaf_psc_exp.modulated(["dopamine", "serotonin"], E_L="E_L - 5*mV*serotonin")
    assert made.inputs == {"I_stim": "pA", "serotonin": "1"}
    with pytest.raises(EquationError, match=r"did you mean 'serotonin'.* Known: .*dopamine"):
        models.iaf_psc_exp.modulated(["dopamine", "serotonin"], E_L="E_L - 5*mV*serotonine")


def test_receptors_must_be_used():
    receptors = nj.receptors
    with pytest.raises(EquationError, match="in model 'cell': no equation uses I_syn, the current of the receptors"):
        receptors.with_receptors([receptors.AMPA], name="cell", equations="dV_m/dt = I_stim/C_m : mV",
                                 parameters={"C_m": (100.0, "pF")})
    receptors.with_receptors([receptors.AMPA], name="cell", equations="dV_m/dt = I/C_m : mV\nI = I_stim + I_syn : pA",
                             parameters={"C_m": (100.0, "pF")})


def test_subexpressions_may_be_used_in_conditions():
    model = NeuronModel("sub", "dV/dt = -V/tau : mV\nhalf = V/2 : mV", {"tau": (5.0, "ms")},
                        threshold="half > 10*mV", reset="V = 0")
    assert to_text(model.threshold) == "V/2 > 10*1"


def test_units_of_one_throughout_are_not_checked():
    equations = "dv/dt = 0.04*v**2 + 5*v + 140 - u : 1\ndu/dt = a*(0.2*v - u) : 1"
    model = NeuronModel("plain", equations, {"a": (0.02, "1")}, threshold="v > 30", reset="v = -65; u += 8",
                        receptors={"all": "v += w"}, method="euler")
    assert model.variables == {"v": "1", "u": "1"}


def test_an_update_must_name_its_states():
    with pytest.raises(EquationError, match="needs states="):
        NeuronModel("map", update="x = x + dt")
    with pytest.raises(EquationError, match="takes no method="):
        NeuronModel("map", update="x = x + dt", states={"x": "ms"}, method="euler")
    with pytest.raises(UnitError, match="the update of x must be in ms"):
        NeuronModel("map", update="x = 3*mV", states={"x": "ms"})
    model = NeuronModel("map", update="x = x + dt", states={"x": "ms"})
    assert model.integration.method == "map"
    assert not model.integration.simultaneous


@pytest.mark.parametrize("model", NEURONS + SOURCES, ids=lambda one: one.name)
def test_built_in_models_are_complete_declarations(model):
    assert models.get(model.name) is model
    offered = getattr(models, model.name)
    assert offered is model or repr(offered()) == repr(model), "a model, or the function that makes a family of them"
    assert repr(pickle.loads(pickle.dumps(model))) == repr(model)
    assert model in {model}
    assert model.doc
    for parameter in model.parameters.values():
        parameter.check(parameter.default)
        assert parameter.name in repr(model)
        assert parameter.unit in ("1", *repr(model).split())
    with pytest.raises(AttributeError):
        model.name = "other"


@pytest.mark.parametrize("model", NEURONS, ids=lambda one: one.name)
def test_built_in_neurons_have_references_and_initial_values(model):
    assert "doi:" in model.doc or model.name == "parrot_neuron", "a relay has no paper"
    defaults = {name: one.default for name, one in model.parameters.items()}
    for variable in model.variables:
        assert np.isfinite(evaluate(model.initial[variable], defaults))


@pytest.mark.parametrize(("name", "method"), [
    ("iaf_psc_delta", "exact"), ("iaf_psc_exp", "exact"), ("iaf_psc_alpha", "exact"),
    ("iaf_cond_exp", "exponential_euler"), ("izhikevich", "sequential_euler"), ("seed", "map"),
])
def test_built_in_neurons_find_their_method(name, method):
    assert models.get(name).integration.method == method


def test_the_alpha_weight_is_the_peak_current():
    factor = models.iaf_psc_alpha.receptors["excitatory"].factor
    assert evaluate(factor, {"tau_syn_ex": 2.0}) == pytest.approx(math.e / 2.0, rel=1e-15)
    assert models.iaf_psc_alpha.receptor_units["excitatory"] == "pA"


def test_izhikevich_starts_where_nest_does():
    initial = models.izhikevich.initial
    assert evaluate(initial["V_m"], {}) == -65.0
    assert evaluate(initial["U_m"], {"b": 0.2}) == -13.0
    assert to_text(models.izhikevich.integration.statements[0].expr) == (
        "V_m + dt*(0.04*V_m**2 + 5*V_m + 140 - U_m + (I_e + I_stim))")


def test_the_arithmetic_of_the_teaching_neuron_is_kept():
    assert [f"{one.name} = {to_text(one.expr)}" for one in models.seed.integration.statements] == [
        "elapsed = elapsed + dt",
        "V_m = where(elapsed < t_ref, V_ahp, V_m + dt*(-g_L*(V_m - E_L) + I_in)/C_m)",
        "I_in = where(elapsed < t_ref, I_in, 0)",
    ]


def test_an_unknown_model_is_answered_with_the_closest():
    with pytest.raises(ParameterError, match="did you mean 'iaf_psc_exp'"):
        models.get("iaf_psc_expp")
    with pytest.raises(AttributeError, match="no attribute 'iaf_psc_expp'; did you mean 'iaf_psc_exp'"):
        getattr(models, "iaf_psc_" + "expp")
    assert not hasattr(models, "__wrapped__")


def test_a_model_for_homeostasis_may_be_named():
    given = models.iaf_psc_exp
    for make in (nj.homeostasis.synaptic_scaling, nj.homeostasis.intrinsic_plasticity):
        assert repr(make("iaf_psc_exp")) == repr(make(given))
        with pytest.raises(ParameterError, match="is for a NeuronModel or the name of one, got 3"):
            make(3)


@pytest.mark.parametrize("parts", [["AMPA"], "AMPA", [None]])
def test_parts_of_a_model_are_receptors(parts):
    with pytest.raises(EquationError, match=r"parts must be receptors, such as \[nj\.receptors\.AMPA\], got"):
        nj.receptors.with_receptors(parts, name="cell", equations="dV_m/dt = I_syn/pF : mV", parameters={})


@pytest.mark.parametrize(("law", "declared", "says"), [
    ("magic", {}, "law of source 'x' must be one of"),
    ("constant", {"start": (0.0, "ms"), "stop": (1.0, "ms")}, "needs a parameter 'amplitude'"),
    ("constant", ["amplitude"], "parameters must be a dict"),
])
def test_incomplete_sources_are_refused(law, declared, says):
    with pytest.raises(NeurojitError, match=says):
        SourceModel("x", law, declared)


def test_describing_models_loads_neither_numba_nor_scipy():
    code = "import sys, neurojit.models; sys.exit(any(one in sys.modules for one in ('numba', 'scipy')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_error_is_a_neurojit_error():
    assert issubclass(EquationError, NeurojitError | ValueError)
