"""Make and verify traces of NEST's clopath_synapse: ``python tests/reference/make_nest_clopath.py [--verify]``.

One synapse of delay 1 ms onto one aeif_psc_delta_clopath that pulses of current make fire; dt = 0.1 ms, 400 ms. What
NEST 3.10 made of it is stored beside this file as ``nest_clopath_<name>.npz``. Making needs NEST; ``--verify`` computes
the weights from the stored voltages by NumPy alone, and must find every one within 1e-10 of the largest.

Contents of a file
------------------
about : str, JSON
    ``simulator``, ``dt``, ``delay`` (ms), ``neuron`` and ``synapse``: parameters where they are not NEST's defaults.
onsets, amplitudes : float64
    Steps of the current (ms: from when it acts, pA).
pre_steps, spike_steps : int64
    Steps at which spikes of the source and of the neuron are stamped.
V_m, u_bar_plus, u_bar_minus, u_bar_bar : float64
    After each of the updates.
weights : float64
    What each presynaptic spike takes along.

NEST's conventions
------------------
- The whole delay d is dendritic: a presynaptic spike stamped t sees the neuron as it was at t - d, after what the
  neuron did in the steps t_last - d < s <= t - d, each of which potentiates with the presynaptic trace at s + d.
- u_bar_plus and u_bar_minus, in both conditions, are those of delay_u_bars before; V_m and u_bar_bar are not.
- The presynaptic trace jumps by 1/tau_x, after its spike has been dealt with.
- Potentiation is cut at Wmax, depression at Wmin.
"""

import argparse
import json
from pathlib import Path

import nest_drive
import numpy as np

HERE = Path(__file__).resolve().parent
DT, DELAY, STEPS = 0.1, 1.0, 4_000
TRACED = ("V_m", "u_bar_plus", "u_bar_minus", "u_bar_bar")
DEFAULTS = {"A_LTD": 14e-5, "A_LTP": 8e-5, "theta_plus": -45.3, "theta_minus": -70.6, "A_LTD_const": True,
            "u_ref_squared": 60.0, "delay_u_bars": 5.0, "tau_x": 15.0, "Wmin": 0.0, "Wmax": 100.0, "weight": 1.0}
CASES = {
    "constant": ({"A_LTD": 2e-3, "A_LTP": 1e-3}, {"weight": 1.0, "Wmax": 2.0}),
    "homeostatic": ({"A_LTD": 1e-5, "A_LTP": 8e-4, "A_LTD_const": False, "delay_u_bars": 3.0, "theta_minus": -68.0},
                    {"weight": 0.8, "tau_x": 20.0, "Wmin": 0.6}),
}


def main():
    """Make the files unless told only to verify them, then verify them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--verify", action="store_true", help="only verify the stored files")
    only_verify = parser.parse_args().verify
    for name, (neuron, synapse) in CASES.items():
        path = HERE / f"nest_clopath_{name}.npz"
        if not only_verify:
            make(path, neuron, synapse)
        error, weights = verify(path)
        print(f"{path.name}: from {weights[0]:.4g} over {weights.max():.4g} to {weights[-1]:.4g}, "
              f"largest relative difference {error:.1e}")


def make(path, neuron, synapse):
    """Run one neuron in NEST and store what went in and what came out."""
    rng = np.random.default_rng(7)
    pre_steps = np.sort(rng.choice(np.arange(200, STEPS - 50), 40, replace=False))
    starts = np.array([30.0, 75.0, 90.0, 105.0, 150.0, 200.0, 220.0, 240.0, 260.0, 310.0, 350.0, 380.0])
    onsets = np.ravel(np.column_stack([starts, starts + 2.0]))
    amplitudes = np.tile([14_000.0, 0.0], starts.size)
    nest = nest_drive.start(DT)
    cell = nest.Create("aeif_psc_delta_clopath", params=neuron)
    current = nest.Create("step_current_generator", params={
        "amplitude_times": onsets - nest_drive.DEVICE_DELAY, "amplitude_values": amplitudes})
    nest.Connect(current, cell, syn_spec={"delay": nest_drive.DEVICE_DELAY})
    generator = nest.Create("spike_generator", params={"spike_times": nest_drive.times(pre_steps - 1, DT)})
    source, recorder = nest.Create("parrot_neuron"), nest.Create("weight_recorder")
    nest.Connect(generator, source, syn_spec={"delay": DT})
    nest.CopyModel("clopath_synapse", "tested", {"weight_recorder": recorder, **synapse})
    nest.Connect(source, cell, syn_spec={"synapse_model": "tested", "delay": DELAY})
    spike_steps, traces = nest_drive.record(nest, cell, TRACED, DT, STEPS)
    assert np.array_equal(nest_drive.steps(recorder.events["times"], DT), pre_steps)
    about = {"simulator": f"NEST {nest.__version__}", "dt": DT, "delay": DELAY, "neuron": neuron, "synapse": synapse}
    np.savez_compressed(path, about=json.dumps(about), onsets=onsets, amplitudes=amplitudes, pre_steps=pre_steps,
                        spike_steps=spike_steps, weights=recorder.events["weights"], **traces)


def verify(path):
    """The weights once more from the stored voltages: largest relative error, and NEST's weights."""
    with np.load(path) as stored:
        case = dict(stored)
    about = json.loads(str(case["about"]))
    p = DEFAULTS | about["neuron"] | about["synapse"]
    dt, late, old = about["dt"], round(about["delay"] / about["dt"]), round(p["delay_u_bars"] / about["dt"])
    u, plus, minus, slow = (dict(enumerate(case[name], start=1)) for name in TRACED)
    w, x, last, found = p["weight"], 0.0, 0, []
    for t in map(int, case["pre_steps"]):
        for s in range(max(1 + old, last - late + 1), t - late + 1):
            above, before = u[s] - p["theta_plus"], plus[s - old] - p["theta_minus"]
            if above > 0.0 and before > 0.0:
                trace = x * np.exp(-(s + late - last) * dt / p["tau_x"])
                w = min(p["Wmax"], w + p["A_LTP"] * above * before * dt * trace)
        scale = 1.0 if p["A_LTD_const"] else slow[t - late] ** 2 / p["u_ref_squared"]
        w = max(p["Wmin"], w - p["A_LTD"] * scale * max(0.0, minus[t - late - old] - p["theta_minus"]))
        found.append(w)
        x = x * np.exp(-(t - last) * dt / p["tau_x"]) + 1.0 / p["tau_x"]
        last = t
    error = np.abs(np.array(found) - case["weights"]).max() / case["weights"].max()
    assert error < 1e-10, f"{path}: weights differ by {error}"
    return error, case["weights"]


if __name__ == "__main__":
    main()
