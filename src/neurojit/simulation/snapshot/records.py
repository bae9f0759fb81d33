"""A result as arrays and a table of contents, and back. What lies in a file stays there and is only named."""
from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ...record import Result, SpikeTrain, Stored, Traces
from .arrays import Arrays


def pack(result: Result) -> tuple[dict[str, Any], Arrays]:
    """What to write in the header, and the arrays."""
    contents: dict[str, Any] = {"start": result.start, "stop": result.stop, "wall_time": result.wall_time,
                                "spikes": {}, "traces": {}}
    arrays: dict[str, Any] = {}
    for i, (key, train) in enumerate(result.spikes.items()):
        contents["spikes"][key] = train.start, train.stop
        arrays |= {f"spikes/{i}/steps": train.steps, f"spikes/{i}/senders": train.senders,
                   f"spikes/{i}/units": train.units}
    for i, (key, traces) in enumerate(result.traces.items()):
        contents["traces"][key] = {name: traces.measured_in.get(name, "") for name in traces}
        arrays |= {f"traces/{i}/times": traces.times, f"traces/{i}/units": traces.units}
        arrays |= {f"traces/{i}/{name}": values for name, values in traces.items()}
    contents["stored"] = {name: asdict(one) for name, one in arrays.items() if isinstance(one, Stored)}
    return contents, {name: one for name, one in arrays.items() if name not in contents["stored"]}


def unpack(contents: dict[str, Any], arrays: Arrays, dt: float) -> Result:
    """The result again."""
    stored = {name: Stored(**one | {"columns": tuple(one["columns"])}) for name, one in contents["stored"].items()}
    found: dict[str, Any] = {**arrays, **stored}
    spikes = {key: SpikeTrain(found[f"spikes/{i}/steps"], found[f"spikes/{i}/senders"], dt,
                              found[f"spikes/{i}/units"], start, stop)
              for i, (key, (start, stop)) in enumerate(contents["spikes"].items())}
    traces = {key: Traces({name: found[f"traces/{i}/{name}"] for name in names}, found[f"traces/{i}/times"],
                          found[f"traces/{i}/units"], {name: unit for name, unit in names.items() if unit})
              for i, (key, names) in enumerate(contents["traces"].items())}
    return Result(spikes, traces, contents["start"], contents["stop"], contents["wall_time"])
