"""A model that somebody types, in no catalogue, with noise and two receptors: it runs, in vectors, and starts soon."""

import json
import os
import platform
import re
import subprocess
import sys

import pytest
from bench.micro import own_model
from test_assembly import VECTOR

import neurojit as nj

SCRIPT = """
import json
import neurojit as nj
from bench.micro.own_model import declare
from neurojit.compile.kernels import load_kernel
print(json.dumps(load_kernel(declare(nj), False)._library.get_asm_str()))
"""


def test_it_runs_and_both_receptors_act():
    spikes = own_model.once()["spikes"]
    assert 100 < spikes < 20_000
    net = nj.Network(seed=1)
    cells = net.create(2, own_model.declare(nj), name="cells", spread=0.0)
    source = net.create(1, "spike_generator", spike_times=[1.0])
    net.connect(source, cells[:1], weight=100.0)
    net.connect(source, cells[1:], weight=-100.0)
    net.record(cells, "V")
    V = nj.Simulation(net, dt=0.1).run(20.0).traces["cells"]["V"]
    assert V[-1, 0] > V[0, 0]
    assert V[-1, 1] < V[0, 1]


def test_its_kernel_computes_with_packed_doubles(tmp_path):
    if platform.machine() not in VECTOR:
        pytest.skip(f"no pattern for the vector instructions of {platform.machine()}")
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=own_model.ROOT, capture_output=True, text=True,
                          env=os.environ | {"NEUROJIT_CACHE": str(tmp_path)})
    assert done.returncode == 0, done.stderr[-2000:]
    packed = re.findall(VECTOR[platform.machine()], json.loads(done.stdout), re.MULTILINE)
    assert len(packed) >= 2 * len(own_model.declare(nj).variables)


@pytest.mark.slow
def test_it_runs_within_seconds_of_its_definition_and_at_once_in_the_next_process(tmp_path):
    seconds = own_model.starts(tmp_path)
    assert seconds["first"] < 6.0  # the engine is there, the model is new
    assert seconds["next"] < 1.0
