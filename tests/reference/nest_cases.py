"""The neurons of make_nest_catalogue.py: model, parameters, initial state and drive of each case."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """One neuron and its drive.

    Attributes
    ----------
    model : str
        NEST's name.
    recorded : list of str
        What is traced.
    weights : tuple of float
        Of the inputs, in NEST's unit for the model.
    current : float
        Unit (pA) of the stepped current.
    parameters, initial : dict
        Where they are not NEST's defaults.
    linear : bool
        Solved exactly between spikes, so that a step of 0.1 ms will do.
    receptors : tuple of int
        One for each input, where receptors are numbered.

    Where NEST resets inside a step (aeif models), refractoriness still ends with one, so a step of 0.01 ms gives what
    is up to 0.01 ms a spike from the limit of small steps; the spikes of a step ten times finer are stored too.
    """

    model: str
    recorded: list
    weights: tuple
    current: float
    parameters: dict = field(default_factory=dict)
    initial: dict = field(default_factory=dict)
    linear: bool = False
    receptors: tuple = ()

    @property
    def resets_inside(self):
        """Whether spikes of a finer step are stored beside."""
        return self.model.startswith("aeif")

    @property
    def inputs(self):
        """Names of the spike trains."""
        return ("ex", "in", "third")[: len(self.weights)]

    def settings(self):
        """Weight, delay (ms) and receptor of each input, as they are stored."""
        made = {f"weight_{name}": weight for name, weight in zip(self.inputs, self.weights)}
        made |= {f"delay_{name}": delay for name, delay in zip(self.inputs, (1.5, 0.8, 2.1))}
        return made | {f"receptor_{name}": number for name, number in zip(self.inputs, self.receptors)}


SYNAPSES = {"tau_syn_ex": 1.7, "tau_syn_in": 3.1}
BETA = {"tau_rise_ex": 0.6, "tau_decay_ex": 2.3, "tau_rise_in": 1.1, "tau_decay_in": 5.2}
CONDUCTANCES, CURRENTS = ["V_m", "g_ex", "g_in"], ["V_m", "I_syn_ex", "I_syn_in"]
HH = ["V_m", "Act_m", "Act_n", "Inact_h"]
AEIF = {"t_ref": 1.3, "tau_w": 60.0}
GLIF = {"tau_syn": [1.7, 3.1]}
GLIF_SWITCHES = ("spike_dependent_threshold", "after_spike_currents", "adapting_threshold")


def _glif(level, *switches):
    parameters = GLIF | dict.fromkeys(switches, True)
    recorded = ["V_m", "I_syn"]
    recorded += ["threshold"] * (level in (2, 4, 5)) + ["ASCurrents_sum"] * (level >= 3)
    recorded += ["threshold_voltage"] * (level == 5)
    return Case("glif_psc", recorded, (150.0, -90.0), 150.0, parameters, {"V_m": -74.0}, True, (1, 2))


CASES = {
    "iaf_psc_exp_multisynapse": Case(
        "iaf_psc_exp_multisynapse", ["V_m", "I_syn", "I_syn_1", "I_syn_2", "I_syn_3"], (330.0, -200.0, 90.0), 180.0,
        {"tau_syn": [1.7, 3.1, 9.0], "t_ref": 2.3}, {"V_m": -63.0}, True, (1, 2, 3),
    ),
    "mat2_psc_exp": Case("mat2_psc_exp", ["V_m", "V_th"], (500.0, -200.0), 300.0, SYNAPSES, {"V_m": -63.0}, True),
    "amat2_psc_exp": Case(
        "amat2_psc_exp", ["V_m", "V_th", "V_th_v", "I_syn_ex"], (320.0, -120.0), 200.0,
        {**SYNAPSES, "alpha_2": 2.0, "beta": 0.3, "omega": -60.0}, {"V_m": -66.0}, True,
    ),
    "glif_psc_1": _glif(1),
    "glif_psc_2": _glif(2, "spike_dependent_threshold"),
    "glif_psc_3": _glif(3, "after_spike_currents"),
    "glif_psc_4": _glif(4, *GLIF_SWITCHES[:2]),
    "glif_psc_5": _glif(5, *GLIF_SWITCHES),
    "izhikevich": Case("izhikevich", ["V_m", "U_m"], (4.0, -5.0), 6.0, {}, {"V_m": -63.0}, True),
    "pp_psc_delta_membrane": Case("pp_psc_delta", ["V_m"], (2.5, -3.0), 180.0, {"c_2": 0.0}, {"V_m": 5.0}, True),
    "gif_psc_exp_membrane": Case(
        "gif_psc_exp", ["V_m", *CURRENTS[1:]], (60.0, -40.0), 60.0, {**SYNAPSES, "lambda_0": 0.0}, {"V_m": -63.0}, True,
    ),
    "gif_cond_exp_membrane": Case(
        "gif_cond_exp", CONDUCTANCES, (1.5, -2.0), 60.0, {**SYNAPSES, "lambda_0": 0.0, "gsl_error_tol": 1e-6},
        {"V_m": -63.0},
    ),
    "iaf_cond_exp": Case("iaf_cond_exp", CONDUCTANCES, (5.0, -8.0), 180.0, SYNAPSES, {"V_m": -63.0}),
    "iaf_cond_alpha": Case("iaf_cond_alpha", CONDUCTANCES, (1.9, -3.5), 180.0, SYNAPSES, {"V_m": -63.0}),
    "iaf_cond_beta": Case("iaf_cond_beta", CONDUCTANCES, (2.0, -3.0), 180.0, BETA, {"V_m": -63.0}),
    "iaf_cond_exp_sfa_rr": Case(
        "iaf_cond_exp_sfa_rr", [*CONDUCTANCES, "g_sfa", "g_rr"], (11.0, -4.0), 300.0, {}, {"V_m": -63.0},
    ),
    "iaf_chxk_2008": Case("iaf_chxk_2008", [*CONDUCTANCES, "g_ahp"], (25.0, -25.0), 500.0, {}, {"V_m": -57.0}),
    "aeif_psc_delta": Case("aeif_psc_delta", ["V_m", "w"], (2.5, -3.0), 500.0, AEIF, {"V_m": -66.0, "w": 20.0}),
    "aeif_psc_exp": Case(
        "aeif_psc_exp", [*CURRENTS, "w"], (500.0, -300.0), 500.0, AEIF | SYNAPSES, {"V_m": -66.0, "w": 20.0},
    ),
    "aeif_psc_alpha": Case(
        "aeif_psc_alpha", [*CURRENTS, "w"], (200.0, -120.0), 500.0, AEIF | SYNAPSES, {"V_m": -66.0, "w": 20.0},
    ),
    "aeif_cond_exp": Case(
        "aeif_cond_exp", [*CONDUCTANCES, "w"], (14.0, -12.0), 500.0, SYNAPSES, {"V_m": -66.0, "w": 20.0},
    ),
    "aeif_cond_alpha": Case(
        "aeif_cond_alpha", [*CONDUCTANCES, "w"], (4.5, -4.0), 500.0, AEIF | SYNAPSES, {"V_m": -66.0, "w": 20.0},
    ),
    "hh_psc_alpha": Case("hh_psc_alpha", [*CURRENTS, *HH[1:]], (200.0, -150.0), 300.0, SYNAPSES, {"V_m": -63.0}),
    "hh_cond_exp_traub": Case("hh_cond_exp_traub", [*CONDUCTANCES, *HH[1:]], (2.0, -4.0), 100.0, {}, {"V_m": -63.0}),
    "hh_cond_beta_gap_traub": Case(
        "hh_cond_beta_gap_traub", [*CONDUCTANCES, *HH[1:]], (1.5, -3.0), 100.0, {"V_T": -58.0}, {"V_m": -63.0},
    ),
}  # fmt: skip
