"""The COBAHH network in neurojit: ``python -m bench.networks.cobahh --threads 2``."""

from bench import report
from bench.networks import common
from bench.parameters_rich import COBAHH

NEURON = ("C_m", "g_L", "g_Na", "g_K", "E_L", "E_Na", "E_K", "E_ex", "E_in", "V_T", "tau_syn_ex", "tau_syn_in", "t_ref")


def build(nj, parameters=COBAHH, seed=1):
    """Describe the network: Traub-Miles cells, exponential Euler, a spike where V_m is above V_th."""
    traub = nj.models.hh_cond_exp_traub
    model = nj.NeuronModel(
        "cobahh", traub.equations_text, {p.name: (p.default, p.unit) for p in traub.parameters.values()},
        threshold=f"V_m > {parameters.V_th}*mV", refractory="t_ref",
        receptors={"excitatory": "g_ex += w", "inhibitory": "g_in -= w"})
    neuron = {name: getattr(parameters, name) for name in NEURON}
    neuron["V_m"] = nj.random.normal(*parameters.V_init)
    neuron["g_ex"] = nj.random.normal(*parameters.g_ex_init, low=0.0, clip=True)
    neuron["g_in"] = nj.random.normal(*parameters.g_in_init, low=0.0, clip=True)
    return common.vogels_abbott(nj, parameters, model, neuron, seed)


if __name__ == "__main__":
    common.run("cobahh", build, COBAHH, report.arguments(__doc__))
