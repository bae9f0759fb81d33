"""Results as blocks of neo, which Elephant and others analyse, and back."""
from __future__ import annotations

from typing import Any

import numpy as np

from .extras import load


def block_of(result: Any) -> Any:
    """A Block of one Segment; names, units and the grid of time are annotations."""
    neo, quantities = load("neo", "to_neo", "neo"), load("quantities", "to_neo", "neo")
    segment = neo.Segment(name="run")
    for name, train in result.spikes.items():
        order = np.lexsort((train.steps, train.senders))
        senders, times = train.senders[order], train.times[order]
        # the step of a time given in ms may be a rounding error beyond it, which neo would refuse
        begin, end = min(train.start, times.min(initial=train.start)), max(train.stop, times.max(initial=train.stop))
        bounds = zip(train.units.tolist(), np.searchsorted(senders, train.units),
                     np.searchsorted(senders, train.units, "right"))
        for unit, low, high in bounds:
            segment.spiketrains.append(neo.SpikeTrain(
                times[low:high] * quantities.ms, t_start=begin * quantities.ms, t_stop=end * quantities.ms,
                name=f"{name}[{unit}]", population=name, unit=unit, dt=train.dt, start=train.start, stop=train.stop))
    for name, traces in result.traces.items():
        for variable, values in traces.items():
            times = traces.times
            signal = neo.AnalogSignal(
                values, units=_unit(quantities, traces.measured_in.get(variable, "")),
                t_start=(times[0] if times.size else 0.0) * quantities.ms,
                sampling_period=(times[1] - times[0] if times.size > 1 else 1.0) * quantities.ms,
                name=f"{name}.{variable}", population=name, variable=variable, sample_times=times,
                measured_in=traces.measured_in.get(variable), of_all=values.ndim == 1, units_recorded=traces.units)
            if values.ndim > 1:
                signal.array_annotate(unit=traces.units)
            segment.analogsignals.append(signal)
    block = neo.Block(name="neurojit", start=result.start, stop=result.stop, wall_time=result.wall_time)
    block.segments.append(segment)
    return block


def _unit(quantities: Any, text: str) -> Any:
    """The unit of measure of this name; what quantities does not know is a bare number there."""
    try:
        return quantities.Quantity(1.0, text or "dimensionless").units
    except LookupError:
        return quantities.dimensionless


def parts_of(block: Any) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]], dict[str, float]]:
    """Fields of the spike trains, of the traces, and of the result."""
    of_run = {key: block.annotations[key] for key in ("start", "stop", "wall_time")}
    segment = block.segments[0]
    groups: dict[str, list[Any]] = {}
    for one in segment.spiketrains:
        groups.setdefault(one.annotations["population"], []).append(one)
    traces: dict[str, dict[str, Any]] = {}
    for signal in segment.analogsignals:
        about = signal.annotations
        mine = traces.setdefault(about["population"], {"data": {}, "times": np.asarray(about["sample_times"]),
                                                       "units": np.asarray(about["units_recorded"]), "measured_in": {}})
        mine["data"][about["variable"]] = np.asarray(signal.magnitude)[:, 0 if about["of_all"] else slice(None)]
        if about["measured_in"] is not None:
            mine["measured_in"][about["variable"]] = about["measured_in"]
    return {name: _train_of(trains) for name, trains in groups.items()}, traces, of_run


def _train_of(trains: list[Any]) -> dict[str, Any]:
    """Fields of the SpikeTrain of a population: all units' spikes, in order of time and unit."""
    dt = trains[0].annotations["dt"]
    units = np.array([one.annotations["unit"] for one in trains], np.int64)
    steps = np.concatenate([np.rint(one.rescale("ms").magnitude / dt).astype(np.int64) for one in trains])
    senders = np.repeat(units, [len(one) for one in trains])
    order = np.lexsort((senders, steps))
    return {"steps": steps[order], "senders": senders[order], "dt": dt, "units": units,
            **{key: trains[0].annotations[key] for key in ("start", "stop")}}
