"""State variables and refractoriness of neurons, the memory of random trains, and what was edited of parameters."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ...compile.layout import is_neuron
from ...compile.program import Program
from ...compile.values import differ, first_parameters
from ...errors import SimulationError
from .arrays import Arrays


def _rows(program: Program) -> Iterator[tuple[str, np.ndarray]]:
    """Names and views of all that a neuron remembers."""
    program.bring_home()
    for population in program.network.populations:
        if not is_neuron(population):
            continue
        rows = program.layout.rows[population.index]
        assert rows is not None
        for name in rows.variables:
            yield f"{population.index}/{name}", program.row(population, name)
        if rows.refractory is not None:  # steps of 32 bits, two to a place
            places = program.state.arena[rows.refractory : rows.refractory + (population.size + 1) // 2]
            yield f"{population.index}/_release", places.view(np.int32)[: population.size]


def collect(program: Program) -> Arrays:
    """State variables and steps of release, by population and name."""
    return {name: row.copy() for name, row in _rows(program)}


def restore(program: Program, arrays: Arrays) -> None:
    """Write them back."""
    for name, row in _rows(program):
        row[:] = arrays[name]


def collect_trains(program: Program) -> Arrays:
    """The cells of random trains with memory; their places depend on the description and its values alone."""
    return {"cells": program.state.cells.copy()}


def restore_trains(program: Program, arrays: Arrays) -> None:
    """Write them back; the parameters are in force."""
    if arrays["cells"].shape != program.state.cells.shape:
        raise SimulationError(f"the snapshot has {arrays['cells'].size} cells of random trains, "
                              f"this network {program.state.cells.size}")
    program.state.cells[:] = arrays["cells"]


def collect_parameters(program: Program) -> Arrays:
    """All parameters: numbers, arrays, or lists of arrays as one with their lengths."""
    found: Arrays = {}
    for index, values in enumerate(program.values):
        for name, value in values.items():
            if isinstance(value, list):
                found[f"{index}/{name}/lengths"] = np.array([len(one) for one in value], np.int64)
                found[f"{index}/{name}/joined"] = np.concatenate([np.zeros(0), *value])
            else:
                found[f"{index}/{name}"] = np.array(value, np.float64)
    return found


def restore_parameters(program: Program, arrays: Arrays) -> None:
    """Put them in force."""
    for index, values in enumerate(program.values):
        for name in values:
            values[name] = _value(arrays, f"{index}/{name}")
    program.used = []
    program.refresh()
    described = [first_parameters(population, program.network.seed) for population in program.network.populations]
    program.retuned = any(map(differ, program.values, described))


def _value(arrays: Arrays, name: str) -> Any:
    if name in arrays:
        return float(arrays[name]) if arrays[name].ndim == 0 else arrays[name].copy()
    return np.split(arrays[f"{name}/joined"].copy(), np.cumsum(arrays[f"{name}/lengths"])[:-1])
