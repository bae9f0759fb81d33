"""The catalogue beside NEST 3.10: stored single-cell traces, parameter names and default values."""

import json
from pathlib import Path

import numpy as np
import pytest

import neurojit as nj
from networks import NEURONS

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
DEFAULTS = json.loads((REFERENCE / "nest_defaults.json").read_text())["neurons"]
LINEAR = ("iaf_psc_exp_multisynapse", "mat2_psc_exp", "amat2_psc_exp")
# NEST integrates these with an adaptive Runge-Kutta method, we take the fixed one of fourth order
NONLINEAR = ("iaf_cond_exp", "iaf_cond_alpha", "iaf_cond_beta", "iaf_cond_exp_sfa_rr", "aeif_psc_delta", "aeif_psc_exp",
             "aeif_psc_alpha", "aeif_cond_exp", "aeif_cond_alpha", "hh_psc_alpha", "hh_cond_exp_traub",
             "hh_cond_beta_gap_traub")
# NEST resets aeif neurons inside a step, at the substep of its solver, we at its end: what w misses shifts later spikes
# (ours are converged: four times finer steps move them by one step at most)
DRIFT = {"aeif_psc_exp": 4, "aeif_psc_alpha": 4, "aeif_cond_alpha": 4}
# parameters of NEST that have no meaning here: limits nobody reaches, solver settings, stochastic options, lists that
# became several parameters, switches that choose among what are models of their own here
LEFT_OUT = {"V_min", "refractory_input", "rho", "delta", "gsl_error_tol", "ahp_bug", "consistent_integration",
            "tau_syn", "dead_time_random", "dead_time_shape", "tau_sfa", "q_sfa", "tau_stc", "q_stc"}
# parameters of a neuron in NEST that are the synapse's here
OF_THE_SYNAPSE = {"A_LTD", "A_LTD_const", "A_LTP", "theta_plus", "theta_minus", "u_ref_squared", "delay_u_bars"}

# NEST calls a variable and the parameter that is its peak alike; here the parameter has a name of its own
RENAMED = {"iaf_chxk_2008": {"g_ahp": "g_ahp_peak"}}


def stored(name):
    with np.load(REFERENCE / f"nest_{name}.npz") as file:
        case = dict(file)
    return json.loads(str(case["about"])), case


def model_of(about):
    if about["model"] == "iaf_psc_exp_multisynapse":
        return nj.models.iaf_psc_exp_multisynapse(about["parameters"].pop("tau_syn"))
    model = nj.models.get(about["model"])
    return model.with_method("rk4") if model.integration.method == "exponential_euler" else model


def simulated(name):
    """Our spike steps and traces for the drive in a stored file, what NEST found, and the settings."""
    about, case = stored(name)
    model, dt = model_of(about), about["dt"]
    net = nj.Network(seed=1)
    values = {k: v for k, v in (about["initial"] | about["parameters"]).items()
              if k in model.variables or k in model.parameters}
    cell = net.create(1, model, name="cell", **values)
    for key in about["inputs"]:
        times = net.create(1, "spike_generator", spike_times=np.round(case[f"input_steps_{key}"] * dt, 3))
        number = about.get(f"receptor_{key}")
        net.connect(times, cell, weight=about[f"weight_{key}"], delay=about[f"delay_{key}"],
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
    if theirs.keys() >= OF_THE_SYNAPSE:
        ours |= {k: v.default for k, v in nj.synapses.clopath.parameters.items()}
    assert theirs.keys() <= ours.keys()
    assert {k: ours[k] for k in theirs} == pytest.approx({k: float(v) for k, v in theirs.items()})
