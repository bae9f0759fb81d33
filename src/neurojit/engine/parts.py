"""Parts of a step that only some networks need: each compiled by itself, when the first network has it, and called by
address; a network that lacks one has 0 there."""
from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numba import types

from .._jit import inline, kernel
from .context import unpack
from .currents import inject
from .deliver import deliver_learning
from .drives import drive
from .fire import fire_source
from .gap import gap_currents
from .learn import go_on_between_spikes, remember_spikes
from .modulate import show_modulators
from .plan import L_POST, L_SIGNALS, L_WATCH, LAW, SILENT, UPDATED, Plan
from .watch import watch_targets

_TABLE = types.CPointer(types.int64)
# (context, partition, step, direct): something that is done once a step, or twice where `direct` says which time
PART = types.int64(_TABLE, types.int64, types.int64, types.int64)
# (context, partition, population, parity, begin, end, unit, step): see `learn.remember_spikes`
REMEMBERING = types.int64(_TABLE, *(types.int64,) * 7)
# (context, partition, population, step, parity, at): see `fire.fire_source`
FIRING = types.int64(_TABLE, *(types.int64,) * 5)
# Context.parts; the worker, which calls the others, is there too
INPUTS, LEARNING, DRIVE, BETWEEN, REMEMBER, SOURCES, WATCH, WORKER = range(8)


@inline
def show_inputs(plan, state, k, step):
    """Write what neurons of partition k get from outside in the update from `step`."""
    inject(plan, state, k, step)
    gap_currents(plan, state, k, step)
    show_modulators(plan, state, k, step)


def _inputs(table, k, step, _direct):
    context = unpack(table)
    show_inputs(context.plan, context.state, k, step)
    return 0


def _learning(table, k, step, direct):
    context = unpack(table)
    deliver_learning(context.plan, context.state, k, step, direct)
    return 0


def _drive(table, k, step, direct):
    context = unpack(table)
    drive(context.plan, context.state, k, step, direct)
    return 0


def _go_on(table, k, step, _direct):
    context = unpack(table)
    go_on_between_spikes(context.plan, context.state, k, step)
    return 0


def _remember(table, k, p, parity, begin, end, unit, step):
    context = unpack(table)
    remember_spikes(context.plan, context.state, k, p, context.state.spikes[parity, k], begin, end, unit, step)
    return 0


def _sources(table, k, p, step, parity, at):
    context = unpack(table)
    return fire_source(context.plan, context.state, k, p, step, context.state.spikes[parity, k], at)


def _watch(table, k, step, _direct):
    context = unpack(table)
    watch_targets(context.plan, context.state, k, step)
    return 0


def _needs_inputs(plan: Plan) -> bool:
    """Whether neurons get anything from outside but spikes."""
    return bool(plan.currents.ports.size or plan.gaps.target.size or plan.modulation.reads.size)


def _needs_remembering(plan: Plan) -> bool:
    return bool((plan.learning.table[:, L_POST] >= 0).any())


def _needs_go_on(plan: Plan) -> bool:
    return bool(plan.learning.table[:, L_SIGNALS].any())


def _needs_sources(plan: Plan) -> bool:
    return bool((~np.isin(plan.populations.table[:, LAW], (UPDATED, SILENT))).any())


def _needs_watching(plan: Plan) -> bool:
    return bool(plan.learning.table[:, L_WATCH].any())


KERNELS: dict[int, tuple[Callable[[Plan], bool], Callable[..., int], Any]] = {
    INPUTS: (_needs_inputs, _inputs, PART),
    LEARNING: (lambda plan: bool(plan.learning.table.size), _learning, PART),
    DRIVE: (lambda plan: bool(plan.drives.table.size), _drive, PART),
    BETWEEN: (_needs_go_on, _go_on, PART),
    REMEMBER: (_needs_remembering, _remember, REMEMBERING),
    SOURCES: (_needs_sources, _sources, FIRING),
    WATCH: (_needs_watching, _watch, PART),
}


@cache
def part_address(part: int) -> int:
    """Address of a compiled part; compiled at first use."""
    _, function, signature = KERNELS[part]
    return kernel(signature)(function).address


def addresses(plan: Plan) -> list[int]:
    """Of the parts of a plan but the worker; compiles what no process has compiled before."""
    return [part_address(part) if needs(plan) else 0 for part, (needs, _, _) in KERNELS.items()]
