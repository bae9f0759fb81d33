"""The benchmark networks' parameters: one place for all simulators.

Plain numbers in ms, mV, pA, nS, pF and Hz. Nothing but the standard library is imported, because the peers'
scripts read this file in another environment.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Brunel:
    """Random network of delta-synapse neurons with Poisson drive [1]_; 32 Hz in the first second.

    References
    ----------
    .. [1] Brunel N (2000). J Comput Neurosci 8:183-208. doi:10.1023/A:1008925309027
    """

    dt: float = 0.1
    n_exc: int = 10_000
    n_inh: int = 2_500
    indegree_exc: int = 1_000  # sources drawn with replacement, for every neuron
    indegree_inh: int = 250
    J: float = 0.1  # mV, size of an excitatory postsynaptic potential
    g: float = 5.0  # inhibitory over excitatory weight
    eta: float = 2.0  # external rate over the rate that just reaches threshold
    delay: float = 1.5
    tau_m: float = 20.0
    t_ref: float = 2.0
    E_L: float = 0.0
    V_reset: float = 0.0
    V_th: float = 20.0
    V_init: float = 0.0
    rate_range: tuple = (26.0, 38.0)  # Hz; outside, a simulator did not run this network

    @property
    def n(self):
        """Number of neurons."""
        return self.n_exc + self.n_inh

    @property
    def synapses(self):
        """Number of synapses between neurons."""
        return self.n * (self.indegree_exc + self.indegree_inh)

    @property
    def J_inh(self):
        """Inhibitory weight (mV), negative."""
        return -self.g * self.J

    @property
    def source_rate(self):
        """Rate (Hz) of one external source, of which each neuron has `indegree_exc`: eta * nu_threshold."""
        nu_threshold = (self.V_th - self.E_L) / (self.J * self.indegree_exc * self.tau_m)  # per ms
        return round(1000.0 * self.eta * nu_threshold, 9)

    @property
    def drive_rate(self):
        """Rate (Hz) of the whole Poisson input of one neuron."""
        return self.indegree_exc * self.source_rate


@dataclass(frozen=True)
class Coba:
    """Conductance-based network that keeps itself going [1]_; no external drive, about 18-20 Hz.

    References
    ----------
    .. [1] Vogels TP, Abbott LF (2005). J Neurosci 25:10786-10795. doi:10.1523/JNEUROSCI.3508-05.2005
    """

    dt: float = 0.1
    n_exc: int = 3_200
    n_inh: int = 800
    p: float = 0.02
    w_exc: float = 6.0
    w_inh: float = 67.0  # nS, a size; simulators that want a sign put it themselves
    delay: float = 0.1
    C_m: float = 200.0
    g_L: float = 10.0
    E_L: float = -60.0
    V_reset: float = -60.0
    V_th: float = -50.0
    E_ex: float = 0.0
    E_in: float = -80.0
    tau_syn_ex: float = 5.0
    tau_syn_in: float = 10.0
    t_ref: float = 5.0
    V_init: tuple = (-60.0, -50.0)  # uniform between
    g_ex_init: tuple = (6.0 * 4.0, 6.0 * 1.5)  # normal, mean and standard deviation in nS, clipped at 0
    g_in_init: tuple = (9.0 * 20.0, 9.0 * 12.0)
    rate_range: tuple = (10.0, 26.0)  # Hz; about one seed in four falls silent within 100 ms

    @property
    def n(self):
        """Number of neurons."""
        return self.n_exc + self.n_inh


@dataclass(frozen=True)
class Seed:
    """The three-layer example of the facade under a flashing light; 636 spikes."""

    dt: float = 0.1
    steps: int = 1_500
    region: str = "Retina"
    current: float = 25.0
    flash: float = 10.0  # ms on, then as long off
    seed: int = 42
    spikes: int = 636
    rate_range: tuple = (121.0, 122.0)  # Hz

    def is_lit(self, step):
        """Whether the light is on in this step."""
        return int(step * self.dt / self.flash) % 2 == 0


BRUNEL = Brunel()
COBA = Coba()
SEED = Seed()
