"""From a model to the address of its compiled kernel: emitted once, stored under its digest, imported."""
from __future__ import annotations

import hashlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from .. import _jit
from ..errors import ParameterError
from ..models.base import NeuronModel
from ..synapses.base import SynapseModel
from ..whole_file import whole_file
from .clocked_emit import emit_clocked
from .drift_emit import emit_signals
from .emit import Emitted, emit
from .learn_emit import emit_synapse
from .watch_emit import emit_watch

_emitted: WeakKeyDictionary[NeuronModel, dict[bool, Emitted]] = WeakKeyDictionary()  # modulation makes models anew
_loaded: dict[str, Any] = {}


def emitted(model: NeuronModel, per_neuron: bool) -> Emitted:
    """The source of one variant; printed once a process."""
    variants = _emitted.setdefault(model, {})
    if per_neuron not in variants:
        variants[per_neuron] = emit(model, per_neuron)
    return variants[per_neuron]


def kernel_address(model: NeuronModel, per_neuron: bool) -> int:
    """Address of the compiled kernel; compiles or loads it at first use."""
    return int(load_kernel(model, per_neuron).address)


def load_kernel(model: NeuronModel, per_neuron: bool) -> Any:
    """The compiled kernel (a numba CFunc) of one variant of a model."""
    one = emitted(model, per_neuron)
    return _load(one.source, one.entry).compiled


def _load(text: str, entry: str) -> Any:
    digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    if digest not in _loaded:
        name = f"{entry}_{digest}"
        module = _import(f"neurojit_emitted.{name}", _store(name, text))
        _loaded[digest] = getattr(module, entry)
    return _loaded[digest]


def synapse_address(model: SynapseModel, weight: type) -> int:
    """Address of the compiled kernel of a plastic synapse; compiles or loads it at first use."""
    text, entry = emit_synapse(model, np.dtype(weight).name)
    return int(_load(text, entry).address)


def clocked_address(model: SynapseModel) -> int:
    """Address of the compiled kernel of a clocked rule; compiles or loads it at first use."""
    return int(_load(*emit_clocked(model)).address)


def signals_address(model: SynapseModel) -> int:
    """Address of the kernel of what goes on between spikes, 0 where nothing does."""
    return int(_load(*emit_signals(model)).address) if model.is_timed else 0


def watch_address(model: SynapseModel) -> int:
    """Address of the kernel that writes down the state of targets, 0 where it does not matter."""
    return int(_load(*emit_watch(model)).address) if model.target else 0


def source(model: NeuronModel, per_neuron: bool = False) -> str:
    """The emitted code of a model.

    Parameters
    ----------
    model : NeuronModel
    per_neuron : bool
        The variant for parameters that differ between neurons.

    Examples
    --------
    >>> import neurojit as nj
    >>> "fma" in nj.source(nj.models.iaf_psc_exp)
    True
    """
    if not isinstance(model, NeuronModel):
        raise ParameterError(f"model must be a NeuronModel, such as nj.models.iaf_psc_exp, got {model!r}")
    return emitted(model, per_neuron).source


def _store(name: str, text: str) -> Path:
    """Write the source where numba and tracebacks find it; safe against a second process doing the same."""
    folder = _jit.cache_folder() / "models"
    path = folder / f"{name}.py"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf8") != text:
        with whole_file(path) as unfinished:
            unfinished.write_text(text, encoding="utf8")
    return path


def _import(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
