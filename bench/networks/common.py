"""What our networks share: warming up, the timed run and the report."""

import dataclasses

from bench import report

WARM_UP_MS = 10.0


def run(network, build, parameters, options):
    """Warm up, build a network, run it and print the report.

    ``compile_s`` is what the first simulation in a process costs beyond itself (importing neurojit, compiling
    its kernels or loading them from the cache), measured on a miniature of the same network; ``build_s`` is
    describing the network and making its Simulation; ``run_s`` the wall time of ``sim.run``.

    Parameters
    ----------
    network : str
        Name in the report.
    build : callable
        ``build(nj, parameters, seed)`` returns the Network; its recorded populations are "exc" and "inh".
    parameters : Brunel or Coba
        From `bench.parameters`.
    options : argparse.Namespace
        From `bench.report.arguments`.
    """
    watch = report.Stopwatch()
    with watch("compile_s"):
        nj = _warm_up(build, parameters, options)
    with watch("build_s"):
        net = build(nj, parameters, options.seed)
        sim = nj.Simulation(net, dt=parameters.dt, threads=options.threads)
    with watch("run_s"):
        result = sim.run(options.time)
    peak_mb = report.peak_mb()  # before synapses are counted
    report.emit(
        simulator="neurojit", version=nj.__version__, network=network, threads=options.threads,
        spikes=sum(len(result.spikes[name].times) for name in ("exc", "inh")),
        n_neurons=parameters.n, time_ms=options.time,
        synapses=count_synapses(sim, net), peak_mb=peak_mb, **watch.seconds,
    )  # fmt: skip


def count_synapses(sim, net):
    """Number of synapses between the recorded populations."""
    between = [made for made in net.projections if made.pre.name in ("exc", "inh")]
    return sum(sim[projection].to_scipy().nnz for projection in between)


def _warm_up(build, parameters, options):
    import neurojit as nj  # here, so that importing is timed

    miniature = build(nj, dataclasses.replace(parameters, n_exc=80, n_inh=20), options.seed)
    nj.Simulation(miniature, dt=parameters.dt, threads=options.threads).run(WARM_UP_MS)
    return nj


def vogels_abbott(nj, parameters, model, neuron, seed):
    """Describe a network of two populations, connected pairwise with one probability, one weight each, one delay.

    Parameters
    ----------
    nj : module
        neurojit.
    parameters : Coba or Cuba
        From `bench.parameters`.
    model : neurojit.NeuronModel
    neuron : dict
        Its parameters and initial state.
    seed : int
        Seed of wiring and initial state.

    Returns
    -------
    neurojit.Network
        With populations "exc" and "inh" (spikes recorded).
    """
    rule, delay = nj.rules.pairwise_bernoulli(parameters.p), parameters.delay
    net = nj.Network(seed=seed)
    exc = net.create(parameters.n_exc, model, name="exc", **neuron)
    inh = net.create(parameters.n_inh, model, name="inh", **neuron)
    net.connect(exc, exc + inh, rule, weight=parameters.w_exc, delay=delay)
    net.connect(inh, exc + inh, rule, weight=-parameters.w_inh, delay=delay)
    net.record(exc + inh, "spikes")
    return net
