"""The balanced network with STDP in neurojit: ``python -m bench.networks.plastic --threads 2 [--static]``."""

from bench import report
from bench.networks import common
from bench.parameters_rich import PLASTIC


def build(nj, parameters=PLASTIC, seed=1):
    """Describe the network; synapses between excitatory neurons learn, unless `parameters.learns` is off."""
    neuron = {name: getattr(parameters, name) for name in ("C_m", "tau_m", "t_ref", "E_L", "V_reset", "V_th")}
    neuron |= {"tau_syn_ex": parameters.tau_syn, "tau_syn_in": parameters.tau_syn,
               "V_m": nj.random.normal(*parameters.V_init)}
    net = nj.Network(seed=seed)
    exc = net.create(parameters.n_exc, "iaf_psc_alpha", name="exc", **neuron)
    inh = net.create(parameters.n_inh, "iaf_psc_alpha", name="inh", **neuron)
    indegree = nj.rules.fixed_indegree(parameters.indegree_exc)
    if parameters.learns:
        rule = nj.synapses.stdp_pair(
            "multiplicative", lambda_=parameters.lambda_, alpha=parameters.alpha, W_max=parameters.W_max,
            tau_plus=parameters.tau_plus, tau_minus=parameters.tau_minus)
        weight = nj.random.normal(parameters.J, parameters.J_std, low=0.0, high=parameters.W_max)
        net.connect(exc, exc, indegree, weight=weight, delay=parameters.delay, synapse=rule)
    else:
        net.connect(exc, exc, indegree, weight=parameters.J, delay=parameters.delay)
    net.connect(exc, inh, indegree, weight=parameters.J, delay=parameters.delay)
    net.connect(inh, exc + inh, nj.rules.fixed_indegree(parameters.indegree_inh), weight=parameters.J_inh,
                delay=parameters.delay)
    drive = net.create(1, "poisson_generator", rate=parameters.drive_rate)
    net.connect(drive, exc + inh, weight=parameters.J, delay=parameters.dt)
    net.record(exc + inh, "spikes")
    return net


if __name__ == "__main__":
    parameters, options = report.plastic(__doc__, PLASTIC)
    common.run(parameters.name, build, parameters, options)
