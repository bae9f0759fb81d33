"""A measured number with its spread, and the two ways in which the micro-benchmarks take the time of one part."""

import time
from statistics import median


def figure(values, unit):
    """Median, least and largest of repeated values, as a dict fit for JSON."""
    return {"value": median(values), "min": min(values), "max": max(values), "n": len(values), "unit": unit}


def seconds(sim, steps):
    """Wall seconds of running a Simulation on by so many steps."""
    duration = steps * sim.dt
    began = time.perf_counter()
    sim.run(duration)
    return time.perf_counter() - began


def by_duration(sim, steps, repeats):
    """Seconds of a step: a long run less a run of a tenth of it, so that what every call costs cancels.

    Parameters
    ----------
    sim : neurojit.Simulation
    steps : int
        Of the long run.
    repeats : int

    Returns
    -------
    list of float
        One number a repeat.
    """
    short = max(1, steps // 10)
    seconds(sim, short)  # first touch, capacities, length of stretches
    found = []
    for _ in range(repeats):
        less = seconds(sim, short)
        found.append(max(0.0, seconds(sim, steps) - less) / (steps - short))
    return found


def by_part(whole, without, steps, repeats):
    """Seconds a step of what one Simulation has and the other has not, the two measured in turn.

    Parameters
    ----------
    whole, without : neurojit.Simulation
    steps : int
    repeats : int

    Returns
    -------
    list of float
        One number a repeat.
    """
    for sim in (whole, without):
        seconds(sim, steps // 2)
    return [max(0.0, seconds(whole, steps) - seconds(without, steps)) / steps for _ in range(repeats)]
