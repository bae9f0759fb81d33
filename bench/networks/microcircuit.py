"""The microcircuit in neurojit: ``python -m bench.networks.microcircuit --scale 1 --threads 2 --time 1000 --seed 1``.

``rtf`` is the outer wall time of ``sim.run(time)``, after ``--discard`` ms that nobody looks at, over biological
time; ``spikes_sha256`` is taken over (step, neuron) of that run, ``neurons`` numbered through L23E ... L6I.
"""

import time

from bench import report, spike_statistics
from bench.parameters import MICROCIRCUIT

MINIATURE = 0.0005
WARM_UP_MS = 10.0


def main(options):
    """Warm up, build, discard, measure and print the report."""
    watch = report.Stopwatch()
    with watch("compile_s"):
        import neurojit as nj  # here, so that importing is timed

        make(nj, options, MINIATURE).run(WARM_UP_MS)
    with watch("build_s"):
        sim = make(nj, options, options.scale)
    with watch("discard_s"):
        if options.discard > 0:
            sim.run(options.discard)
    began = time.perf_counter()
    result = sim.run(options.time)
    run_s = time.perf_counter() - began
    peak_mb = report.peak_mb()  # before spikes are looked at
    trains = [result.spikes[name] for name in MICROCIRCUIT.populations]
    neurons = sum(train.units.size for train in trains)
    print(result)
    report.emit(
        simulator="neurojit", version=nj.__version__, network=f"microcircuit-{options.scale:g}",
        threads=options.threads, compile_s=watch.seconds["compile_s"], build_s=watch.seconds["build_s"], run_s=run_s,
        spikes=sum(map(len, trains)), synapses=sim.synapse_count, n_neurons=neurons, time_ms=options.time,
        peak_mb=peak_mb,
        extra={
            "rtf": round(1000.0 * run_s / options.time, 4), "peak_gb": round(peak_mb / 1000.0, 4), "neurons": neurons,
            "discard_s": round(watch.seconds["discard_s"], 4), **statistics(trains),
        },
    )  # fmt: skip


def make(nj, options, scale):
    """The Simulation of the microcircuit at a scale."""
    net = nj.networks.microcircuit(scale=scale, seed=options.seed, dt=MICROCIRCUIT.dt, drive=options.drive)
    return nj.Simulation(net, dt=MICROCIRCUIT.dt, threads=options.threads)


def statistics(trains):
    """Rates (Hz), CV of intervals and correlation of the eight populations, and the digest of all spikes.

    Parameters
    ----------
    trains : list of neurojit.record.SpikeTrain
        In the order of the populations.

    Returns
    -------
    dict
        Fit for JSON; None where there were too few spikes.
    """
    def by_population(measure):
        values = zip(MICROCIRCUIT.populations, map(measure, trains))
        return {name: None if value is None else round(value, 4) for name, value in values}

    return {
        "rates_hz": by_population(lambda train: train.rate()),
        "cv_isi": by_population(spike_statistics.mean_cv),
        "correlation": by_population(spike_statistics.correlation),
        "spikes_sha256": spike_statistics.digest(trains),
    }


def arguments():
    """Read the command line."""
    parser = report.microcircuit_parser(__doc__)
    parser.add_argument("--drive", choices=("poisson", "dc"), default="poisson")
    return parser.parse_args()


if __name__ == "__main__":
    main(arguments())
