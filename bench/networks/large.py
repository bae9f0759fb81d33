"""A large network whose rate does not depend on its size: ``python -m bench.networks.large --neurons 1000000``.

Current-based neurons with normal weights, fixed in-degree, delays uniform over 60 steps; the drive alone makes them
fire at about 5 Hz, so that time and memory can be compared over neurons and synapses.
"""

import dataclasses

from bench import report
from bench.parameters import LARGE

MINIATURE = 200
WARM_UP_MS = 10.0


def build(nj, parameters=LARGE, seed=1):
    """Describe the network.

    Parameters
    ----------
    nj : module
        neurojit.
    parameters : Large
        From `bench.parameters`.
    seed : int
        Seed of wiring, initial state and drive.

    Returns
    -------
    neurojit.Network
        With populations "exc", "inh" (spikes recorded) and "drive".
    """
    n_inh = round(parameters.inhibitory * parameters.n)
    inhibitory = round(parameters.inhibitory * parameters.indegree)
    net = nj.Network(seed=seed)
    start = {"V_m": nj.random.normal(*parameters.V_init)}
    exc = net.create(parameters.n - n_inh, nj.models.iaf_psc_exp, name="exc", **start)
    inh = net.create(n_inh, nj.models.iaf_psc_exp, name="inh", **start)
    delay = nj.random.uniform(*parameters.delay)
    for sources, indegree, mean in (
        (exc, parameters.indegree - inhibitory, parameters.w_exc), (inh, inhibitory, parameters.w_inh)
    ):  # fmt: skip
        bound = {"low": 0.0} if mean > 0 else {"high": 0.0}
        weight = nj.random.normal(mean, 0.1 * abs(mean), **bound)
        net.connect(sources, exc + inh, nj.rules.fixed_indegree(indegree), weight=weight, delay=delay)
    drive = net.create(1, nj.models.poisson_generator, name="drive", rate=parameters.drive_rate)
    net.connect(drive, exc + inh, weight=parameters.drive_weight)
    net.record(exc + inh, "spikes")
    return net


def main(options):
    """Warm up, build, run and print the report."""
    parameters = dataclasses.replace(LARGE, n=options.neurons, indegree=options.indegree)
    watch = report.Stopwatch()
    with watch("compile_s"):
        import neurojit as nj  # here, so that importing is timed

        miniature = build(nj, dataclasses.replace(parameters, n=MINIATURE), options.seed)
        nj.Simulation(miniature, dt=parameters.dt, threads=options.threads).run(WARM_UP_MS)
    base_mb = report.peak_mb()
    with watch("build_s"):
        sim = nj.Simulation(build(nj, parameters, options.seed), dt=parameters.dt, threads=options.threads)
    with watch("run_s"):
        result = sim.run(options.time)
    report.emit(
        simulator="neurojit", version=nj.__version__, network="large", threads=options.threads,
        spikes=sum(map(len, result.spikes.values())), n_neurons=parameters.n, time_ms=options.time,
        synapses=sim.synapse_count, **watch.seconds,
        extra={
            "neurons": parameters.n, "indegree": parameters.indegree, "base_mb": round(base_mb, 1),
            "rtf": round(1000.0 * watch.seconds["run_s"] / options.time, 4),
        },
    )  # fmt: skip


def arguments():
    """Read the command line."""
    parser = report.parser(__doc__)
    parser.add_argument("--neurons", type=int, default=LARGE.n)
    parser.add_argument("--indegree", type=int, default=LARGE.indegree, help="synapses of every neuron")
    return parser.parse_args()


if __name__ == "__main__":
    main(arguments())
