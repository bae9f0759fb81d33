"""Make single-cell traces of NEST for the catalogue: ``python tests/reference/make_nest_catalogue.py [name ...]``.

Each case in `CASES` is one neuron driven by an excitatory and an inhibitory spike train and a stepped current, for
400 ms (500 ms where the model is linear); NEST 3.10's answer is stored beside this file as ``nest_<name>.npz``.
Making needs NEST (the peers' environment, bench/peers/requirements.txt).

Contents of a file
------------------
about : str, JSON
    ``simulator``, ``model``, ``dt`` (ms), ``n_steps``, ``parameters`` (those that are not NEST's defaults, with NEST's
    names and units; the defaults stand in nest_defaults.json), ``initial`` (every state variable that NEST shows,
    before the first update; others begin at 0), ``inputs`` (names of the spike trains), for each of them
    ``weight_<input>``, ``delay_<input>`` (ms) and, where the model has numbered receptors, ``receptor_<input>``;
    ``recorded`` (names of the traces) and ``sampled_every`` (steps).
input_steps_<input>, current_onsets, current_values, spike_steps
    As make_nest_traces.py has them: a spike stamped s arrives at s + delay/dt; the current acts from the update
    n -> n+1 with n = ``current_onsets[k]`` on. All in steps of this file's dt.
finer_spike_steps
    aeif models only: the same drive with dt = 0.001 ms, spikes in steps of that.
V_m and the other names in ``recorded`` : float64, float32
    After the updates that end at steps ``sampled_every``, 2 ``sampled_every`` ... In nonlinear models all but V_m
    are float32: NEST's own error is larger.

NEST's clock, and where models leave it
---------------------------------------
One step is as in make_nest_traces.py: integrate n -> n+1 with the current that acts there, add the spikes that arrive
at n+1, test the threshold, stamp n+1; V_m is held for round(t_ref/dt) updates; the current's delay is DEVICE_DELAY in
every model. But

- aeif models take as many adaptive Runge-Kutta-Fehlberg substeps in a step as an error of 1e-6 asks for, and test
  V_m >= V_peak and reset after each, so V_m is reset and b added to w inside a step, and the rest of the step is
  integrated from there (or held, if t_ref > 0). The derivatives see min(V_m, V_peak), and V_reset while it is held.
  Input of aeif_psc_delta is added after the first substep; that of the others at the end of the step.
- hh models spike where V_m >= 0 mV (hh_psc_alpha) or V_T + 30 mV (hh_cond_*) and V_m fell in this step, if
  round(t_ref/dt) updates have passed since the last spike; nothing is reset.
- iaf_chxk_2008 has neither reset nor refractoriness: it spikes where V_m crosses V_th upwards, at the linearly
  interpolated instant, from which its g_ahp (an alpha function) grows; the stamp is the end of the step.
- iaf_cond_*, iaf_chxk_2008 and hh_cond_exp_traub let the solver err by 1e-3 a step; dt = 0.01 ms keeps it far below.
- mat2_psc_exp, amat2_psc_exp have no reset: t_ref only forbids spikes. omega, V_th and V_m are absolute.
- glif_psc: alpha currents with peak 1 at tau_syn, a strict V_m > threshold; V_th is absolute. While V_m is held, so are
  after-spike currents and both thresholds: at the spike ASC becomes asc_amps + asc_r exp(-asc_decay t_ref) ASC and the
  spike threshold exp(-th_spike_decay t_ref) of itself + th_spike_add; V_m - E_L becomes voltage_reset_fraction times
  what it was before this update + voltage_reset_add. An after-spike current acts as its mean over the step, and the
  threshold's voltage part follows currents without the synaptic ones.
- izhikevich: forward Euler of dt, both derivatives from the old state (``consistent_integration``, the default); input
  is added to V_m before the threshold test.
- gif_psc_exp adds arriving spikes to its synaptic currents before V_m, so that they act in the step that ends with
  their arrival; V_m of a spike stands until the next update. The ``_membrane`` cases of stochastic models never fire.

How close one can come, measured with independent integrations in this order (same spike steps unless said otherwise):
linear models and izhikevich 1e-12 mV; iaf_cond_* 2e-7; iaf_chxk_2008 2e-7; hh_psc_alpha 2e-4, hh_cond_* 0.02 in spikes
(NEST's tolerance) and 2e-5 between; aeif models, by Runge-Kutta of fourth order with the reset in 1 of 20 substeps,
0.02 in spikes and 5e-5 between, but by whole steps of 0.01 ms spikes are up to 4 steps off and V_m 1e-3 between. That
is neither's tolerance (gsl_error_tol from 1e-6 to 1e-12 moves no spike of NEST's): by steps of 0.001 ms NEST's own
spikes move by up to 2.8 steps of 0.01 ms, and there the two are within 0.004 ms.
"""

import argparse
import json
from pathlib import Path

import nest_drive
import numpy as np
from make_nest_defaults import NO_STATES
from nest_cases import CASES

HERE = Path(__file__).resolve().parent
FINE, COARSE = (0.01, 40_000, 10), (0.1, 5_000, 1)  # dt in ms, steps, steps between samples
FINER = 10  # so many steps in one of FINE
ONSETS = np.array([30.1, 110.4, 190.0, 270.3, 330.0])  # ms
AMPLITUDES = np.array([1.0, -0.6, 1.5, 0.0, 0.7])  # of the case's `current`
RATES = {"ex": 0.4, "in": 0.13, "third": 0.1}  # spikes per ms
STATES = ("dg_ex", "dg_in", "dI_syn_ex", "dI_syn_in", "ASCurrents", "threshold_spike", "threshold_voltage",
          "V_th_alpha_1", "V_th_alpha_2")  # that GetStatus shows and the multimeter does not


def main():
    """Make the named cases, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help=", ".join(CASES))
    for name in parser.parse_args().names or CASES:
        path = HERE / f"nest_{name}.npz"
        n_spikes = make(name, path)
        print(f"{path.name}: {n_spikes} spikes, {path.stat().st_size / 1000:.0f} kB")


def make(name, path):
    """Run one case in NEST, store what went in and what came out, return the number of spikes."""
    case = CASES[name]
    dt, n_steps, every = COARSE if case.linear else FINE
    counts = {key: round(RATES[key] * n_steps * dt) for key in case.inputs}
    onsets = nest_drive.steps(ONSETS, dt)
    drive = nest_drive.random_drive(np.random.default_rng(20240), n_steps, counts, onsets, case.current * AMPLITUDES)
    settings = case.settings()

    nest = nest_drive.start(dt)
    neuron = nest.Create(case.model, params={**case.parameters, **case.initial})
    about = {
        "simulator": f"NEST {nest.__version__}", "model": case.model, "dt": dt, "n_steps": n_steps,
        "parameters": case.parameters, "initial": _initial(neuron), "inputs": list(case.inputs), **settings,
        "recorded": case.recorded, "sampled_every": every,
    }  # fmt: skip
    nest_drive.connect_drive(nest, neuron, drive, settings, dt, case.inputs)
    spike_steps, traces = nest_drive.record(nest, neuron, case.recorded, dt, n_steps, every)
    if not case.linear:
        traces = {key: trace if key == "V_m" else trace.astype(np.float32) for key, trace in traces.items()}
    finer = {"finer_spike_steps": _finer_spike_steps(case, drive)} if case.resets_inside else {}
    np.savez_compressed(path, about=json.dumps(about), spike_steps=spike_steps, **finer, **traces, **drive)
    return len(spike_steps)


def _finer_spike_steps(case, drive):
    dt, n_steps, every = FINE
    drive = {key: value if key == "current_values" else value * FINER for key, value in drive.items()}
    nest = nest_drive.start(dt / FINER)
    neuron = nest.Create(case.model, params={**case.parameters, **case.initial})
    nest_drive.connect_drive(nest, neuron, drive, case.settings(), dt / FINER, case.inputs)
    return nest_drive.record(nest, neuron, ["V_m"], dt / FINER, n_steps * FINER, every * FINER)[0]


def _initial(neuron):
    shown = neuron.get()
    names = [name for name in (*shown["recordables"], *STATES) if name in shown and name not in NO_STATES]
    return {name: np.asarray(shown[name]).tolist() for name in names}


if __name__ == "__main__":
    main()
