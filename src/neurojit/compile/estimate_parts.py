"""How many bytes the parts of a network will take that are no static synapses: state, plasticity, inputs, records."""
from __future__ import annotations

import numpy as np

from ..models.base import NeuronModel
from ..network import Network, Projection
from ..network.recorder import variable_of_mean
from ..random import Distribution
from .layout import epoch_length, is_neuron, make_layout

RATE = 5.0  # Hz, the guess of everybody's rate
# bytes at the peak of building, measured: an edge from a current source, an entry of a private train, a direction of a
# gap junction, a listed time, a value over time
_EDGE, _ENTRY, _GAP, _TIME, _VALUE = 200.0, 127.0, 80.0, 80.0, 24.0


def state_bytes(network: Network, n_partitions: int, min_delay: int) -> float:
    """State, coefficients, input, and what spikes of an epoch are written into."""
    from . import kernels

    counts = [len(kernels.emitted(p.model, True).coefficients.names) if isinstance(p.model, NeuronModel) else 0
              for p in network.populations]
    layout = make_layout(network, n_partitions, counts)
    units = float((layout.ranges[:, :, 1] - layout.ranges[:, :, 0]).sum(axis=1).max(initial=1))
    total = 8.0 * (layout.inputs + n_partitions * layout.part)
    total += 8.0 * n_partitions * units * epoch_length(network, layout, min_delay)
    for population, n_coefficients in zip(network.populations, counts):
        if not is_neuron(population):
            continue
        own = sum(np.ndim(v) > 0 or isinstance(v, Distribution) for k, v in population.values.items()
                  if k in population.model.parameters)
        total += 8.0 * population.size * (2 * own + 4 * n_coefficients) if own else 0.0
    return total


def plastic_bytes(projection: Projection, synapses: float, segments: float, longest: int, dt: float) -> float:
    """What plastic synapses keep of themselves, their sources and their targets; `longest` delay in steps."""
    from ..engine.learn import HEADER
    from .clock_text import Clocks
    from .event_text import entry_width, kept_numbers, parameter_places
    from .learning import capacity_of, grid_of, late_steps
    from .watching import parameters_of_readings, room

    synapse = projection.synapse
    assert synapse is not None
    model, late, n_targets = synapse.model, late_steps(longest, projection), len(projection.post)
    header = HEADER + sum(one.side == "pre" for one in model.traces.values()) + model.draws
    total = 16.0 * synapses * kept_numbers(model) + segments * (8.0 * header + 48.0)
    if model.needs_history:
        near = sum(one.is_near for one in Clocks(model, parameter_places(model)[1]).left)
        total += n_targets * (8.0 * capacity_of(late) * entry_width(model) + 56.0 + 72.0 * near)
    if model.target:
        numbers = parameters_of_readings(synapse, late, grid_of(synapse, late, dt), dt)
        total += 8.0 * room(synapse, numbers, n_targets)
    return total


def input_bytes(network: Network, edges: dict[Projection, float]) -> float:
    """Edges from current sources, private trains that are listed, gap junctions, listed times and values over time."""
    total = 0.0
    for projection, n in edges.items():
        if projection.is_current:
            total += _EDGE * n
        elif projection.is_private and not (isinstance(projection.weight, float)
                                            and getattr(projection.rule, "kind", "") in ("all_to_all", "one_to_one")):
            total += _ENTRY * n
    for population in network.populations:
        for value in population.values.values():
            if isinstance(value, list):
                numbers = sum(np.size(one) for one in value)
                total += numbers * (_VALUE if population.model.name == "timed_array" else _TIME)
    return total


def gap_bytes(n: float) -> float:
    """Of so many gap junctions."""
    return 2.0 * _GAP * n


def record_bytes(network: Network, dt: float, duration: float, counts: dict[Projection, float]) -> float:
    """What recorders keep in memory; spikes as if everybody fired at 5 Hz."""
    total = 0.0
    for recorder in network.recorders:
        time = min(duration, recorder.stop, duration if recorder.last is None else recorder.last) - (
            recorder.start if recorder.last is None else 0.0)
        if recorder.to is not None or time <= 0:
            continue
        for variable in recorder.variables:
            one = variable == "rate" or variable_of_mean(variable) is not None
            units = 1 if one else len(recorder.target)
            if variable == "spikes":
                total += units * time / 1000.0 * RATE * 16.0
            else:
                total += units * (time / (recorder.interval or dt) + 1) * np.dtype(recorder.dtype).itemsize
    for made in network.synapse_recorders:
        time = min(duration, made.stop) - made.start
        n = counts[made.projection] if made.synapses is None else made.synapses.size
        if time > 0:
            total += n * len(made.variables) * (time / made.interval + 1) * np.dtype(made.dtype).itemsize
    return total
