"""Ctrl-C at any moment: the script stops soon, what is recorded is whole, and run() goes on bit by bit."""

import json
import signal
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest

SCRIPT = textwrap.dedent("""
    import hashlib, json, signal, sys, time
    import neurojit as nj
    signal.signal(signal.SIGINT, signal.default_int_handler)
    net = nj.Network(seed=3)
    exc = net.create(3200, "iaf_cond_exp", name="exc", I_e=nj.random.uniform(200.0, 400.0))
    inh = net.create(800, "iaf_cond_exp", name="inh", I_e=300.0)
    net.connect(exc, exc + inh, nj.rules.pairwise_bernoulli(0.02), weight=0.5, delay=nj.random.uniform(1.0, 3.0))
    net.connect(inh, exc + inh, nj.rules.pairwise_bernoulli(0.02), weight=-4.0, delay=1.0)
    net.record(exc + inh, "spikes")
    net.record(exc[:50], "V_m", interval=0.5)
    sim = nj.Simulation(net, threads=int(sys.argv[1]))
    sim.run(1.0)
    total, stops = 20_000.0, 0  # some twenty times what passes between two interrupts
    print(json.dumps({"ready": True}), flush=True)
    while sim.time < total:
        try:
            sim.run(round(total - sim.time, 1))
        except KeyboardInterrupt:
            noticed = time.time()
            stops += 1
            assert sim.result.traces["exc"]["V_m"].shape == (sim.steps // 5 + 1, 50)
            assert sim.result.stop == sim.time
            print(json.dumps({"noticed": noticed, "time": sim.time}), flush=True)
    hashed = hashlib.blake2b()
    for train in sim.result.spikes.values():
        hashed.update(train.steps.tobytes() + train.senders.tobytes())
    hashed.update(sim.result.traces["exc"]["V_m"].tobytes())
    print(json.dumps({"digest": hashed.hexdigest(), "stops": stops}), flush=True)
""")


def running(threads):
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(threads)], stdout=subprocess.PIPE, text=True)
    assert json.loads(process.stdout.readline())["ready"]
    return process


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent by other means")
@pytest.mark.parametrize("threads", [1, 2])
def test_a_script_interrupted_20_times_at_random_moments_loses_nothing(threads):
    whole = json.loads(running(1).stdout.read())
    rng = np.random.default_rng(threads)
    noticed, seen, compared = [], {}, 0
    while len(noticed) < 20:
        process = running(threads)
        while len(noticed) < 20:
            time.sleep(rng.uniform(0.0, 0.1))
            sent = time.time()
            if process.poll() is not None:
                break
            process.send_signal(signal.SIGINT)
            line = process.stdout.readline()
            seen = json.loads(line) if line else {}
            if "noticed" not in seen:
                break  # it had just ended
            noticed.append(seen["noticed"] - sent)
        rest = process.stdout.read().splitlines()
        last = json.loads(rest[-1]) if rest else seen
        assert process.wait() in (0, -signal.SIGINT)
        if "digest" in last:
            assert last["digest"] == whole["digest"]
            compared += last["stops"]
    assert compared >= 10, "most of the interrupts were of scripts that came to their end"
    # a thread whose core another process has taken keeps the others waiting, so a few may take longer with two
    assert sorted(noticed)[19 if threads == 1 else 16] < 0.5
    assert max(noticed) < 3.0
