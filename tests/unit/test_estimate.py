"""What an estimate says a network needs, and what it really took at its peak, in a process of its own."""

import subprocess
import sys

import pytest

import neurojit as nj

CASES = {
    "tsodyks": "c = cells(10_000); net.connect(c, c, r.fixed_indegree(400), weight=R.uniform(1.0, 2.0), delay=1.5,"
               " synapse=nj.synapses.tsodyks())",
    "many segments": "c = cells(10_000); net.connect(c, c, r.fixed_indegree(300), weight=R.uniform(1.0, 2.0),"
                     " delay=R.uniform(0.1, 10.0), synapse=nj.synapses.stdp_pair())",
    "many targets": "c = cells(80_000); net.connect(c, c, r.fixed_indegree(5), weight=R.uniform(1.0, 2.0), delay=1.5,"
                    " synapse=nj.synapses.stdp_triplet())",
    "watched targets": "c = net.create(15_000, 'aeif_psc_delta_clopath');"
                       " s = net.create(9, 'poisson_source', rate=1.0);"
                       " net.connect(s, c, r.fixed_indegree(9), weight=0.5, delay=10.0, synapse=nj.synapses.clopath())",
    "recorded synapses": "c = cells(500); p = net.connect(c, c, r.fixed_indegree(400), weight=R.uniform(1.0, 2.0),"
                         " synapse=nj.synapses.stdp_pair()); net.record_synapses(p, interval=0.1)",
    "currents": "c = cells(10_000); net.connect(net.create(200, 'dc_generator', amplitude=0.1), c)",
    "private trains": "c = cells(50_000); net.connect(net.create(60, 'poisson_generator', rate=1.0), c,"
                      " weight=R.normal(1.0, 0.1))",
    "listed times": "net.create(400, 'spike_generator', spike_times=[np.arange(1.0, 10_000.0) for _ in range(400)])",
    "neurons": "net.create(300_000, 'aeif_cond_alpha')",
    "own parameters": "net.create(200_000, 'iaf_cond_exp', C_m=R.uniform(240.0, 260.0), g_L=R.uniform(16.0, 17.0))",
}
QUICK = ("tsodyks", "currents", "neurons")
SCRIPT = """
import re
import numpy as np
import neurojit as nj

net, r, R = nj.Network(seed=1), nj.rules, nj.random

def cells(n):
    return net.create(n, "iaf_psc_exp", I_e=380.0, V_m=nj.random.uniform(-70.0, -56.0))

exec(CODE)
said = nj.estimate(net, threads=2, duration=20.0)
nj.Simulation(net, threads=2).run(20.0)
base = said.memory_mb["Python and the engine"]
peak = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())  # resource counts who started it, too
print(said.total_mb - base, int(peak[1]) * 1024 / 1e6 - base)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the largest size of a process is asked for by other means")
@pytest.mark.parametrize("case", [pytest.param(one, marks=() if one in QUICK else pytest.mark.slow) for one in CASES])
def test_an_estimate_is_what_a_network_takes(case):
    done = subprocess.run([sys.executable, "-c", f"CODE = {CASES[case]!r}\n{SCRIPT}"], capture_output=True, text=True,
                          timeout=120)
    said, took = map(float, done.stdout.split())
    assert took > 90.0, "large enough to tell"
    assert 0.7 * took < said < 1.35 * took + 30.0


def test_lists_of_several_lengths_are_counted():
    net = nj.Network(seed=1)
    net.create(3, "spike_generator", spike_times=[[1.0], [], [1.0, 2.0, 3.0]])
    assert nj.estimate(net).memory_mb["inputs"] == pytest.approx(4 * 80e-6)
