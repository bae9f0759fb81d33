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
class Cuba:
    """Current-based network after Vogels & Abbott, benchmark 2 of Brette et al. [1]_; no drive but E_L, 5-6 Hz.

    The paper states synapses in mV: a spike adds `dv_exc` or `dv_inh` to a g of ``tau_m dV/dt = E_L - V + g``. As
    a current that is C_m / tau_m times as many pA; C_m, of which the paper says nothing, changes no spike.

    References
    ----------
    .. [1] Brette R et al. (2007). J Comput Neurosci 23:349-398. doi:10.1007/s10827-007-0038-6
    """

    dt: float = 0.1
    n_exc: int = 3_200
    n_inh: int = 800
    p: float = 0.02
    dv_exc: float = 1.62
    dv_inh: float = 9.0  # mV, a size
    delay: float = 0.1
    C_m: float = 200.0
    tau_m: float = 20.0
    E_L: float = -49.0
    V_reset: float = -60.0
    V_th: float = -50.0
    tau_syn_ex: float = 5.0
    tau_syn_in: float = 10.0
    t_ref: float = 5.0
    V_init: tuple = (-60.0, -50.0)  # uniform between
    rate_range: tuple = (4.0, 8.0)  # Hz

    @property
    def n(self):
        """Number of neurons."""
        return self.n_exc + self.n_inh

    @property
    def w_exc(self):
        """Excitatory weight (pA)."""
        return self.dv_exc * self.C_m / self.tau_m

    @property
    def w_inh(self):
        """Inhibitory weight (pA), a size."""
        return self.dv_inh * self.C_m / self.tau_m


@dataclass(frozen=True)
class Microcircuit:
    """The cortical microcircuit [1]_, 77,169 neurons and 298.9 M synapses: `neurojit.networks.microcircuit`'s numbers.

    Tables stand once more here because the peers' environment cannot import neurojit; a test keeps them equal.

    Attributes
    ----------
    full_synapses : tuple of tuple of int
        From population (column) to population (row), drawn with replacement.
    scale : float
        Share of the neurons, in (0, 1]; in-degrees are kept.

    References
    ----------
    .. [1] Potjans TC, Diesmann M (2014). Cereb Cortex 24:785-806. doi:10.1093/cercor/bhs358
    """

    scale: float = 1.0
    dt: float = 0.1
    populations: tuple = ("L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I")
    full_sizes: tuple = (20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948)
    full_synapses: tuple = (
        (45499805, 22323577, 20253647, 9670918, 3293578, 0, 2271404, 0),
        (17443694, 5018763, 4105338, 1690074, 2221213, 0, 353461, 0),
        (3503670, 756561, 24482849, 17413576, 714524, 7003, 14624432, 0),
        (8114254, 92832, 9933538, 5223272, 87836, 0, 8810905, 0),
        (10613575, 1817058, 5507804, 151900, 2040738, 2407889, 1438969, 0),
        (1241436, 169424, 607667, 12851, 319602, 430444, 132414, 0),
        (4681225, 556108, 6727570, 1320234, 4112225, 305029, 8372649, 10827677),
        (2260836, 17207, 220033, 8078, 401638, 25218, 2888426, 1354320),
    )
    external_indegree: tuple = (1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100)
    external_rate: float = 8.0  # Hz, of every external synapse
    external_delay: float = 1.5
    w: float = 87.80849352920843  # pA: 0.15 mV of postsynaptic potential
    g: float = -4.0  # inhibitory over excitatory weight
    w_doubled: tuple = ("L4E", "L23E")  # from, to: twice the weight
    w_std: float = 0.1  # of the mean; drawn again where the sign changes
    delay_exc: float = 1.5
    delay_inh: float = 0.75
    delay_std: float = 0.5  # of the mean; drawn again below half a time step
    C_m: float = 250.0
    tau_m: float = 10.0
    E_L: float = -65.0
    V_th: float = -50.0
    V_reset: float = -65.0
    t_ref: float = 2.0
    tau_syn: float = 0.5
    V_mean: tuple = (-68.28, -63.16, -63.33, -63.45, -63.11, -61.66, -66.72, -61.43)
    V_std: tuple = (5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48)
    rates: tuple = (0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829)  # Hz, of the full network
    discard: float = 500.0  # ms

    @property
    def rate_range(self):
        """Mean rate of all neurons (Hz): 3.24 at full scale, 3.6 at 0.1; below, they synchronise."""
        return (2.6, 4.6) if self.scale >= 0.1 else (2.6, 20.0)

    @property
    def sizes(self):
        """Neurons of every population."""
        return tuple(max(1, round(size * self.scale)) for size in self.full_sizes)

    @property
    def n(self):
        """Number of neurons."""
        return sum(self.sizes)

    @property
    def synapses(self):
        """Synapses from population (column) to population (row), in-degrees kept."""
        scaled = zip(self.full_synapses, self.sizes, self.full_sizes)
        return tuple(tuple(round(count * size / full) for count in row) for row, size, full in scaled)

    def weight(self, source, target):
        """Mean weight (pA) from one population to another, by name."""
        twice = 2.0 if (source, target) == self.w_doubled else 1.0
        return self.w * twice * (1.0 if source.endswith("E") else self.g)

    def delay(self, source):
        """Mean delay (ms) of a population's synapses, by name."""
        return self.delay_exc if source.endswith("E") else self.delay_inh


@dataclass(frozen=True)
class Large:
    """Neurons with few or many synapses and delays over 60 steps, all firing at about 5 Hz by drive alone.

    Weights are small and balanced, so that the rate does not depend on `n` or `indegree`: what is measured is cost.
    """

    dt: float = 0.1
    n: int = 100_000
    indegree: int = 100
    inhibitory: float = 0.2  # share of the neurons
    w_exc: float = 1.0  # pA; its standard deviation is a tenth
    w_inh: float = -4.0
    delay: tuple = (0.1, 6.0)  # uniform between
    V_init: tuple = (-61.0, 3.0)  # normal
    drive_rate: float = 1_000.0
    drive_weight: float = 135.0
    rate_range: tuple = (3.0, 8.0)  # Hz

    @property
    def synapses(self):
        """Number of synapses."""
        return self.n * self.indegree


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
CUBA = Cuba()
MICROCIRCUIT = Microcircuit()
LARGE = Large()
SEED = Seed()
