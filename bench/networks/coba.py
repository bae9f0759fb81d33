"""The COBA network in neurojit: ``python -m bench.networks.coba --threads 2``."""

from bench import report
from bench.networks import common
from bench.parameters import COBA

NEURON = (
    "C_m", "g_L", "E_L", "V_reset", "V_th", "E_ex", "E_in", "tau_syn_ex", "tau_syn_in", "t_ref",
)  # fmt: skip


def build(nj, parameters=COBA, seed=1):
    """Describe the network.

    Parameters
    ----------
    nj : module
        neurojit.
    parameters : Coba
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
    neuron["g_ex"] = nj.random.normal(*parameters.g_ex_init, low=0.0, clip=True)
    neuron["g_in"] = nj.random.normal(*parameters.g_in_init, low=0.0, clip=True)
    return common.vogels_abbott(nj, parameters, nj.models.iaf_cond_exp, neuron, seed)


if __name__ == "__main__":
    common.run("coba", build, COBA, report.arguments(__doc__))
