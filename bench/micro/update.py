"""ns of a neuron and step, for every neuron model, its parameters shared or every neuron's own.

20,000 neurons without synapses at their default parameters, one thread; a long run less a short one.
"""

import numpy as np

from bench.micro.figure import by_duration, figure

NEURONS = 20_000
DT = 0.1


def measure(nj, repeats, steps):
    """Figures of all models of the registry, as a dict of `bench.micro.figure.figure`.

    Parameters
    ----------
    nj : module
        neurojit.
    repeats : int
    steps : int
        Of a run.
    """
    found = {}
    for name, model in nj.models.all_models().items():
        if isinstance(model, nj.NeuronModel):
            for parameters, values in variants(model).items():
                per_step = by_duration(_simulation(nj, model, values), steps, repeats)
                found[f"neuron and step, {name}, {parameters} parameters"] = figure(
                    [1e9 * seconds / NEURONS for seconds in per_step], "ns")
    return found


def variants(model):
    """What to create neurons with so that their parameters are shared, or their own where a model has any."""
    if not model.parameters:
        return {"shared": {}}
    one = "C_m" if "C_m" in model.parameters else next(iter(model.parameters))
    return {"shared": {}, "own": {one: np.full(NEURONS, model.parameters[one].default)}}


def _simulation(nj, model, values):
    net = nj.Network(seed=1)
    net.create(NEURONS, model, **values)
    return nj.Simulation(net, dt=DT, threads=1)
