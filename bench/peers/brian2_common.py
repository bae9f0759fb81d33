"""What Brian2's networks share: C++ standalone with full optimisation, the timed run and the report."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import brian2 as b2
import numpy as np

from bench import report

FLAGS = ["-O3", "-ffast-math", "-march=native"]
MEASURED = Path(__file__).with_name("measured.py")


def run(network, populate, parameters, options):
    """Build a network, compile it, run it and print the report.

    ``compile_s`` is Brian2's generation of C++ and the compiler; ``run_s`` the simulation loop as Brian2
    itself measures it; ``build_s`` the rest: making the synapses here and in the program, reading and writing
    arrays. What is discarded before measuring is taken to run as fast as what is measured, and left out.
    ``peak_mb`` is the larger of this process and the program.

    Parameters
    ----------
    network : str
        Name in the report.
    populate : callable
        ``populate(parameters, seed)`` makes the network and returns its neurons and a list of its Synapses
        and inputs.
    parameters : Brunel or Coba
        From `bench.parameters`.
    options : argparse.Namespace
        From `bench.report.arguments`; with ``discard``, so many ms are simulated before, and not counted.
    """
    directory = Path(tempfile.mkdtemp(prefix="brian2-bench-"))
    try:
        watch = report.Stopwatch()
        _prepare(parameters, options, directory)
        with watch("build_s"):
            neurons, connections = populate(parameters, options.seed)
            spikes = b2.SpikeMonitor(neurons)
            net = b2.Network(neurons, spikes, *connections)
        with watch("compile_s"):
            if discard(options):
                net.run(discard(options) * b2.ms)
            net.run(options.time * b2.ms)
            b2.device.build(directory=str(directory), compile=True, run=False)
        with watch("build_s"):
            b2.device.run(with_output=False)
        _emit(network, parameters, options, watch.seconds, spikes, connections, directory)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def discard(options):
    """Biological time (ms) before measuring."""
    return getattr(options, "discard", 0.0)


def connect_two_populations(neurons, parameters, on_pre, unit, name="w"):
    """Connect excitatory and inhibitory neurons to all, pairwise with probability p; one weight each, one delay.

    Parameters
    ----------
    neurons : brian2.NeuronGroup
        Excitatory neurons first.
    parameters : Coba or Cuba
        From `bench.parameters`.
    on_pre : tuple of str
        What a spike of the two kinds does with the weight.
    unit : brian2.Quantity
        Of the weights.
    name : str
        Of the weight in `on_pre`.

    Returns
    -------
    list of brian2.Synapses
    """
    made = []
    sources = neurons[: parameters.n_exc], neurons[parameters.n_exc :]
    for group, statement, weight in zip(sources, on_pre, (parameters.w_exc, parameters.w_inh)):
        namespace = {name: weight * unit}
        synapses = b2.Synapses(group, neurons, on_pre=statement, delay=parameters.delay * b2.ms, namespace=namespace)
        synapses.connect(p=parameters.p)
        made.append(synapses)
    return made


def _prepare(parameters, options, directory):
    b2.set_device("cpp_standalone", build_on_run=False)
    b2.prefs.codegen.cpp.extra_compile_args_gcc = FLAGS
    standalone = b2.prefs.devices.cpp_standalone
    standalone.extra_make_args_unix = [f"-j{os.cpu_count()}"]  # without a number all files at once, whatever the memory
    standalone.openmp_threads = options.threads if options.threads > 1 else 0  # 0: no OpenMP code at all
    standalone.run_cmd_unix = [sys.executable, str(MEASURED), str(directory / "peak_kb"), "./main"]
    b2.defaultclock.dt = parameters.dt * b2.ms
    b2.seed(options.seed)


def _emit(network, parameters, options, seconds, spikes, connections, directory):
    run_s, before = float(b2.device._last_run_time), discard(options)
    program_mb = int((directory / "peak_kb").read_text()) * 1024 / 1e6
    report.emit(
        simulator="Brian2", version=b2.__version__, network=network, threads=options.threads,
        compile_s=seconds["compile_s"], build_s=seconds["build_s"] - run_s * (1.0 + before / options.time), run_s=run_s,
        spikes=int(np.sum(np.asarray(spikes.t / b2.ms) >= before - 1e-6)), n_neurons=parameters.n, time_ms=options.time,
        synapses=sum(len(made) for made in connections if _is_counted(made)),
        peak_mb=max(report.peak_mb(), program_mb),
    )  # fmt: skip


def _is_counted(made):
    """Synapses between neurons, but those that only keep traces."""
    return isinstance(made, b2.Synapses) and not made.name.startswith("trace_")
