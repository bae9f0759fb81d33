"""What a snapshot must fit: a digest of every part of a network, as it was compiled."""
from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from ...compile.connector import Connector
from ...compile.gap import list_pairs
from ...compile.kernels import source
from ...compile.learn_emit import emit_synapse
from ...compile.program import Program
from ...engine.rng import SAMPLERS
from ...engine.rows import ROWS
from ...models.base import NeuronModel
from ...models.event_model import EventModel
from ...network import Population, Projection
from ...network.recorder import Recorder, SynapseRecorder


def _name(address: int) -> str:
    """Of the kernel that is compiled there, since addresses differ from process to process."""
    return next(name for table in (ROWS, SAMPLERS) for name, kernel in table.items()
                if kernel.is_compiled and kernel.address == address)


def _digest(*parts: Any) -> str:
    """A digest of texts, numbers, and anything made of arrays."""
    hashed = hashlib.blake2b(digest_size=12)
    for part in parts:
        if isinstance(part, np.ndarray):
            text, content = f"{part.dtype.str}{part.shape}", np.ascontiguousarray(part).tobytes()
        elif isinstance(part, (list, tuple, dict)):
            items = sorted(part.items()) if isinstance(part, dict) else part
            text, content = f"{type(part).__name__}{len(part)}", "".join(_digest(*_pair(x)) for x in items).encode()
        else:
            text, content = type(part).__name__, repr(part).encode()
        hashed.update(f"{text}:{len(content)}:".encode() + content)
    return hashed.hexdigest()


def _pair(item: Any) -> tuple[Any, ...]:
    return item if isinstance(item, tuple) else (item,)


def _population(population: Population) -> str:
    model = population.model
    if isinstance(model, NeuronModel):
        law: Any = source(model), list(model.receptors), {k: repr(v) for k, v in model.initial.items()}
    elif isinstance(model, EventModel):
        law = model.name, model.parent, model.bit
    else:
        law = model.name, model.law, model.private
    return _digest(population.name, population.size, law, population.values)


def _projection(projection: Projection, connector: Connector) -> str:
    draws = connector.draws
    arrays: list[Any] = [_name(int(part.address[0])) for part in draws]
    arrays += [array for part in draws for array in part[1:]]
    synapse = projection.synapse
    learning = (emit_synapse(synapse.model, "float64"), synapse.values, synapse.model.variables,
                projection.dendritic_fraction) if synapse else ()
    return _digest(projection.name, projection.receptor, projection.input, arrays, connector.pre_units,
                   connector.post_units, learning)


def _recorder(recorder: Recorder) -> str:
    return _digest(*[x if not hasattr(x, "units") else x.units() for x in vars(recorder).values()])


def _synapses(recorder: SynapseRecorder) -> str:
    return _digest(*[x.name if isinstance(x, Projection) else x for x in vars(recorder).values()])


def fingerprint(program: Program) -> dict[str, str]:
    """Digests by what they are of."""
    network = program.network
    found = {"seed of the network": _digest(network.seed)}
    found |= {f"population {p.name!r}": _population(p) for p in network.populations}
    found |= {f"projection {p.name!r}": _projection(p, program.connectors[p.index]) for p in network.projections}
    if network.gap_junctions:
        found["gap junctions"] = _digest(*list_pairs(network, program.dt))
    return found


def recorders(program: Program) -> str:
    """A digest of what is recorded."""
    network = program.network
    return _digest(*[_recorder(r) for r in network.recorders], *[_synapses(r) for r in network.synapse_recorders])
