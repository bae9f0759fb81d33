"""Counting what arrives in every step, and comparing counts with a law."""

import numpy as np
import scipy.stats

import neurojit as nj


def counter_model():
    """A cell without dynamics: V_m counts what arrived in the last step."""
    return nj.NeuronModel(name="counter", update="V_m = 0*V_m", states={"V_m": "mV"}, parameters={},
                          receptors={"excitatory": "V_m += w", "inhibitory": "V_m += w"})


def counts_of(base, kind, n, steps, seed=1, delay=0.1, dt=0.1, **values):
    """Spikes of n trains by the step they are stamped with, shape (steps, n), as their targets count them.

    kind : "uniform" and "listed" are private trains, drawn in two ways; "source" has one recordable train a unit.
    """
    net = nj.Network(seed=seed)
    cells = net.create(n, counter_model(), name="cells")
    if kind == "uniform":
        net.connect(net.create(1, f"{base}_generator", **values), cells, weight=1.0, delay=delay)
    else:
        name = "source" if kind == "source" else "generator"
        start = np.zeros(n)  # an array: a row for each unit
        net.connect(net.create(n, f"{base}_{name}", start=start, **values), cells, nj.rules.one_to_one(), weight=1.0,
                    delay=delay)
    net.record(cells, "V_m")
    late = round(delay / dt)
    trace = nj.Simulation(net, dt=dt, threads=1).run((steps + late) * dt).traces["cells"]["V_m"]
    assert (trace == np.round(trace)).all()
    return trace[1 + late :].astype(int)


def intervals(counts):
    """Steps between successive spikes of each train, all together."""
    assert counts.max() <= 1
    return np.concatenate([np.diff(np.flatnonzero(train)) for train in counts.T])


def chi_square(found, law):
    """p-value of whole numbers against a discrete law of scipy; bins of at least ten expected."""
    observed = np.bincount(found.ravel(), minlength=int(law.ppf(1 - 1e-9)) + 2)
    expected = law.pmf(np.arange(observed.size)) * found.size
    expected[-1] += found.size - expected.sum()
    bins_o, bins_e, o, e = [], [], 0.0, 0.0
    for one, other in zip(observed, expected, strict=True):
        o, e = o + one, e + other
        if e >= 10:
            bins_o.append(o)
            bins_e.append(e)
            o = e = 0.0
    bins_o[-1] += o
    bins_e[-1] += e
    return scipy.stats.chisquare(bins_o, np.array(bins_e) * sum(bins_o) / sum(bins_e)).pvalue


def poisson_sums(found, expected):
    """p-value of the sums over trains in each step, whose expectation is known and at least ten."""
    keep = expected >= 10.0
    assert keep.sum() > 20
    statistic = ((found.sum(axis=1)[keep] - expected[keep]) ** 2 / expected[keep]).sum()
    return scipy.stats.chi2(keep.sum()).sf(statistic)
