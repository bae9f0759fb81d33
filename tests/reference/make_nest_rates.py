"""Measure how NEST's stochastic neurons fire: ``python tests/reference/make_nest_rates.py`` makes nest_rates.json.

In every case 200 neurons, alike and unconnected, get the constant current ``I_e`` for 10 s after 1 s that is thrown
away; dt = 0.1 ms. ``mean`` and ``sd`` are of the 200 spike counts, ``cv`` is the mean over neurons of the coefficient
of variation of intervals; ``intervals`` holds the 5, 25, 50, 75, 95 % quantiles of all intervals (ms). The standard
error of ``mean`` is sd/sqrt(200).
"""

import json
from pathlib import Path

import nest_drive
import numpy as np

PATH = Path(__file__).with_name("nest_rates.json")
N, DT, DISCARD, TIME, SEED = 200, 0.1, 1_000.0, 10_000.0, 11
SFA = {"tau_sfa": [34.0, 500.0], "q_sfa": [5.0, 1.0]}
GIF = SFA | {"tau_stc": [40.0, 300.0], "q_stc": [10.0, 2.0], "Delta_V": 2.0, "V_T_star": -48.0}
CASES = [
    ("pp_psc_delta", {}, (0.0, 150.0, 300.0)),
    ("pp_psc_delta", SFA, (150.0, 300.0)),
    ("pp_psc_delta", {"dead_time": 5.0, "with_reset": False}, (150.0, 300.0)),
    ("gif_psc_exp", {"Delta_V": 2.0, "V_T_star": -48.0}, (90.0, 120.0)),
    ("gif_psc_exp", GIF, (80.0, 120.0, 200.0)),
    ("gif_cond_exp", GIF | {"Delta_V": 3.0, "t_ref": 2.0}, (80.0, 120.0)),
]


def main():
    """Run every case with every current and write the file."""
    runs = []
    for model, parameters, currents in CASES:
        for current in currents:
            runs.append({"model": model, "parameters": parameters, "I_e": current, **fire(model, parameters, current)})
            print(model, list(parameters), current, f"{runs[-1]['mean']:.2f} spikes, CV {runs[-1]['cv']:.3f}")
    about = {"simulator": f"NEST {nest_drive.start(DT).__version__}", "n": N, "dt": DT, "discarded_ms": DISCARD,
             "time_ms": TIME, "seed": SEED}  # fmt: skip
    PATH.write_text(json.dumps(about | {"runs": runs}, indent=1) + "\n")


def fire(model, parameters, current):
    """Statistics of the counts and intervals of N neurons at one current."""
    nest = nest_drive.start(DT, SEED)
    neurons = nest.Create(model, N, {**parameters, "I_e": current})
    recorder = nest.Create("spike_recorder", params={"start": DISCARD})
    nest.Connect(neurons, recorder)
    nest.Simulate(DISCARD + TIME)
    order = np.lexsort((recorder.events["times"], recorder.events["senders"]))
    senders, times = recorder.events["senders"][order], recorder.events["times"][order]
    counts = np.bincount(senders, minlength=N + 1)[1:]
    intervals = [np.diff(times[senders == sender]) for sender in range(1, N + 1)]
    return {
        "mean": float(counts.mean()),
        "sd": float(counts.std(ddof=1)),
        "cv": float(np.mean([one.std() / one.mean() for one in intervals if len(one) > 1])),
        "intervals": np.quantile(np.concatenate(intervals), (0.05, 0.25, 0.5, 0.75, 0.95)).round(3).tolist(),
    }


if __name__ == "__main__":
    main()
