"""The neurons of a store as arrays: state in one arena, parameters and labels in columns."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..constants import CURRENT_PER_WEIGHT
from ..engine import clocked_plan as engine
from ..equations.evaluate import evaluate
from ..models.base import NeuronModel
from .columns import Columns, doubled
from .neuron_type import NeuronType

_TYPES = tuple(NeuronType)
_PAD = 72  # rows a power of two apart would share cache sets


class CellTable:
    """State, parameters and labels of neurons.

    The arena holds one row a state variable, then one row a coefficient of the update kernel.
    """

    def __init__(self, model: NeuronModel, n_coefficients: int):
        self.model = model
        self.columns = Columns(
            sign=np.float64, region=np.int64, born=np.int64, late=np.float64, kind=np.int8,
            **dict.fromkeys(model.parameters, np.float64))
        self.defaults: dict[str, Any] = {name: p.default for name, p in model.parameters.items()}
        self.initial = {name: float(evaluate(expr, self.defaults)) for name, expr in model.initial.items()}
        self.place = {name: i for i, name in enumerate(model.variables)}
        self.table = np.zeros((len(model.variables) + n_coefficients, 0))
        self.inputs = np.zeros(0)
        self.flags = np.zeros(0, np.uint8)

    @property
    def n(self) -> int:
        """Number of neurons."""
        return self.columns.n

    def add(self, kind: NeuronType, region: int, step: int) -> int:
        """Add a neuron at rest; returns its index."""
        index = self.n
        if index == len(self.flags) or self.table.shape[1] == 0:
            self._grow(index + 1)
        code = _TYPES.index(kind)
        self.columns.append(1, sign=_sign(kind), region=region, born=step, late=0.0, kind=code, **self.defaults)
        for name, row in self.place.items():
            self.table[row, index] = self.initial[name]
        return index

    def _grow(self, need: int) -> None:
        capacity = doubled(len(self.flags), need)
        table = np.zeros((len(self.table), capacity + (_PAD if capacity >= 512 else 0)))
        table[:, : self.n] = self.table[:, : self.n]
        flags = np.zeros(capacity, np.uint8)
        flags[: self.n] = self.flags[: self.n]
        self.table, self.flags = table, flags
        self.inputs = np.zeros(len(self.model.receptors) * capacity)

    def state(self, variable: str) -> np.ndarray:
        """Values of a state variable; a live view, until a neuron is added."""
        return self.table[self.place[variable], : self.n]

    def kind(self, index: int) -> NeuronType:
        """Type of a neuron."""
        return _TYPES[self.columns["kind"][index]]

    def set_kind(self, index: int, kind: NeuronType) -> None:
        """Change the type of a neuron, and with it the sign of what its synapses deliver."""
        self.columns["kind"][index] = _TYPES.index(kind)
        self.columns["sign"][index] = _sign(kind)

    def change_dt(self, longer: float, step: int) -> None:
        """Steps from now on are so much longer (ms); those before keep their length."""
        self.columns["late"][:] -= longer * (step - self.columns["born"])

    def reset(self) -> None:
        """All neurons at the rest of the parameters they have, as if they had been added at the start."""
        values = self.parameters()
        for name, expr in self.model.initial.items():
            self.state(name)[:] = evaluate(expr, values)
        self.columns["born"][:] = 0
        self.columns["late"][:] = 0.0
        self.flags[:] = 0

    def parameters(self) -> dict[str, Any]:
        """Parameters: a number where all neurons agree on all of them, else arrays."""
        columns = {name: self.columns[name] for name in self.model.parameters}
        if all((column == column[:1]).all() for column in columns.values()):
            return {name: float(column[0]) for name, column in columns.items()} if self.n else self.defaults
        return columns

    def arrays(self, coefficients: list[np.ndarray], dt: float) -> engine.Cells:
        """What the compiled step takes; coefficients longer than one are laid into the arena."""
        stride = self.table.shape[1]
        if stride == 0:
            self._grow(1)
            stride = self.table.shape[1]
        first = len(self.place)
        for row, values in enumerate(coefficients, start=first):
            self.table[row, : self.n] = values
        columns = self.columns
        return engine.Cells(
            arena=self.table.ravel(), rows=np.arange(len(self.table), dtype=np.int64) * stride,
            shared=np.array([dt, *(c[0] if len(c) else 0.0 for c in coefficients)]), inputs=self.inputs,
            flags=self.flags, **{name: columns[name] for name in ("sign", "region", "born", "late")})


def _sign(kind: NeuronType) -> float:
    return -CURRENT_PER_WEIGHT if kind is NeuronType.INHIBITORY else CURRENT_PER_WEIGHT
