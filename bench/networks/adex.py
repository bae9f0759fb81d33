"""The AdEx network in neurojit: ``python -m bench.networks.adex --threads 2``."""

from bench import report
from bench.networks import common
from bench.parameters_rich import ADEX

NEURON = ("C_m", "g_L", "E_L", "V_reset", "V_th", "V_peak", "Delta_T", "a", "b", "tau_w", "E_ex", "E_in", "tau_syn_ex",
          "tau_syn_in", "t_ref")


def build(nj, parameters=ADEX, seed=1):
    """Describe the network; forward Euler, as in Brian2."""
    neuron = {name: getattr(parameters, name) for name in NEURON}
    neuron["V_m"] = nj.random.uniform(*parameters.V_init)
    neuron["g_ex"] = nj.random.normal(*parameters.g_ex_init, low=0.0, clip=True)
    neuron["g_in"] = nj.random.normal(*parameters.g_in_init, low=0.0, clip=True)
    return common.vogels_abbott(nj, parameters, nj.models.aeif_cond_exp.with_method("euler"), neuron, seed)


if __name__ == "__main__":
    common.run("adex", build, ADEX, report.arguments(__doc__))
