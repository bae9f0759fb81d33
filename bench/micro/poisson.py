"""ns of a Poisson draw, by its mean: 20,000 driven neurons less the same without drive, one thread."""

from bench.micro.figure import by_part, figure

MEANS = (0.01, 0.1, 1.0, 10.0, 50.0)  # counts a step
NEURONS = 20_000
DT = 0.1


def measure(nj, repeats, steps):
    """Figures by mean, as a dict of `bench.micro.figure.figure`.

    Parameters
    ----------
    nj : module
        neurojit.
    repeats : int
    steps : int
        Of a run.
    """
    without = _simulation(nj, None)
    found = {}
    for mean in MEANS:
        per_step = by_part(_simulation(nj, mean), without, steps, repeats)
        found[f"Poisson draw, mean {mean:g}"] = figure([1e9 * seconds / NEURONS for seconds in per_step], "ns")
    return found


def _simulation(nj, mean):
    net = nj.Network(seed=1)
    neurons = net.create(NEURONS, nj.models.iaf_psc_delta, V_th=1e9)
    if mean is not None:
        drive = net.create(1, nj.models.poisson_generator, rate=1000.0 * mean / DT)
        net.connect(drive, neurons, weight=0.01)
    return nj.Simulation(net, dt=DT, threads=1)
