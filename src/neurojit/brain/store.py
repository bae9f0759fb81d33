"""The arrays behind the facade's objects, and the Python side of stepping them."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine import clocked_plan as engine
from ..errors import SimulationError, suggest
from ..models.teaching import seed
from .cells import CellTable
from .checks import UnknownNameError
from .flight import Flight
from .ions import IonConcentrations
from .neuron_type import NeuronType
from .records import SpikeLog, Traces
from .wires import LEARNING, WireTable

TRACED_BY_DEFAULT = 1000
"""Voltages of all neurons are kept up to this many neurons; above, of those one asks for."""


class Store:
    """Neurons, synapses, what is under way and what is remembered; stepped by the engine.

    Whatever adds a row or changes a parameter calls `changed`; the next step then hands the engine new
    arrays.

    Parameters
    ----------
    dt : float
        Time step (ms).
    """

    def __init__(self, dt: float):
        self.dt = dt
        self.numbers = np.zeros(engine.NUMBERS, np.int64)
        self.cells = CellTable(seed, len(seed.parameters) + 1)
        self.wires = WireTable()
        self.flight = Flight(self.numbers, dt)
        self.log = SpikeLog(self.numbers)
        self.traces = Traces(self.numbers)
        self.ids: list[int] = []
        self.index: dict[int, int] = {}
        self.regions: dict[str, int] = {}
        self.ions: dict[int, IonConcentrations] = {}
        self.chosen: np.ndarray | None = None  # whose voltages are kept; None: everyone's, up to traced_limit
        self.traced_limit: float = TRACED_BY_DEFAULT
        self.counts = np.zeros(0, np.int64)
        self.dense = True  # the ids are 0, 1, 2 ... as the indices are
        self._members: dict[str, np.ndarray] = {}
        self._advance: Callable[..., int] | None = None
        self._state: engine.Clocked | None = None

    @property
    def step(self) -> int:
        """Steps done so far."""
        return int(self.numbers[engine.STEP])

    def region(self, name: str) -> int:
        """Number of a region, which is made if there is none of this name."""
        return self.regions.setdefault(name, len(self.regions))

    def members(self, region: str) -> np.ndarray:
        """Indices of the neurons of a region, in order of creation."""
        if not isinstance(region, str) or region not in self.regions:
            raise UnknownNameError(f"no region {region!r};{suggest(str(region), self.regions)}")
        if region not in self._members:
            self._members[region] = np.flatnonzero(self.cells.columns["region"] == self.regions[region])
        return self._members[region]

    def move(self, index: int, region: str) -> None:
        """Let a neuron belong to another region."""
        self.cells.columns["region"][index] = self.region(region)
        self._members.clear()
        self.changed()

    def add_neuron(self, neuron_id: int, kind: NeuronType, region: str) -> int:
        """Add a neuron; returns its index."""
        index = self.cells.add(kind, self.region(region), self.step)
        self.ids.append(neuron_id)
        self.index[neuron_id] = index
        self.dense &= neuron_id == index
        self._members.clear()
        self.changed()
        return index

    def changed(self) -> None:
        """Rows, parameters, delays or recordings are other than at the last step."""
        self._state = None

    def change_dt(self, dt: float) -> None:
        """Go on in steps of another length."""
        self.cells.change_dt(dt - self.dt, self.step)
        self.dt = dt
        self.flight.change_dt(dt)
        self.changed()

    def advance(self, n_steps: int, learning: bool) -> None:
        """Do steps in compiled code; what fills up is enlarged between them."""
        stop = self.step + n_steps
        state = self._state or self._prepare()
        while status := self._advance(state, stop, bool(learning)):  # type: ignore[misc]
            if status == engine.SAMPLES_FULL:
                self.traces.keep(self._kept(), self.step, more=True)
            state = self._prepare()

    def __getstate__(self) -> dict[str, Any]:
        """For pickle and copy: without what is packed from the rest."""
        return self.__dict__ | {"_state": None, "_advance": None}

    def reset(self, keep_weights: bool) -> None:
        """Time, state, spikes and traces back to the start."""
        self.numbers[engine.STEP] = 0
        self.flight.restart(self.dt)
        self.log.restart()
        self.traces.restart()
        self.cells.reset()
        if not keep_weights:
            self.wires.reset()
        self.counts[:] = 0
        self.changed()

    def trace(self, index: int) -> np.ndarray:
        """Voltage (mV) of a neuron after every update so far."""
        if not self.traces.has(index) and index not in self._kept():
            why = f"with more than {TRACED_BY_DEFAULT} neurons choose whose is" if self.chosen is None else (
                "it is not among those chosen; choose it")
            raise SimulationError(f"the voltage of neuron {self.ids[index]} is not kept: {why}, by "
                                  "record_voltage(neuron_ids) before the steps")
        return self.traces.of(index, int(self.cells.columns["born"][index]), self.step)

    def _kept(self) -> np.ndarray:
        if self.chosen is not None:
            return self.chosen
        return np.arange(self.cells.n if self.cells.n <= self.traced_limit else 0, dtype=np.int64)

    def _prepare(self) -> engine.Clocked:
        """Make room for a step and pack the arrays for it."""
        from ..compile.kernels import clocked_address  # here, so that describing a network does not load the compiler
        from ..engine.clocked import advance

        self._advance = advance
        self.flight.reach(self.wires.longest_delay, self.dt)
        self.flight.make_room(self.wires.n)
        self.log.make_room(self.cells.n)
        self.traces.keep(self._kept(), self.step)
        if len(self.counts) != len(self.regions):
            self.counts = np.zeros(len(self.regions), np.int64)
        cells = self._cells()
        self.numbers[engine.NEURONS] = self.cells.n
        self.numbers[engine.STRIDE] = len(self.cells.flags)
        self.numbers[engine.RULE] = clocked_address(LEARNING.model)
        kept, samples = self.traces.arrays()
        time, neuron = self.log.arrays()
        self._state = engine.Clocked(
            self.numbers, cells, self.wires.arrays(self.cells.n), self.flight.arrays(),
            engine.Records(time, neuron, self.counts, kept, samples))
        return self._state

    def _cells(self) -> engine.Cells:
        """Arrays of the neurons; picks the kernel for shared parameters or the one for each its own."""
        from ..compile.kernels import emitted, kernel_address

        model = self.cells.model
        values: dict[str, Any] = self.cells.parameters()
        per_neuron = any(np.ndim(value) for value in values.values())
        coefficients = emitted(model, per_neuron).coefficients.compute(values, self.dt)
        self.numbers[engine.KERNEL] = kernel_address(model, per_neuron)
        return self.cells.arrays(coefficients, self.dt)
