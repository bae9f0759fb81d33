"""The rooms of a snapshot: what each takes from a program and puts back, and where every array of the state went.

To extend: an array of `State` is either written by a room, free of partitions, or is worked out anew; say which in
`FIELDS`. Rooms are restored in their order, into a program that was reset to the step of the snapshot.
"""
from __future__ import annotations

from collections.abc import Callable

from ...compile.program import Program
from ...engine import plan as ep
from ...engine.replay import REPLAY_ONLY
from . import flight, neurons, structure, synapses
from .arrays import Arrays

ROOMS: dict[str, tuple[Callable[[Program], Arrays], Callable[[Program, Arrays], None]]] = {
    "parameters": (neurons.collect_parameters, neurons.restore_parameters),
    "structure": (structure.collect, structure.restore),
    "neurons": (neurons.collect, neurons.restore),
    "trains": (neurons.collect_trains, neurons.restore_trains),
    "weights": (synapses.collect, synapses.restore),
    "plasticity": (synapses.collect_spikes, synapses.restore_spikes),
    "flight": (flight.collect, flight.restore),
}

FIELDS = {
    "clock": "the header of the snapshot has the step",
    "arena": "room neurons; coefficients follow from the parameters, external inputs are written when they are due",
    "inputs": "empty between steps",
    "flags": "valid within a step",
    "spikes": "room flight",
    "public": "room flight",
    "progress": "the step",
    "scratch": "valid within a step",
    "tables": "follow from the parameters",
    "cells": "room trains",
    "due": "0: inputs are functions of the step and are written anew",
    "chunks": "room flight",
    "following": "room flight",
    "slots": "room flight",
    "free": "room flight",
    "log_step": "the records",
    "log_unit": "the records",
    "samples": "the records",
    "headers": "room plasticity",
    "history": "room plasticity",
    "recent": "room plasticity",
    "recent_traces": "room plasticity",
    "post_counts": "room plasticity",
    "post_replayed": "room plasticity: all synapses catch up before",
    "variables": "room weights",
    "rings": "room plasticity",
    "modulators": "valid within a step",
    "potentials": "read from the neurons when a run begins",
}


def collect(program: Program) -> Arrays:
    """Every array of every room, by "room/name"."""
    program.refresh()
    program.settle(REPLAY_ONLY)
    return {f"{room}/{name}": array for room, (take, _) in ROOMS.items() for name, array in take(program).items()}


def restore(program: Program, arrays: Arrays, step: int, seed: int) -> None:
    """Bring a program to the state that was collected."""
    ROOMS["parameters"][1](program, _of("parameters", arrays))
    program.reset(seed)
    program.state.clock[ep.STEP] = step
    program.state.progress[:, ep.REACHED] = step
    for room, (_, put) in ROOMS.items():
        if room != "parameters":
            put(program, _of(room, arrays))


def _of(room: str, arrays: Arrays) -> Arrays:
    return {name.removeprefix(f"{room}/"): array for name, array in arrays.items() if name.startswith(f"{room}/")}
