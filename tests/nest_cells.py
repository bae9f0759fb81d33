"""The cells of tests/reference/nest_*.npz (made by make_nest_catalogue.py), simulated here."""

import json
from pathlib import Path

import numpy as np

import neurojit as nj

REFERENCE = Path(__file__).resolve().parent / "reference"


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


def simulated(name, change=lambda model, dt: model, earlier=0.0, finer=1):
    """Our spike steps and V_m for the drive in a stored file, what NEST found, and the settings.

    The model may be changed, input arrive `earlier` (ms), and each step be divided in `finer` ones.
    """
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
    result = nj.Simulation(net, dt=dt / finer, precision="double", threads=1).run(about["n_steps"] * dt)
    return result.spikes["cell"].steps, result.traces["cell"]["V_m"][1:, 0], case, about
