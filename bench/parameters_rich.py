"""The benchmark networks with richer neurons or with learning; units and rules as in `bench.parameters`."""

from dataclasses import dataclass

from bench.parameters import Coba


@dataclass(frozen=True)
class CobaHH(Coba):
    """The COBA network of Hodgkin-Huxley neurons after Traub & Miles, benchmark 3 of Brette et al. [1]_.

    Rate functions are those of [1]_, with voltages relative to `V_T`. A spike is V > `V_th`, at most one in `t_ref`.

    References
    ----------
    .. [1] Brette R et al. (2007). J Comput Neurosci 23:349-398. doi:10.1007/s10827-007-0038-6
    """

    g_Na: float = 20_000.0
    g_K: float = 6_000.0
    E_Na: float = 50.0
    E_K: float = -90.0
    V_T: float = -63.0
    V_th: float = -20.0  # of detection; nothing is reset
    t_ref: float = 3.0
    V_init: tuple = (-65.0, 5.0)  # normal; gates begin at 0
    g_ex_init: tuple = (40.0, 15.0)  # normal, clipped at 0
    g_in_init: tuple = (200.0, 120.0)
    rate_range: tuple = (20.0, 60.0)  # Hz


@dataclass(frozen=True)
class AdEx(Coba):
    """The COBA network of adaptive exponential neurons with the weak adaptation of [1]_.

    References
    ----------
    .. [1] Destexhe A (2009). J Comput Neurosci 27:493-506. doi:10.1007/s10827-009-0164-4
    """

    V_th: float = -50.0
    V_peak: float = -40.0
    Delta_T: float = 2.5
    a: float = 1.0
    b: float = 5.0
    tau_w: float = 600.0
    t_ref: float = 2.5
    rate_range: tuple = (5.0, 40.0)  # Hz


@dataclass(frozen=True)
class Izhikevich:
    """Izhikevich's network [1]_, four times as large, at the same number of synapses a neuron.

    There, 1,000 neurons are connected all to all in steps of 1 ms, and a spike adds its weight to V_m a step later;
    so it does here after `delay`. Gaussian noise is replaced by balanced Poisson trains of the same variance a ms:
    2 * drive_rate * drive**2 = 25 mV^2 for excitatory, 4 mV^2 for inhibitory neurons. With r uniform in [0, 1),
    excitatory neurons have c = -65 + 15 r^2, d = 8 - 6 r^2; inhibitory ones a = 0.02 + 0.08 r, b = 0.25 - 0.05 r.

    References
    ----------
    .. [1] Izhikevich EM (2003). IEEE Trans Neural Netw 14:1569-1572. doi:10.1109/TNN.2003.820440
    """

    dt: float = 0.1
    n_exc: int = 3_200
    n_inh: int = 800
    p: float = 0.25
    w_exc: float = 0.5  # mV; weights are uniform in [0, w)
    w_inh: float = 1.0  # mV, a size
    delay: float = 1.0
    a: float = 0.02
    b: float = 0.2
    c: float = -65.0
    d_exc: float = 8.0
    d_inh: float = 2.0
    c_spread: float = 15.0
    d_spread: float = -6.0
    a_spread: float = 0.08
    b_spread: float = -0.05  # from 0.25
    V_th: float = 30.0
    V_init: float = -65.0
    drive_rate: float = 12_500.0  # of the positive and of the negative train
    drive_exc: float = 1.0  # mV
    drive_inh: float = 0.4
    rate_range: tuple = (4.0, 20.0)  # Hz

    @property
    def n(self):
        """Number of neurons."""
        return self.n_exc + self.n_inh

    def neurons(self, rng):
        """a, b, c, d of excitatory, then of inhibitory neurons: two dicts of numbers and arrays."""
        exc, inh = rng.random(self.n_exc), rng.random(self.n_inh)
        return (
            {"a": self.a, "b": self.b, "c": self.c + self.c_spread * exc**2, "d": self.d_exc + self.d_spread * exc**2},
            {"a": self.a + self.a_spread * inh, "b": self.b - self.b_spread + self.b_spread * inh, "c": self.c,
             "d": self.d_inh},
        )  # fmt: skip


@dataclass(frozen=True)
class Plastic:
    """Balanced network whose excitatory synapses learn by multiplicative STDP, after [1]_; about 22 Hz.

    A presynaptic spike changes w by -lambda alpha w K_minus and leaves with it; a postsynaptic one, `delay` late, by
    lambda (W_max - w) K_plus. Currents are alpha functions with their peak, the weight, at tau_syn.

    References
    ----------
    .. [1] Morrison A, Aertsen A, Diesmann M (2007). Neural Comput 19:1437-1467. doi:10.1162/neco.2007.19.6.1437
    """

    dt: float = 0.1
    n_exc: int = 9_000
    n_inh: int = 2_250
    indegree_exc: int = 900  # sources drawn with replacement, for every neuron
    indegree_inh: int = 225
    J: float = 35.0  # pA
    J_std: float = 3.0  # of plastic synapses at the start
    g: float = 5.0
    delay: float = 1.5
    C_m: float = 250.0
    tau_m: float = 20.0
    tau_syn: float = 0.32
    t_ref: float = 2.0
    E_L: float = 0.0
    V_reset: float = 0.0
    V_th: float = 20.0
    V_init: tuple = (5.7, 7.2)  # normal
    drive_rate: float = 13_800.0
    tau_plus: float = 20.0
    tau_minus: float = 20.0
    lambda_: float = 0.01
    alpha: float = 1.05
    W_max: float = 70.0
    learns: bool = True  # else the same network with static synapses, all of weight J
    rate_range: tuple = (10.0, 40.0)  # Hz

    @property
    def name(self):
        """In reports."""
        return "plastic" if self.learns else "plastic-static"

    @property
    def n(self):
        """Number of neurons."""
        return self.n_exc + self.n_inh

    @property
    def J_inh(self):
        """Inhibitory weight (pA), negative."""
        return -self.g * self.J


COBAHH = CobaHH()
ADEX = AdEx()
IZHIKEVICH = Izhikevich()
PLASTIC = Plastic()
