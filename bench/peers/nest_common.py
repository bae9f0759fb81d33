"""What NEST's networks share: the kernel's settings, the timed run and the report."""

import nest
import numpy as np

from bench import report


def run(network, populate, parameters, options):
    """Build a network, run it and print the report.

    ``build_s`` ends with Prepare, in which NEST also sorts its connections, so ``run_s`` is the simulation
    alone.

    Parameters
    ----------
    network : str
        Name in the report.
    populate : callable
        ``populate(parameters, seed)`` makes the network and returns its neurons (a NodeCollection) and the
        number of synapses between them.
    parameters : Brunel or Coba
        From `bench.parameters`.
    options : argparse.Namespace
        From `bench.report.arguments`; with ``discard``, so many ms are simulated before, neither timed nor recorded.
    """
    watch = report.Stopwatch()
    discard = getattr(options, "discard", 0.0)
    with watch("build_s"):
        _reset(parameters, options)
        neurons, synapses = populate(parameters, options.seed)
        recorder = nest.Create("spike_recorder", params={"start": discard})
        nest.Connect(neurons, recorder)
        nest.Prepare()
    if discard:
        nest.Run(discard)
    with watch("run_s"):
        nest.Run(options.time)
    nest.Cleanup()
    report.emit(
        simulator="NEST", version=nest.__version__, network=network, threads=options.threads,
        spikes=recorder.n_events, n_neurons=parameters.n, time_ms=options.time, synapses=synapses,
        **watch.seconds,
    )  # fmt: skip


def connect_two_populations(exc, inh, parameters):
    """Connect excitatory and inhibitory neurons to all, pairwise with probability p; one weight each, one delay."""
    for sources, weight in ((exc, parameters.w_exc), (inh, -parameters.w_inh)):
        rule = {"rule": "pairwise_bernoulli", "p": parameters.p}
        synapse = {"synapse_model": "static_synapse", "weight": weight, "delay": parameters.delay}
        nest.Connect(sources, exc + inh, rule, synapse)


def initial_conductances(parameters, rng):
    """Normal numbers clipped at 0, for all neurons."""
    return {
        name: np.maximum(rng.normal(*getattr(parameters, f"{name}_init"), parameters.n), 0.0)
        for name in ("g_ex", "g_in")
    }


def _reset(parameters, options):
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.set(resolution=parameters.dt, local_num_threads=options.threads, rng_seed=options.seed)
