"""A small figure of what a model does, drawn anew only when its declaration changes."""
import hashlib
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

import neurojit as nj

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from networks import drive_of  # the same table that drives every model in the tests

DT, TIME = 0.05, 250.0
STEP = (25.0, 200.0)
SOURCES = {
    "poisson_generator": {"rate": 800.0, "start": 25.0}, "poisson_source": {"rate": 800.0, "start": 25.0},
    "spike_generator": {"spike_times": [40.0, 60.0, 65.0, 70.0, 150.0]},
    "dc_generator": {"amplitude": 500.0, "start": 25.0, "stop": 200.0},
    "step_current_generator": {"amplitude_times": [25.0, 100.0, 175.0], "amplitude_values": [200.0, 500.0, -200.0]},
    "pulsepacket_generator": {"pulse_times": [60.0, 150.0], "activity": 20, "sdev": 5.0},
    "ac_generator": {"amplitude": 300.0, "frequency": 20.0, "start": 25.0},
    "noise_generator": {"mean": 200.0, "std": 300.0, "start": 25.0},
    "timed_array": {"values": [[0.0, 200.0, 500.0, 300.0, -200.0, 0.0]], "interval": 35.0},
}
for _kind in ("generator", "source"):
    SOURCES[f"inhomogeneous_poisson_{_kind}"] = {"rate_times": [25.0, 120.0], "rate_values": [400.0, 1500.0]}
    SOURCES[f"sinusoidal_poisson_{_kind}"] = {"rate": 800.0, "amplitude": 800.0, "frequency": 10.0}
    SOURCES[f"gamma_sup_{_kind}"] = {"rate": 80.0, "gamma_shape": 5, "n_proc": 10}
    SOURCES[f"ppd_sup_{_kind}"] = {"rate": 80.0, "dead_time": 8.0, "n_proc": 10}
_LINE = {"lw": 0.9, "color": "#1f4e79"}
_drawn = set()


def draw(model, folder):
    """Draw the example of a model unless it is there already.

    Returns
    -------
    tuple of str
        Path of the figure from `folder`, and its caption.
    """
    source = isinstance(model, nj.SourceModel)
    said = repr(model) if source else f"{model!r}{model.integration}{drive_of(model)}"
    digest = hashlib.blake2b((said + Path(__file__).read_text(encoding="utf8")).encode(), digest_size=6).hexdigest()
    name = f"figures/{model.name}_{digest}.svg"
    _drawn.add(name)
    if not (folder / name).exists():
        figure = _source(model) if source else _neuron(model)
        figure.savefig(folder / name, metadata={"Date": None})
        plt.close(figure)
    return name, _source_caption(model) if source else _caption(model)


def tidy(folder):
    """Remove figures of declarations that have changed."""
    for path in (folder / "figures").glob("*.svg"):
        if f"figures/{path.name}" not in _drawn:
            path.unlink()


def _axes(n):
    figure, axes = plt.subplots(1, n, figsize=(3.6 * n, 2.0), squeeze=False, layout="constrained", sharex=True)
    for one in axes[0]:
        one.spines[["top", "right"]].set_visible(False)
        one.tick_params(labelsize=7)
        one.set_xlabel("ms", fontsize=7)
    return figure, axes[0]


def _run(model, connect):
    net = nj.Network(seed=1)
    cell = net.create(1, model, name="cell")
    connect(net, cell)
    variable = next(iter(model.variables))
    spikes = ["spikes"] if model.threshold is not None else []
    net.record(cell, [variable, *spikes])
    result = nj.Simulation(net, dt=DT, threads=1).run(TIME)
    return result.traces["cell"], result.spikes["cell"].times if spikes else np.zeros(0), variable


def _show(axis, model, found):
    traces, spikes, variable = found
    axis.plot(traces.times, traces[variable][:, 0], **_LINE)
    if len(spikes):
        axis.plot(spikes, np.full(len(spikes), axis.get_ylim()[1]), "|", color="#c0392b", ms=6)
    unit = model.variables[variable]
    axis.set_ylabel(variable if unit == "1" else f"{variable} ({unit})", fontsize=7)


def _takes_current(model):
    return "I_stim" in model.inputs


def _current(model):
    return 1.25 * drive_of(model)[1]


def _input_spikes(model):
    """Times and weights of the example's input: some excitatory spikes, an inhibitory one where that is possible."""
    weight = drive_of(model)[0]
    more = [(150.0, -weight)] if len(model.receptors) > 1 or "all" in model.receptors else []
    return [(40.0, weight), (70.0, weight), (74.0, weight), (78.0, weight), *more]


def _neuron(model):
    panels = []
    if _takes_current(model):
        panels.append(lambda net, cell: net.connect(
            net.create(1, "dc_generator", amplitude=_current(model), start=STEP[0], stop=STEP[1]), cell))

    def spikes(net, cell):
        for time, weight in _input_spikes(model):
            receptor = None if {"excitatory", "all"} & model.receptors.keys() else next(iter(model.receptors))
            source = net.create(1, "spike_generator", spike_times=[time - 1.0])
            net.connect(source, cell, weight=weight, delay=1.0, receptor=receptor)

    panels.append(spikes)
    figure, axes = _axes(len(panels))
    for axis, connect in zip(axes, panels, strict=True):
        _show(axis, model, _run(model, connect))
    return figure


def _caption(model):
    weight, step = drive_of(model)[0], ""
    if _takes_current(model):
        step = f"Left: a current of {_current(model):g} pA from {STEP[0]:g} to {STEP[1]:g} ms. Right: "
    unit = next(iter(model.receptor_units.values()), "1")
    times = ", ".join(f"{time:g}" for time, w in _input_spikes(model) if w > 0)
    less = [f"{time:g}" for time, w in _input_spikes(model) if w < 0]
    last = f", and one of the opposite sign at {less[0]} ms" if less else ""
    weight = f"{weight:g}" if unit == "1" else f"{weight:g} {unit}"
    return f"{step}input spikes of weight {weight} at {times} ms{last}. Red: its own spikes."


def _source(model):
    figure, (axis,) = _axes(1)
    net = nj.Network(seed=1)
    source = net.create(1, model, **SOURCES[model.name])
    if model.emits == "spikes":
        cells = net.create(5, "iaf_psc_exp", name="cell")
        net.connect(source, cells, weight=120.0)
    else:
        cells = net.create(1, "iaf_psc_exp", name="cell", V_th=1000.0)
        net.connect(source, cells)
    net.record(cells, "V_m")
    traces = nj.Simulation(net, dt=DT, threads=1).run(TIME).traces["cell"]
    axis.plot(traces.times, traces["V_m"], lw=0.8)
    axis.set_ylabel("V_m (mV)", fontsize=7)
    return figure


def _source_caption(model):
    values = ", ".join(f"`{key}={value}`" for key, value in SOURCES[model.name].items())
    many = "Five cells `iaf_psc_exp`" if model.emits == "spikes" else "A cell `iaf_psc_exp` without threshold"
    return f"{many} driven by one source with {values}."
