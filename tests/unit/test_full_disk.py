"""A disk that is full costs the file that was being written, and neither the process nor what was there."""
import subprocess
import sys

import pytest

h5py = pytest.importorskip("h5py")
resource = pytest.importorskip("resource")

HEAD = """
import os, resource, sys
import numpy as np
import neurojit as nj

path = sys.argv[1]

def simulation(**where):
    net = nj.Network(seed=1)
    cells = net.create(200, nj.models.iaf_psc_exp, name="cells", I_e=450.0, V_m=nj.random.uniform(-70, -55))
    net.record(cells, ["spikes", "V_m"], **where)
    return nj.Simulation(net, threads=1)

def refused(write):
    endless = resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(path) + 20_000, endless))
    try:
        write()
    except OSError as error:
        print("refused" if error.errno else error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (endless, endless))
"""

SAVE = """
sim = simulation()
sim.run(20.0)
sim.save(path)
sim.run(400.0)
refused(lambda: sim.save(path))
print(len(os.listdir(os.path.dirname(path))), nj.Simulation.load(simulation().network, path).time)
"""

RESULT = """
sim = simulation()
sim.run(20.0).save(path)
sim.run(400.0)
refused(lambda: sim.result.save(path))
print(len(os.listdir(os.path.dirname(path))), nj.Result.load(path).stop)
"""

RECORD = """
sim = simulation(to=path)
first = sim.run(20.0)
before = sim.snapshot()
refused(lambda: sim.run(400.0))
print(np.asarray(first.traces["cells"]["V_m"]).shape)
sim.restore(before)
sim.run(400.0)
print(np.array_equal(sim.result.traces["cells"]["V_m"], simulation().run(420.0).traces["cells"]["V_m"]))
"""


@pytest.mark.parametrize(("script", "expected"), [
    (SAVE, ["refused", "1 20.0"]), (RESULT, ["refused", "1 20.0"]), (RECORD, ["refused", "(201, 200)", "True"]),
], ids=["snapshot", "result", "recorder"])
def test_a_full_disk_ends_no_process_that_writes_hdf5(script, expected, tmp_path):
    done = subprocess.run([sys.executable, "-c", HEAD + script, str(tmp_path / "file.h5")], capture_output=True,
                          text=True, timeout=300)
    assert (done.returncode, done.stdout.splitlines()) == (0, expected), done.stderr
