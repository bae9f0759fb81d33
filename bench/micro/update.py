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
            for own in (False, True):
                per_step = by_duration(_simulation(nj, model, own), steps, repeats)
                parameters = "own" if own else "shared"
                values = [1e9 * seconds / NEURONS for seconds in per_step]
                found[f"neuron and step, {name}, {parameters} parameters"] = figure(values, "ns")
    return found


def _simulation(nj, model, own):
    net = nj.Network(seed=1)
    parameter = "C_m" if "C_m" in model.parameters else next(iter(model.parameters))
    values = {parameter: np.full(NEURONS, model.parameters[parameter].default)} if own else {}
    net.create(NEURONS, model, **values)
    return nj.Simulation(net, dt=DT, threads=1)
