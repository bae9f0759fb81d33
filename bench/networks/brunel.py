"""Brunel's network in neurojit: ``python -m bench.networks.brunel --threads 2``."""

from bench import report
from bench.networks import common
from bench.parameters import BRUNEL

NEURON = ("E_L", "V_reset", "V_th", "tau_m", "t_ref")


def build(nj, parameters=BRUNEL, seed=1):
    """Describe the network.

    Parameters
    ----------
    nj : module
        neurojit.
    parameters : Brunel
        From `bench.parameters`.
    seed : int
        Seed of wiring and drive.

    Returns
    -------
    neurojit.Network
        With populations "exc", "inh" (spikes recorded) and "drive".
    """
    neuron = {name: getattr(parameters, name) for name in NEURON}
    neuron["V_m"] = parameters.V_init
    fixed, delay = nj.rules.fixed_indegree, parameters.delay

    net = nj.Network(seed=seed)
    exc = net.create(parameters.n_exc, nj.models.iaf_psc_delta, name="exc", **neuron)
    inh = net.create(parameters.n_inh, nj.models.iaf_psc_delta, name="inh", **neuron)
    neurons = exc + inh
    net.connect(exc, neurons, fixed(parameters.indegree_exc), weight=parameters.J, delay=delay)
    net.connect(inh, neurons, fixed(parameters.indegree_inh), weight=parameters.J_inh, delay=delay)
    drive = net.create(1, nj.models.poisson_generator, name="drive", rate=parameters.drive_rate)
    net.connect(drive, neurons, weight=parameters.J, delay=delay)
    net.record(neurons, "spikes")
    return net


if __name__ == "__main__":
    common.run("brunel", build, BRUNEL, report.arguments(__doc__))
