"""A result as arrays and a table of contents, and back."""
from __future__ import annotations

from typing import Any

from ...record import Result, SpikeTrain, Traces
from .arrays import Arrays


def pack(result: Result) -> tuple[dict[str, Any], Arrays]:
    """What to write in the header, and the arrays."""
    contents: dict[str, Any] = {"start": result.start, "stop": result.stop, "wall_time": result.wall_time,
                                "spikes": {}, "traces": {}}
    arrays: Arrays = {}
    for i, (key, train) in enumerate(result.spikes.items()):
        contents["spikes"][key] = train.start, train.stop
        arrays |= {f"spikes/{i}/steps": train.steps, f"spikes/{i}/senders": train.senders,
                   f"spikes/{i}/units": train.units}
    for i, (key, traces) in enumerate(result.traces.items()):
        contents["traces"][key] = list(traces)
        arrays |= {f"traces/{i}/times": traces.times, f"traces/{i}/units": traces.units}
        arrays |= {f"traces/{i}/{name}": values for name, values in traces.items()}
    return contents, arrays


def unpack(contents: dict[str, Any], arrays: Arrays, dt: float) -> Result:
    """The result again."""
    spikes = {key: SpikeTrain(arrays[f"spikes/{i}/steps"], arrays[f"spikes/{i}/senders"], dt,
                              arrays[f"spikes/{i}/units"], start, stop)
              for i, (key, (start, stop)) in enumerate(contents["spikes"].items())}
    traces = {key: Traces({name: arrays[f"traces/{i}/{name}"] for name in names}, arrays[f"traces/{i}/times"],
                          arrays[f"traces/{i}/units"])
              for i, (key, names) in enumerate(contents["traces"].items())}
    return Result(spikes, traces, contents["start"], contents["stop"], contents["wall_time"])
