"""ns of a synaptic event, by length of the row, kind of weights and of delays.

Pacemakers (delta neurons under a constant current, phases uniform) fire every tenth step onto neurons that never
fire. The same run with a single synapse in place of all of them is taken off; what is left, over the number of
events, is the cost of queuing and delivering, and of nothing else. One thread, one partition. Rows are read in
random order; with 10 M synapses they take 20-60 MB, so short rows (at most 32,768 sources) lie in the cache.
"""

import numpy as np

from bench.micro.figure import by_part, figure

ROWS = (10, 100, 1000, 10_000)
PERIOD = 10  # steps between the spikes of a pacemaker
MOST_SOURCES, TARGETS = 32_768, 20_000
DELAY, SPREAD = 1.5, 3.0  # ms: one delay, or uniform over 30 steps from it
DT = 0.1
LINE = 64  # bytes of a cache line
TARGET_BYTES, WEIGHT_BYTES, SEGMENT_BYTES = 2, 4, 4


def measure(nj, repeats, synapses):
    """Figures of all combinations.

    Parameters
    ----------
    nj : module
        neurojit.
    repeats : int
    synapses : int
        Of a network, at most.

    Returns
    -------
    dict of str to dict
        As `bench.micro.figure.figure` makes them.
    """
    return {
        name(row, own, many): _measure_one(nj, row, own, many, synapses, repeats)
        for row in ROWS for own in (False, True) for many in (False, True)
    }  # fmt: skip


def name(row, own_weights, many_delays):
    """What a figure is called."""
    weights, delays = "own weights" if own_weights else "one weight", "30 delays" if many_delays else "one delay"
    return f"event, row of {row}, {weights}, {delays}"


def bytes_per_event(row, own_weights, many_delays):
    """Bytes that memory moves for an event, in whole cache lines.

    A delay segment of k synapses is two runs, k targets of 2 bytes and k weights of 4, and an entry of 4 bytes in
    the offset table; a run of b bytes that begins anywhere touches 1 + (b - size of an element) / 64 lines.
    """
    segments = min(row, SPREAD / DT) if many_delays else 1.0
    sizes = [TARGET_BYTES, WEIGHT_BYTES] if own_weights else [TARGET_BYTES]
    length = row / segments
    lines = sum(1.0 + (length - 1.0) * size / LINE for size in sizes)
    return segments * (lines * LINE + SEGMENT_BYTES) / row


def _measure_one(nj, row, own_weights, many_delays, synapses, repeats):
    sources = max(PERIOD, min(MOST_SOURCES, synapses // row))
    events_per_step = sources * row / PERIOD
    steps = int(np.clip(5.0 * synapses / events_per_step, 5 * PERIOD, 3000))
    whole = _network(nj, sources, row, own_weights, many_delays)
    without = _network(nj, sources, None, own_weights, many_delays)
    per_step = by_part(whole, without, steps, repeats)
    return figure([1e9 * seconds / events_per_step for seconds in per_step], "ns")


def _network(nj, n_sources, row, own_weights, many_delays):
    net = nj.Network(seed=1)
    still = {"E_L": 0.0, "tau_m": 1e6, "C_m": 1.0, "V_reset": 0.0, "t_ref": 0.0}
    current = 1.0 / ((PERIOD - 0.5) * DT)  # reaches the threshold in PERIOD steps, rounding errors or not
    pacemakers = net.create(n_sources, nj.models.iaf_psc_delta, name="pacemakers", **still, V_th=1.0, I_e=current,
                            V_m=nj.random.uniform(0.0, 1.0))
    targets = net.create(TARGETS, nj.models.iaf_psc_delta, name="targets", **(still | {"tau_m": 10.0}), V_th=1e9)
    rule = (np.array([0]), np.array([0])) if row is None else nj.rules.fixed_outdegree(row)
    weight = nj.random.normal(0.1, 0.01) if own_weights else 0.1
    delay = nj.random.uniform(DELAY, DELAY + SPREAD) if many_delays else DELAY
    if row is None:
        weight, delay = 0.1, DELAY  # the shortest delay, and with it the epoch, stays
    net.connect(pacemakers, targets, rule, weight=weight, delay=delay)
    return nj.Simulation(net, dt=DT, threads=1)
