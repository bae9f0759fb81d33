"""The CUBA network in neurojit: ``python -m bench.networks.cuba --threads 2``."""

from bench import report
from bench.networks import common
from bench.parameters import CUBA

NEURON = ("C_m", "tau_m", "E_L", "V_reset", "V_th", "tau_syn_ex", "tau_syn_in", "t_ref")


def build(nj, parameters=CUBA, seed=1):
    """Describe the network.

    Parameters
    ----------
    nj : module
        neurojit.
    parameters : Cuba
        From `bench.parameters`.
    seed : int
        Seed of wiring and initial state.

    Returns
    -------
    neurojit.Network
        With populations "exc" and "inh" (spikes recorded).
    """
    neuron = {name: getattr(parameters, name) for name in NEURON}
    neuron["V_m"] = nj.random.uniform(*parameters.V_init)
    return common.vogels_abbott(nj, parameters, nj.models.iaf_psc_exp, neuron, seed)


if __name__ == "__main__":
    common.run("cuba", build, CUBA, report.arguments(__doc__))
