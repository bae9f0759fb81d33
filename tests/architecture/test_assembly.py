"""The shared kernel of every neuron model works on vectors of neurons.

Cached code cannot be inspected, so kernels are compiled anew in a process with an empty cache.
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


@pytest.fixture(scope="module")
def assembly(tmp_path_factory):
    environment = {**os.environ, "NEUROJIT_CACHE": str(tmp_path_factory.mktemp("cache"))}
    made = subprocess.run([sys.executable, "-c", SCRIPT, json.dumps(NEURONS)], env=environment, capture_output=True,
                          text=True)
    assert made.returncode == 0, made.stderr[-2000:]
    return json.loads(made.stdout)


@pytest.mark.parametrize("model", NEURONS)
def test_a_kernel_computes_with_packed_doubles(model, assembly):
    machine = platform.machine()
    if machine not in VECTOR:
        pytest.skip(f"no pattern for the vector instructions of {machine}")
    packed = re.findall(VECTOR[machine], assembly[model], re.MULTILINE)
    n_variables = len(nj.models.get(model).variables)
    assert len(packed) >= 2 * n_variables
    if machine in ("x86_64", "AMD64") and re.search(WIDE, "".join(assembly.values())):
        assert re.search(WIDE, assembly[model]), "wide registers as in the other models"
