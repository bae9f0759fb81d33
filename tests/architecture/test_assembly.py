"""The shared kernel of every neuron model works on vectors of neurons.

Cached code cannot be inspected, so kernels are compiled anew in a process with an empty cache: by default those of a
model of every kind of kernel, all others in the slow tests.
"""

import json
import os
import platform
import re
import subprocess
import sys

import pytest

import neurojit as nj
from neurojit.models import NeuronModel

NEURONS = [m.name for m in nj.models.all_models().values() if isinstance(m, NeuronModel)]
# linear, with shared phi1, with previous(), noise of a hazard, many receptors, rk4, map, direct input and gathered
KINDS = ["iaf_psc_exp", "iaf_psc_delta", "iaf_cond_exp", "aeif_cond_exp", "pp_psc_delta", "glif_psc_5", "hh_psc_alpha",
         "wang_buzsaki", "izhikevich", "seed"]
OTHERS = [name for name in NEURONS if name not in KINDS]
X86 = r"^\s*v?(?:add|sub|mul|fn?m(?:add|sub)\d*)pd\s.*%[xyz]mm"
ARM = r"^\s*f(?:add|sub|mul|mla|mls)\S*\s+v\d+\.2d"
VECTOR = {"x86_64": X86, "AMD64": X86, "arm64": ARM, "aarch64": ARM}
WIDE = r"%[yz]mm"

SCRIPT = """
import json, sys
import neurojit as nj
from neurojit.compile.kernels import load_kernel
kernels = {name: load_kernel(nj.models.get(name), False) for name in json.loads(sys.argv[1])}
print(json.dumps({name: kernel._library.get_asm_str() for name, kernel in kernels.items()}))
"""


def compiled(names, tmp_path_factory):
    """The assembly of the kernels of some models."""
    environment = {**os.environ, "NEUROJIT_CACHE": str(tmp_path_factory.mktemp("cache"))}
    made = subprocess.run([sys.executable, "-c", SCRIPT, json.dumps(names)], env=environment, capture_output=True,
                          text=True)
    assert made.returncode == 0, made.stderr[-2000:]
    return json.loads(made.stdout)


@pytest.fixture(scope="module")
def some(tmp_path_factory):
    return compiled(KINDS, tmp_path_factory)


@pytest.fixture(scope="module")
def others(tmp_path_factory):
    return compiled(OTHERS, tmp_path_factory)


@pytest.mark.parametrize("model", KINDS)
def test_a_kernel_computes_with_packed_doubles(model, some):
    assert_packed(model, some)


@pytest.mark.slow
@pytest.mark.parametrize("model", OTHERS)
def test_every_other_kernel_computes_with_packed_doubles(model, others):
    assert_packed(model, others)


def assert_packed(model, assembly):
    machine = platform.machine()
    if machine not in VECTOR:
        pytest.skip(f"no pattern for the vector instructions of {machine}")
    packed = re.findall(VECTOR[machine], assembly[model], re.MULTILINE)
    n_variables = len(nj.models.get(model).variables)
    assert len(packed) >= 2 * n_variables
    if machine in ("x86_64", "AMD64") and re.search(WIDE, "".join(assembly.values())):
        assert re.search(WIDE, assembly[model]), "wide registers as in the other models"
