"""What NEST's networks share: the kernel's settings, the timed run and the report."""

import nest

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
        From `bench.report.arguments`.
    """
    watch = report.Stopwatch()
    with watch("build_s"):
        _reset(parameters, options)
        neurons, synapses = populate(parameters, options.seed)
        recorder = nest.Create("spike_recorder")
        nest.Connect(neurons, recorder)
        nest.Prepare()
    with watch("run_s"):
        nest.Run(options.time)
    nest.Cleanup()
    report.emit(
        simulator="NEST", version=nest.__version__, network=network, threads=options.threads,
        spikes=recorder.n_events, n_neurons=parameters.n, time_ms=options.time, synapses=synapses,
        **watch.seconds,
    )  # fmt: skip


def _reset(parameters, options):
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.set(resolution=parameters.dt, local_num_threads=options.threads, rng_seed=options.seed)
