"""
A network from a matrix
=======================

Any scipy.sparse matrix is a connectome: its entries are the weights. Here neurons lie on a ring and
reach their neighbours, and a few connections lead far away.
"""
import matplotlib.pyplot as plt
import numpy as np
import scipy.sparse

import neurojit as nj

SIZE, REACH = 600, 20
rng = np.random.default_rng(1)


def ring(rewired):
    """Weights of a ring in which a share of all connections ends anywhere (Watts and Strogatz 1998)."""
    pre = np.repeat(np.arange(SIZE), REACH)
    post = (pre + np.tile(np.arange(1, REACH + 1), SIZE)) % SIZE
    moved = rng.random(pre.size) < rewired
    post[moved] = rng.integers(0, SIZE, moved.sum())
    return scipy.sparse.coo_array((np.full(pre.size, 3200.0), (pre, post)), shape=(SIZE, SIZE))


def run(matrix):
    """A packet of spikes arrives at the first neurons; where does it go?"""
    net = nj.Network(seed=1)
    cells = net.create(SIZE, nj.models.iaf_psc_exp, name="cells", t_ref=40.0)
    start = net.create(1, nj.models.spike_generator, spike_times=[10.0])
    net.connect(start, cells[:REACH], weight=4000.0)
    wires = net.connect(cells, cells, matrix, delay=1.5)
    net.record(cells, "spikes")
    sim = nj.Simulation(net)
    return sim.run(200.0), sim[wires].to_scipy()


# %%
# One spike is enough to make a neuron fire. A wave travels along the ring; with a few shortcuts new ones begin
# everywhere, meet, and die out.

fig, panels = plt.subplots(2, 2, figsize=(8, 6), layout="constrained", width_ratios=(2, 3))
for (left, right), rewired in zip(panels, (0.0, 0.005)):
    result, weights = run(ring(rewired))
    nj.plot.weight_matrix(weights, ax=left, label="weight (pA)")
    nj.plot.raster(result, ax=right)
    right.set_title(f"{100 * rewired:.1f} % rewired", loc="left", fontsize=10)
plt.show()
