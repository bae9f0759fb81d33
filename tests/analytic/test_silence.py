"""A network that falls silent stays as fast as it was."""
import numpy as np
import pytest

import neurojit as nj

SMALLEST_NORMAL = np.finfo(np.float64).tiny


@pytest.mark.parametrize("model", ["iaf_psc_delta", "iaf_psc_exp", "iaf_psc_alpha", "iaf_cond_exp"])
def test_decaying_variables_never_become_denormal(model):
    """5 s without input are a thousand time constants; denormal numbers are 25 to 50 times slower to add."""
    net = nj.Network(seed=1)
    cells = net.create(16, model, E_L=0.0, V_m=1.0, name="cells")
    source = net.create(1, "spike_generator", spike_times=[1.0, 2.0])
    net.connect(source, cells, weight=1.0)
    sim = nj.Simulation(net)
    for _ in range(50):
        sim.run(100.0)
        for name in cells.model.variables:
            size = np.abs(sim[cells][name])
            assert ((size == 0.0) | (size >= SMALLEST_NORMAL)).all(), name
