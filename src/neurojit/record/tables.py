"""Spike trains and traces as tables of pandas and arrays of xarray, and back."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import ParameterError
from .extras import load


def _pandas() -> Any:
    return load("pandas", "to_pandas", "pandas")


def _xarray() -> Any:
    return load("xarray", "to_xarray", "xarray")


def spikes_frame(train: Any) -> Any:
    """One row a spike."""
    frame = _pandas().DataFrame(
        {"step": np.asarray(train.steps, np.int64), "time": train.times, "sender": np.asarray(train.senders, np.int64)})
    frame.attrs = {"dt": train.dt, "start": train.start, "stop": train.stop, "units": train.units.tolist()}
    return frame


def spikes_of_frame(frame: Any) -> dict[str, Any]:
    """Fields of a SpikeTrain."""
    about = frame.attrs
    return {"steps": frame["step"].to_numpy(np.int64), "senders": frame["sender"].to_numpy(np.int64), "dt": about["dt"],
            "units": np.array(about["units"], np.int64), "start": about["start"], "stop": about["stop"]}


def spikes_dataset(train: Any) -> Any:
    """Steps, times and senders along `spike`."""
    return _xarray().Dataset(
        {"step": ("spike", train.steps), "time": ("spike", train.times, {"units": "ms"}),
         "sender": ("spike", train.senders)},
        coords={"unit": train.units}, attrs={"dt": train.dt, "start": train.start, "stop": train.stop})


def spikes_of_dataset(dataset: Any) -> dict[str, Any]:
    """Fields of a SpikeTrain."""
    return {"steps": dataset["step"].to_numpy(), "senders": dataset["sender"].to_numpy(),
            "units": dataset["unit"].to_numpy(), **{key: float(dataset.attrs[key]) for key in ("dt", "start", "stop")}}


def traces_frame(traces: Any) -> Any:
    """Time down, (variable, unit) across."""
    pandas = _pandas()
    columns = [(name, unit) for name, values in traces.items() for unit in (traces.units if values.ndim > 1 else [-1])]
    values = [array if array.ndim > 1 else array[:, None] for array in map(np.asarray, traces.values())]
    frame = pandas.DataFrame(np.concatenate([np.zeros((traces.times.size, 0)), *values], axis=1),
                             index=pandas.Index(traces.times, name="time"),
                             columns=pandas.MultiIndex.from_tuples(columns, names=["variable", "unit"]))
    frame.attrs = {"measured_in": dict(traces.measured_in), "units": traces.units.tolist()}
    return frame


def traces_of_frame(frame: Any) -> dict[str, Any]:
    """Fields of Traces."""
    names = list(dict.fromkeys(frame.columns.get_level_values("variable")))
    data = {name: frame[name].to_numpy() for name in names}
    data = {name: values[:, 0] if list(frame[name].columns) == [-1] else values for name, values in data.items()}
    known = [unit for unit in dict.fromkeys(frame.columns.get_level_values("unit")) if unit >= 0]
    return {"data": data, "times": frame.index.to_numpy(np.float64),
            "units": np.array(frame.attrs.get("units", known), np.int64),
            "measured_in": dict(frame.attrs.get("measured_in", {}))}


def traces_dataset(traces: Any) -> Any:
    """A variable of (time, unit) each, with its unit of measure."""
    about = {name: {"units": traces.measured_in[name]} if name in traces.measured_in else {} for name in traces}
    return _xarray().Dataset({name: (("time", "unit")[: values.ndim], values, about[name])
                              for name, values in traces.items()},
                             coords={"time": ("time", traces.times, {"units": "ms"}), "unit": traces.units})


def traces_of_dataset(dataset: Any) -> dict[str, Any]:
    """Fields of Traces."""
    return {"data": {str(name): one.to_numpy() for name, one in dataset.data_vars.items()},
            "times": dataset["time"].to_numpy(), "units": dataset["unit"].to_numpy(),
            "measured_in": {str(name): one.attrs["units"] for name, one in dataset.data_vars.items()
                            if "units" in one.attrs}}


def result_frame(result: Any) -> Any:
    """All spikes, with the name of the population."""
    pandas = _pandas()
    names = list(result.spikes)
    frames = [spikes_frame(train) for train in result.spikes.values()]
    for name, frame in zip(names, frames):
        frame.insert(0, "population", pandas.Categorical([name] * len(frame), categories=names))
        frame.attrs = {}
    if not frames:
        return pandas.DataFrame({"population": [], "step": [], "time": [], "sender": []})
    return pandas.concat(frames, ignore_index=True)


def result_tree(result: Any) -> Any:
    """A DataTree: spikes/NAME and traces/NAME."""
    xarray = _xarray()
    wrong = [name for name in (*result.spikes, *result.traces) if "/" in name]
    if wrong:
        raise ParameterError(f"xarray's trees take no names with '/', got {wrong[0]!r}")
    tree = {f"/spikes/{name}": train.to_xarray() for name, train in result.spikes.items()}
    tree |= {f"/traces/{name}": traces.to_xarray() for name, traces in result.traces.items()}
    about = {"start": result.start, "stop": result.stop, "wall_time": result.wall_time}
    return xarray.DataTree.from_dict({"/": xarray.Dataset(attrs=about), **tree})
