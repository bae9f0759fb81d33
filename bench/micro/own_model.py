"""What a model costs that somebody types and that is in no catalogue: to compile it, to start again, and to step it.

``python -m bench.micro.own_model`` is one process from the definition to the end of a run; its last line is JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.micro.figure import by_duration, figure

NEURONS = 20_000
DT = 0.1
ROOT = Path(__file__).resolve().parents[2]


def declare(nj):
    """Three variables, noise, two receptors."""
    return nj.NeuronModel(
        name="noisy_resonator",
        equations="""
            dV/dt = (g_L*(E_L - V) - u + I_ex)/C + spread*sqrt(2/tau_xi)*xi : mV
            du/dt = (k*max(V - E_L, 0) - u)/tau_u : pA
            dI_ex/dt = -I_ex/tau_ex : pA""",
        parameters={"C": (150.0, "pF"), "g_L": (9.0, "nS"), "E_L": (-65.0, "mV"), "k": (6.0, "nS"),
                    "tau_u": (40.0, "ms"), "tau_ex": (3.0, "ms"), "spread": (1.0, "mV"), "tau_xi": (10.0, "ms"),
                    "V_th": (-50.0, "mV"), "V_reset": (-68.0, "mV"), "t_ref": (2.0, "ms")},
        threshold="V >= V_th", reset="V = V_reset; u += 20*pA", refractory="t_ref", clamped=("V",),
        receptors={"excitatory": "I_ex += w", "inhibitory": "u -= w"}, initial={"V": "E_L"},
    )


def network(nj, model):
    """A thousand neurons of a model, driven and connected, spikes recorded."""
    net = nj.Network(seed=1)
    drive = net.create(1, "poisson_generator", rate=3000.0)
    spread = {"V": nj.random.uniform(-65, -52)} if "V" in model.variables else {}
    cells = net.create(1000, model, name="cells", **spread)
    net.connect(drive, cells, weight=60.0)
    net.connect(cells, cells, nj.rules.fixed_indegree(50), weight=-5.0, delay=1.5)
    net.record(cells, "spikes")
    return net


def once(which="own"):
    """Seconds from a definition to the end of a run of 100 ms, and what came out.

    Parameters
    ----------
    which : str
        "own", or "built_in": a model of the catalogue, so that the engine is compiled.
    """
    import neurojit as nj

    began = time.perf_counter()
    model = declare(nj) if which == "own" else nj.models.iaf_psc_exp
    result = nj.Simulation(network(nj, model), dt=DT, threads=1).run(100.0)
    return {"seconds": time.perf_counter() - began, "spikes": len(result.spikes["cells"])}


def in_process(cache, which="own"):
    """The same in a process of its own with a cache of its own."""
    code = f"import json; from bench.micro.own_model import once; print(json.dumps(once({which!r})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
                          env=os.environ | {"NEUROJIT_CACHE": str(cache)})
    return json.loads(done.stdout.splitlines()[-1])


def starts(cache):
    """Seconds of the first process with an empty cache, the first with this model, and the next one."""
    engine = in_process(cache, "built_in")["seconds"]
    return {"engine": engine, "first": in_process(cache)["seconds"], "next": in_process(cache)["seconds"]}


def measure(nj, repeats, steps):
    """Figures as a dict of `bench.micro.figure.figure`.

    Parameters
    ----------
    nj : module
        neurojit.
    repeats : int
    steps : int
        Of a run.
    """
    net = nj.Network(seed=1)
    net.create(NEURONS, declare(nj))
    per_step = by_duration(nj.Simulation(net, dt=DT, threads=1), steps, repeats)
    with tempfile.TemporaryDirectory(prefix="neurojit-own-") as folder:
        seconds = starts(folder)
    return {
        "neuron and step, own model with noise": figure([1e9 * one / NEURONS for one in per_step], "ns"),
        "own model, definition to run, engine compiled": figure([seconds["first"]], "s"),
        "own model, definition to run, next process": figure([seconds["next"]], "s"),
    }


if __name__ == "__main__":
    print(json.dumps(once()))
