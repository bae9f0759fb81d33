"""Izhikevich's network in neurojit: ``python -m bench.networks.izhikevich --threads 2``."""

import numpy as np

from bench import report
from bench.networks import common
from bench.parameters_rich import IZHIKEVICH


def build(nj, parameters=IZHIKEVICH, seed=1):
    """Describe the network; the published scheme, weights uniform, balanced Poisson trains as drive."""
    rng = np.random.default_rng(seed)
    values = parameters.neurons(rng)
    net = nj.Network(seed=seed)
    make = {"V_m": parameters.V_init, "V_th": parameters.V_th}
    exc = net.create(parameters.n_exc, "izhikevich", name="exc", **make, **values[0])
    inh = net.create(parameters.n_inh, "izhikevich", name="inh", **make, **values[1])
    rule = nj.rules.pairwise_bernoulli(parameters.p)
    for source, low, high in ((exc, 0.0, parameters.w_exc), (inh, -parameters.w_inh, 0.0)):
        net.connect(source, exc + inh, rule, weight=nj.random.uniform(low, high), delay=parameters.delay)
    for target, size in ((exc, parameters.drive_exc), (inh, parameters.drive_inh)):
        for weight in (size, -size):
            drive = net.create(1, "poisson_generator", rate=parameters.drive_rate)
            net.connect(drive, target, weight=weight, delay=parameters.dt)
    net.record(exc + inh, "spikes")
    return net


if __name__ == "__main__":
    common.run("izhikevich", build, IZHIKEVICH, report.arguments(__doc__))
