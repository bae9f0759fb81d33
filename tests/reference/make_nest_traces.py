"""Make and verify single-cell traces of NEST: ``python tests/reference/make_nest_traces.py [--verify]``.

One neuron of each model in `MODELS` is driven for 1000 ms by two spike trains and a stepped current; what
NEST 3.10 made of it is stored beside this file as ``nest_<model>.npz``, in full float64. Making needs NEST
(the peers' environment, bench/peers/requirements.txt); ``--verify`` reads the stored files with NumPy alone.

Contents of a file
------------------
about : str, JSON
    ``simulator``, ``model``, ``dt`` (ms), ``parameters`` (NEST's names, ms, mV, pF, pA), ``V_init`` (mV),
    ``weight_ex``, ``weight_in`` (mV for iaf_psc_delta, else pA), ``delay_ex``, ``delay_in`` (ms).
input_steps_ex, input_steps_in : int64
    Steps at which the spike generators' spikes are stamped. A spike stamped s arrives at s + delay/dt.
current_onsets, current_values : int64, float64
    The current as the neuron feels it: from the update n -> n+1 with n = ``current_onsets[k]`` on, it is
    ``current_values[k]`` pA; before the first onset it is 0.
spike_steps : int64
    Steps at which the neuron's spikes are stamped.
V_m : float64
    V_m (mV) after each update, at steps 1 to 10,000. Row 0, the initial state, is ``V_init``.

NEST's clock
------------
One step n -> n+1 is: integrate with the current that acts in [n, n+1), add the spikes that arrive at n+1,
test the threshold, stamp a spike n+1. V_m is then held for round(t_ref/dt) updates, during which delta input
is lost and synaptic currents go on.

In NEST a generator's current reaches a neuron over a connection whose delay is at least one step. Measured
with all three models: an amplitude with ``amplitude_times`` t over a connection of delay d acts from the
update n = (t + d)/dt on (V_m first differs at n + 1): exactly d late. So ``current_onsets`` are (t + d)/dt
with the d = 0.1 ms used here, and a simulator without device delay takes ``amplitude_times`` =
current_onsets * dt. `verify` shows that all this is so: exact propagation in that order gives NEST's V_m to
1e-10 mV.
"""

import argparse
import json
from pathlib import Path

import nest_drive
import numpy as np

HERE = Path(__file__).resolve().parent
DT = 0.1  # ms
STEPS = 10_000
TOLERANCE = 1e-10  # mV

MEMBRANE = {
    "E_L": -68.0, "V_reset": -66.0, "V_th": -54.0, "tau_m": 12.0, "C_m": 220.0, "t_ref": 2.3, "I_e": 40.0,
}  # fmt: skip
SYNAPSES = {"tau_syn_ex": 1.7, "tau_syn_in": 3.1}
DRIVE = {"V_init": -63.0, "delay_ex": 1.5, "delay_in": 0.8}
MODELS = {
    "iaf_psc_delta": {"parameters": MEMBRANE, "weight_ex": 2.5, "weight_in": -3.0, **DRIVE},
    "iaf_psc_exp": {"parameters": MEMBRANE | SYNAPSES, "weight_ex": 325.0, "weight_in": -200.0, **DRIVE},
    "iaf_psc_alpha": {"parameters": MEMBRANE | SYNAPSES, "weight_ex": 110.0, "weight_in": -70.0, **DRIVE},
}


def main():
    """Make the files unless told only to verify them, then verify them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--verify", action="store_true", help="only verify the stored files")
    only_verify = parser.parse_args().verify
    for model in MODELS:
        path = HERE / f"nest_{model}.npz"
        if not only_verify:
            make(model, path)
        error, n_spikes = verify(path)
        print(f"{path.name}: {n_spikes} spikes, largest difference of V_m {error:.1e} mV")


# Making: the drive, NEST, the file


def make(model, path):
    """Run one model in NEST and store what went in and what came out."""
    drive = _drive(np.random.default_rng(20240))
    version, spike_steps, V_m = _run_in_nest(model, drive)
    about = {"simulator": f"NEST {version}", "model": model, "dt": DT, **MODELS[model]}
    np.savez_compressed(path, about=json.dumps(about), spike_steps=spike_steps, V_m=V_m, **drive)


def _drive(rng):
    """Random input steps (about 400 and 130 Hz) and five amplitudes of current."""
    onsets, amplitudes = [501, 2_203, 4_000, 6_037, 8_500], [180.0, -120.0, 260.0, 0.0, 95.5]
    return nest_drive.random_drive(rng, STEPS, {"ex": 400, "in": 130}, onsets, amplitudes)


def _run_in_nest(model, drive):
    nest = nest_drive.start(DT)
    settings = MODELS[model]
    neuron = nest.Create(model, params={**settings["parameters"], "V_m": settings["V_init"]})
    nest_drive.connect_drive(nest, neuron, drive, settings, DT)
    spike_steps, traces = nest_drive.record(nest, neuron, ["V_m"], DT, STEPS)
    return nest.__version__, spike_steps, traces["V_m"]


# Verifying: an independent, slow and obvious exact integration


def verify(path):
    """Integrate the stored drive exactly and compare with NEST.

    Parameters
    ----------
    path : path-like
        A stored file.

    Returns
    -------
    error : float
        Largest absolute difference of V_m, mV.
    n_spikes : int
        Number of spikes, all at NEST's steps.

    Raises
    ------
    AssertionError
        If spikes differ or V_m differs by more than `TOLERANCE`.
    """
    with np.load(path) as stored:
        case = dict(stored)
    V_m, spike_steps = integrate(json.loads(str(case["about"])), case)
    error = float(np.abs(V_m - case["V_m"]).max())
    assert np.array_equal(spike_steps, case["spike_steps"]), f"{path}: spikes differ"
    assert error < TOLERANCE, f"{path}: V_m differs by {error} mV"
    return error, len(spike_steps)


def integrate(about, case):
    """V_m at steps 1 to the end, and the steps of spikes, by the exact propagator of the model.

    The state is x = (V_m - E_L, 1, synaptic variables); dx/dt = A x, A's second column holds the current.
    """
    p = about["parameters"]
    system, jump_ex, jump_in = _linear_system(about["model"], p)
    jump_ex, jump_in = jump_ex * about["weight_ex"], jump_in * about["weight_in"]
    n_steps, dt = len(case["V_m"]), about["dt"]
    arriving_ex = _arrivals(case["input_steps_ex"], about["delay_ex"], dt, n_steps)
    arriving_in = _arrivals(case["input_steps_in"], about["delay_in"], dt, n_steps)
    propagators = _propagators(system, case, p, dt)

    x = np.zeros(len(system))
    x[0], x[1] = about["V_init"] - p["E_L"], 1.0
    V_m, spike_steps, held = np.empty(n_steps), [], 0
    for n in range(n_steps):
        before = x[0]
        x = propagators[np.searchsorted(case["current_onsets"], n, side="right")] @ x
        x += arriving_ex[n + 1] * jump_ex + arriving_in[n + 1] * jump_in
        if held:
            x[0], held = before, held - 1
        elif x[0] >= p["V_th"] - p["E_L"]:
            x[0], held = p["V_reset"] - p["E_L"], round(p["t_ref"] / dt)
            spike_steps.append(n + 1)
        V_m[n] = x[0] + p["E_L"]
    return V_m, np.array(spike_steps)


def _linear_system(model, p):
    """Matrix A without the current, and the jumps of an excitatory and an inhibitory spike of weight 1."""
    n_synaptic = {"iaf_psc_delta": 0, "iaf_psc_exp": 1, "iaf_psc_alpha": 2}[model]
    size = 2 + 2 * n_synaptic
    A, jumps = np.zeros((size, size)), np.zeros((2, size))
    A[0, 0] = -1.0 / p["tau_m"]
    for receptor, tau_name in enumerate(("tau_syn_ex", "tau_syn_in")):
        if n_synaptic == 0:
            jumps[receptor, 0] = 1.0
            continue
        current = 2 + receptor * n_synaptic
        last = current + n_synaptic - 1  # the current itself, or its rise
        A[0, current] = 1.0 / p["C_m"]
        A[current, current] = A[last, last] = -1.0 / p[tau_name]
        jumps[receptor, last] = 1.0
        if last != current:
            A[current, last] = 1.0
            jumps[receptor, last] = np.e / p[tau_name]  # peak 1 at t = tau_syn
    return A, *jumps


def _propagators(system, case, p, dt):
    """exp(A dt) for no stepped current and for each of its values."""
    made = []
    for value in (0.0, *case["current_values"]):
        A = system.copy()
        A[0, 1] = (p["I_e"] + value) / p["C_m"]
        made.append(_expm(A * dt))
    return made


def _expm(M):
    """Matrix exponential by its series; M is small."""
    term = total = np.eye(len(M))
    for order in range(1, 30):
        term = term @ M / order
        total = total + term
    return total


def _arrivals(stamps, delay, dt, n_steps):
    """Number of spikes arriving at each step."""
    return np.bincount(stamps + round(delay / dt), minlength=n_steps + 1)


if __name__ == "__main__":
    main()
