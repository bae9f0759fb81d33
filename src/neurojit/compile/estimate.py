"""Memory and time of a network before anything is allocated."""
from __future__ import annotations

import math
import os
from dataclasses import dataclass

import numpy as np

from ..errors import NetworkError, ParameterError
from ..memory import available_mb
from ..network import Network, Projection
from ..network.projection import synapse_count
from ..network.values import checked_precision, positive_time
from ..random import Distribution
from ..rules import Rule
from ..units import to_float
from .estimate_parts import RATE, gap_bytes, input_bytes, plastic_bytes, record_bytes, state_bytes
from .layout import choose_partitions, is_neuron

# ns of one thread, measured (docs/performance.md): a neuron and step, a Poisson draw, a synaptic event, a synapse built
_NEURON_NS, _DRAW_NS, _EVENT_NS, _BUILD_NS = 1.3, 0.9, 2.0, 110.0
_BASE_MB = 205.0  # Python, numpy, scipy, numba and the compiled engine


@dataclass(frozen=True)
class Estimate:
    """What a network will need.

    Attributes
    ----------
    neurons, synapses : int
        Synapses are expected numbers where a rule draws them.
    memory_mb : dict of str to float
        MB (10^6 bytes) by what they are for.
    build_s : float
        Seconds to build, a guess.
    seconds_per_second : float
        Wall time a biological second, a guess that assumes 5 Hz of everybody.
    """

    neurons: int
    synapses: int
    memory_mb: dict[str, float]
    build_s: float
    seconds_per_second: float

    @property
    def total_mb(self) -> float:
        """Memory of the process at its peak, MB."""
        return sum(self.memory_mb.values())

    def __repr__(self) -> str:
        parts = ", ".join(f"{name} {size:.0f}" for name, size in self.memory_mb.items())
        return (f"Estimate: {self.neurons:,} neurons, {self.synapses:,} synapses\n"
                f"  memory {self.total_mb:.0f} MB ({parts})\n"
                f"  build about {self.build_s:.1f} s; a biological second about {self.seconds_per_second:.2f} s "
                f"if everybody fires at {RATE:g} Hz")


def expected_synapses(projection: Projection) -> float:
    """The number of synapses of a projection, expected where they are drawn."""
    rule, n_pre, n_post = projection.rule, len(projection.pre), len(projection.post)
    exact = synapse_count(rule, n_pre, n_post)
    if exact is not None:
        return exact
    assert isinstance(rule, Rule)
    match rule.kind:
        case "fixed_indegree":
            return rule.number * n_post
        case "fixed_outdegree":
            return rule.number * n_pre
        case "fixed_total_number":
            return rule.number
        case "pairwise_bernoulli":
            p = 0.5 if callable(rule.probability) else rule.probability
            return p * n_pre * n_post
    return n_pre * n_post


def _distinct_delays(delay: object, dt: float) -> float:
    """About how many different delays, in steps, the synapses of a row have."""
    if isinstance(delay, Distribution):
        low, high = delay.support
        if math.isinf(high) or math.isinf(low):
            spread = 8 * delay.second if delay.kind == "normal" else 8 * delay.first
            low, high = max(low, 0.0), max(low, 0.0) + spread
        return max(1.0, (high - low) / dt)
    if isinstance(delay, np.ndarray):
        return float(np.unique(np.round(delay / dt)).size)
    return 20.0 if callable(delay) else 1.0


def _synapse_bytes(projection: Projection, dt: float, weight_bytes: int, n_partitions: int) -> float:
    synapses = expected_synapses(projection)
    stored = 2.0 + (0 if isinstance(projection.weight, float) else weight_bytes)
    rows = len(projection.pre) * n_partitions
    segments = min(synapses, rows * _distinct_delays(projection.delay, dt))
    # rows of a block are shared by projections with weights of their own; counted for each, an upper bound
    return synapses * stored + segments * 4 + rows * 8


def _longest_delay(delay: object, dt: float) -> int:
    """The longest delay in steps, four standard deviations from the mean where there is none."""
    if isinstance(delay, Distribution):
        high = delay.support[1]
        mean, spread = (delay.first, delay.second) if delay.kind == "normal" else (0.0, 2.0 * delay.first)
        return math.ceil((mean + 4.0 * spread if math.isinf(high) else high) / dt)
    return 20 if callable(delay) else math.ceil(np.max(np.asarray(delay, np.float64), initial=dt) / dt)


def _shortest_delay(delay: object, dt: float) -> int:
    """The shortest delay in steps, one where that is not known."""
    if isinstance(delay, Distribution):
        low = delay.support[0]
        return max(1, math.floor(low / dt + 0.5)) if math.isfinite(low) else 1
    return 1 if callable(delay) else max(1, math.floor(np.min(np.asarray(delay, np.float64), initial=3e5) / dt + 0.5))


def _plastic_bytes(projection: Projection, synapses: float, dt: float, n_partitions: int) -> float:
    if projection.synapse is None:
        return 0.0
    segments = min(synapses, len(projection.pre) * n_partitions * _distinct_delays(projection.delay, dt))
    return plastic_bytes(projection, synapses, segments, _longest_delay(projection.delay, dt), dt)


def estimate(network: Network, dt: float = 0.1, *, precision: str = "mixed", threads: int | None = None,
             duration: float = 0.0) -> Estimate:
    """Memory and time a network will need, before anything is allocated.

    Parameters
    ----------
    network : Network
    dt : float
        ms.
    precision : {"mixed", "double"}
    threads : int, optional
        By default the cores there are.
    duration : float
        ms of a run, for the memory its records take.

    Returns
    -------
    Estimate

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.estimate(nj.networks.microcircuit(), dt=0.1).synapses
    298880968
    """
    if not isinstance(network, Network):
        raise NetworkError(f"an estimate is of a Network, such as sim.network, got {network!r}")
    dt, time = positive_time("dt", dt), to_float(duration, "ms", "duration")
    if isinstance(duration, bool) or np.ndim(time) or not 0 <= time < math.inf:
        raise ParameterError(f"duration must be a time >= 0 ms, got {duration!r}")
    checked_precision(precision)
    threads = (os.cpu_count() or 1) if threads is None else threads
    if isinstance(threads, bool) or not isinstance(threads, int | np.integer) or threads < 1:
        raise ParameterError(f"threads must be an integer >= 1 or None, got {threads!r}")
    n_partitions = choose_partitions(network, threads)
    counts = {p: expected_synapses(p) for p in network.projections}
    spiking = [p for p in network.projections if not (p.is_current or p.is_private)]
    synapses = sum(counts[p] for p in spiking)
    min_delay = min((_shortest_delay(p.delay, dt) for p in spiking), default=64)
    weight_bytes = 4 if precision == "mixed" else 8
    neurons = sum(p.size for p in network.populations if is_neuron(p))
    listed = sum(counts[p] * 24 for p in spiking if _is_listed(p))
    gaps = sum(expected_synapses(one.pairs) for one in network.gap_junctions)
    memory = {
        "synapses": sum(_synapse_bytes(p, dt, weight_bytes, n_partitions) for p in spiking) / 1e6,
        "plasticity": sum(_plastic_bytes(p, counts[p], dt, n_partitions) for p in spiking) / 1e6,
        "state": state_bytes(network, n_partitions, min_delay) / 1e6,
        "inputs": (input_bytes(network, counts) + gap_bytes(gaps)) / 1e6,
        "building": (0.02 * synapses * 6 + listed) / 1e6,
        "records": record_bytes(network, dt, time, counts) / 1e6,
        "Python and the engine": _BASE_MB,
    }
    driven = sum(len(p.post) for p in network.projections if p.is_private)
    a_step = neurons * _NEURON_NS + driven * _DRAW_NS + synapses * RATE * dt / 1000 * _EVENT_NS
    return Estimate(neurons, round(synapses), memory, synapses * _BUILD_NS * 1e-9 / threads,
                    a_step * 1e-9 * (1000.0 / dt) / threads)


def _is_listed(projection: Projection) -> bool:
    rule = projection.rule
    return not isinstance(rule, Rule) or rule.kind == "fixed_outdegree" or callable(rule.probability)


def refuse_too_large(network: Network, dt: float, precision: str, threads: int) -> int:
    """Raise NetworkError, with the figures, for a network that would not fit in memory; else its synapses."""
    need, there = estimate(network, dt, precision=precision, threads=threads), available_mb()
    if need.total_mb - _BASE_MB > there:
        raise NetworkError(
            f"the network needs about {need.total_mb / 1000:.1f} GB ({need.synapses:,} synapses), but only "
            f"{there / 1000:.1f} GB are free; make it smaller, use precision='mixed' or one weight a projection")
    return need.synapses
