"""What the two ways of printing a plastic kernel share: names, statements, and what is left of a trace."""
from __future__ import annotations

from ..equations.lines import Statement
from ..synapses.base import WEIGHT, SynapseModel
from .clock_text import RATE, TRACE_NUMBERS, Clocks, used_names
from .drift_emit import PARAMETERS, bound_lines, parameter_lines
from .printer import Printer


def parameter_places(model: SynapseModel) -> tuple[dict[str, int], dict[str, int], int]:
    """Where each parameter and the numbers of each trace stand, and where what `watch_emit` adds begins."""
    own = {name: PARAMETERS + i for i, name in enumerate(model.parameters)}
    first = PARAMETERS + len(own)
    traces = {name: first + TRACE_NUMBERS * i for i, name in enumerate(model.traces)}
    return own, traces, first + TRACE_NUMBERS * len(traces)


def kept_numbers(model: SynapseModel) -> int:
    """How many numbers a synapse keeps besides its weight: its variables, which synapse it is, up to when they hold."""
    return len(model.variables) + bool(model.drift) + model.draws


def number_place(model: SynapseModel) -> int:
    """Where among those the number of a synapse in its projection stands, if the model draws."""
    return len(model.variables)


def seen(model: SynapseModel) -> list[str]:
    """What of the target's state an entry of its history holds."""
    return [name for name in model.target if model.during is not None and name in model.during.used]


def entry_width(model: SynapseModel) -> int:
    """How many numbers an entry of a target's history has: step, what it left, and with during= its kind and state."""
    return 1 + len(Clocks(model, {}).left) + (0 if model.during is None else 1 + len(seen(model)))


_DRAWS_OF_PRE = 1 << 12  # more than on_pre can hold, so that on_post in the same step draws others


class Events:
    """The events of one model for one type of weights, as text."""

    def __init__(self, model: SynapseModel, weight: str):
        self.model, self.weight = model, weight
        self.printer = Printer(fused=False)
        self.own, self.places, _ = parameter_places(model)
        self.clocks = Clocks(model, self.places)
        self.pre, self.post = self.clocks.pre, self.clocks.post
        self.width = entry_width(model)
        self.n_kept = kept_numbers(model)

    def statements(self, statements: tuple[Statement, ...]) -> list[str]:
        """Assignments as lines, within the bounds of the weight."""
        self.printer.draws = 0 if statements is self.model.on_pre else _DRAWS_OF_PRE
        lines = [f"{s.name} = {self.printer(s.expr)}" for s in statements]
        return lines + bound_lines(self.model, self.printer) * any(s.name == WEIGHT for s in statements)

    def used(self, statements: tuple[Statement, ...]) -> set[str]:
        """Names that statements read."""
        return used_names(statements)

    def parameters(self) -> list[str]:
        """Give the parameters their names."""
        return parameter_lines(self.model)

    def left(self, trace: str, age: str) -> str:
        """Text of how much is left of a trace after some steps."""
        return self.printer.engine("decay", [f"-_p[{self.places[trace] + RATE}] * {age}"])

    def after(self, trace: str, before: str) -> str:
        """Text of a trace right after a spike, from its value before."""
        return "1.0" if self.model.traces[trace].kind == "nearest" else f"({before} + 1.0)"
