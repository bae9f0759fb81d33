"""The catalogue beside NEST 3.10: stored single-cell traces, parameter names and default values."""

import json
from pathlib import Path

import numpy as np
import pytest

import neurojit as nj
from networks import NEURONS

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
DEFAULTS = json.loads((REFERENCE / "nest_defaults.json").read_text())["neurons"]
LINEAR = ("iaf_psc_exp_multisynapse", "mat2_psc_exp", "amat2_psc_exp", "glif_psc_1", "glif_psc_2")
GLIF_HELD = ("glif_psc_3", "glif_psc_4", "glif_psc_5")
SILENT = ("pp_psc_delta_membrane", "gif_psc_exp_membrane", "gif_cond_exp_membrane")  # no chance of a spike
# NEST integrates these with an adaptive Runge-Kutta method, we take the fixed one of fourth order
NONLINEAR = ("iaf_cond_exp", "iaf_cond_alpha", "iaf_cond_beta", "iaf_cond_exp_sfa_rr", "aeif_psc_delta", "aeif_psc_exp",
             "aeif_psc_alpha", "aeif_cond_exp", "aeif_cond_alpha", "hh_psc_alpha", "hh_cond_exp_traub",
             "hh_cond_beta_gap_traub", "iaf_chxk_2008")
# NEST resets aeif neurons inside a step, at the substep of its solver, we at its end: what w misses shifts later spikes
# (ours are converged: four times finer steps move them by one step at most)
DRIFT = {"aeif_psc_exp": 4, "aeif_psc_alpha": 4, "aeif_cond_alpha": 4}
# parameters of NEST that have no meaning here: limits nobody reaches, solver settings, stochastic options, lists that
# became several parameters, switches that choose among what are models of their own here
LEFT_OUT = {"V_min", "refractory_input", "rho", "delta", "gsl_error_tol", "ahp_bug", "consistent_integration",
            "tau_syn", "dead_time_random", "dead_time_shape", "tau_sfa", "q_sfa", "tau_stc", "q_stc"}

# NEST calls a variable and the parameter that is its peak alike; here the parameter has a name of its own
RENAMED = {"iaf_chxk_2008": {"g_ahp": "g_ahp_peak"}}


def stored(name):
    with np.load(REFERENCE / f"nest_{name}.npz") as file:
        case = dict(file)
    return json.loads(str(case["about"])), case


def model_of(about):
    if about["model"] == "iaf_psc_exp_multisynapse":
        return nj.models.iaf_psc_exp_multisynapse(about["parameters"].pop("tau_syn"))
    if about["model"] == "glif_psc":
        return glif(about)
    if about["model"] == "izhikevich":
        return nj.models.izhikevich.with_method("euler")  # both slopes from the old state; ours go one after the other
    model = nj.models.get(about["model"])
    return model.with_method("rk4") if model.integration.method == "exponential_euler" else model


def glif(about):
    """The level that NEST's switches mean; receptors are numbered there and named here."""
    parameters = about["parameters"]
    switches = ("spike_dependent_threshold", "after_spike_currents", "adapting_threshold")
    level = {"": 1, "1": 2, "2": 3, "12": 4, "123": 5}["".join(str(i) for i, s in enumerate(switches, 1)
                                                               if s in parameters)]
    parameters["tau_syn_ex"], parameters["tau_syn_in"] = parameters.pop("tau_syn")
    del about["receptor_ex"], about["receptor_in"]
    return nj.models.get(f"glif_psc_{level}")


def with_held_currents(model, dt):
    """A glif model in NEST's scheme: an after-spike current acts as its mean over the step, held during the step, and
    the threshold's voltage part follows V_m less U, what synaptic currents have done to it since the step began."""
    given = model.declaration()
    text = given["equations"].replace("ASC_1 + ASC_2)", "H_1 + H_2)").replace("(V_m - E_L) -", "(V_m - U - E_L) -")
    held = "".join(f"\ndH_{j}/dt = 0*pA/ms : pA" for j in (1, 2))
    given["equations"] = f"{text}{held}\ndU/dt = (I_syn_ex + I_syn_in - g*U)/C_m : mV"
    actions = "U = 0*mV"
    for j in (1, 2):
        decay = model.parameters[f"asc_decay_{j}"].default * dt
        actions += f"; H_{j} = {float(-np.expm1(-decay) / decay)!r}*ASC_{j}"
    return nj.NeuronModel("glif_in_nest", **{**given, "events": {"each_step": ("V_m < 1000*mV", actions)}})


def simulated(name, change=lambda model, dt: model, earlier=0.0):
    """Our spike steps and traces for the drive in a stored file, what NEST found, and the settings."""
    about, case = stored(name)
    dt = about["dt"]
    model = change(model_of(about), dt)
    net = nj.Network(seed=1)
    values = {k: v for k, v in (about["initial"] | about["parameters"]).items()
              if k in model.variables or k in model.parameters}
    cell = net.create(1, model, name="cell", **values)
    for key in about["inputs"]:
        times = net.create(1, "spike_generator", spike_times=np.round(case[f"input_steps_{key}"] * dt, 3))
        number = about.get(f"receptor_{key}")
        net.connect(times, cell, weight=about[f"weight_{key}"], delay=about[f"delay_{key}"] - earlier,
                    receptor=f"receptor_{number}" if number else None)
    current = net.create(1, "step_current_generator", amplitude_times=np.round(case["current_onsets"] * dt, 3),
                         amplitude_values=case["current_values"])
    net.connect(current, cell)
    net.record(cell, ["spikes", "V_m"], interval=dt * about["sampled_every"])
    result = nj.Simulation(net, dt=dt, precision="double", threads=1).run(about["n_steps"] * dt)
    return result.spikes["cell"].steps, result.traces["cell"]["V_m"][1:, 0], case, about


@pytest.mark.parametrize("name", LINEAR)
def test_linear_models_do_what_they_do_in_nest(name):
    steps, V_m, case, _ = simulated(name)
    assert len(steps) > 3
    assert np.array_equal(steps, case["spike_steps"])
    assert np.abs(V_m - case["V_m"]).max() < 1e-9


@pytest.mark.parametrize("name", GLIF_HELD)
def test_after_spike_currents_differ_from_nest_by_what_it_holds_during_a_step(name):
    """In NEST's scheme the traces are NEST's; ours, exact, stay within a step and microvolts of them."""
    steps, V_m, case, _ = simulated(name, with_held_currents)
    assert len(steps) > 3
    assert np.array_equal(steps, case["spike_steps"])
    assert np.abs(V_m - case["V_m"]).max() < 1e-9
    steps, V_m, case, _ = simulated(name)
    if name == "glif_psc_5":  # its threshold does not see synaptic currents within a step
        assert len(steps) == len(case["spike_steps"])
        assert np.abs(steps - case["spike_steps"]).max() <= 1
    else:
        assert np.array_equal(steps, case["spike_steps"])
        assert np.abs(V_m - case["V_m"]).max() < 3e-4


@pytest.mark.parametrize("name", SILENT)
def test_membranes_of_stochastic_models_are_those_of_nest(name):
    # NEST's gif_psc_exp adds spikes to its currents before V_m is advanced, so that they act a step earlier
    steps, V_m, case, about = simulated(name, earlier=0.1 if name == "gif_psc_exp_membrane" else 0.0)
    assert len(steps) == len(case["spike_steps"]) == 0
    assert np.ptp(V_m) > 5.0
    assert np.abs(V_m - case["V_m"]).max() < 1e-9


def test_izhikevich_does_what_it_does_in_nest_with_its_euler_step():
    steps, V_m, case, _ = simulated("izhikevich")
    assert len(steps) > 3
    assert np.array_equal(steps, case["spike_steps"])
    assert np.abs(V_m - case["V_m"]).max() < 1e-9


@pytest.mark.parametrize("name", NONLINEAR)
def test_nonlinear_models_fire_within_a_step_of_nest(name):
    steps, V_m, case, about = simulated(name)
    assert len(steps) > 3
    assert len(steps) == len(case["spike_steps"])
    assert np.abs(steps - case["spike_steps"]).max() <= DRIFT.get(name, 1)
    before = case["spike_steps"][0] // about["sampled_every"] - 2
    assert np.abs(V_m - case["V_m"])[:before].max() < 5e-3  # what NEST lets its own solver err in a step is 1e-3


@pytest.mark.parametrize("model", [m for m in NEURONS if m.name in DEFAULTS], ids=lambda m: m.name)
def test_names_and_defaults_are_those_of_nest(model):
    renamed = RENAMED.get(model.name, {})
    theirs = {renamed.get(k, k): v for k, v in DEFAULTS[model.name]["parameters"].items() if k not in LEFT_OUT}
    ours = {k: v.default for k, v in model.parameters.items()}
    assert theirs.keys() <= ours.keys()
    assert {k: ours[k] for k in theirs} == pytest.approx({k: float(v) for k, v in theirs.items()})
