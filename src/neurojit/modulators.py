"""Neuromodulators with the effects for which they are known, ready for `Network.modulate`.

What is shown to be true of the brain is the direction of each effect; how strong it is, and what a concentration of 1
means, is a choice of the model.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, eq=False)
class Neuromodulator:
    """A neuromodulator: how fast it is cleared, and effects on parameters of neurons.

    Parameters
    ----------
    name : str
    tau : float
        ms; an order of magnitude.
    doc : str
    effects : dict of str to dict
        By name: parameters and what they effectively are, as `Network.modulate` takes them.

    Examples
    --------
    >>> import neurojit as nj
    >>> net = nj.Network(seed=1)
    >>> cells = net.create(100, nj.models.aeif_cond_exp, name="cells")
    >>> ach = net.create_modulator("acetylcholine", tau=nj.modulators.acetylcholine.tau)
    >>> net.modulate(cells, **nj.modulators.acetylcholine.effects["less adaptation"])
    """

    name: str
    tau: float
    doc: str
    effects: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __repr__(self) -> str:
        lines = [f"Neuromodulator {self.name} (tau {self.tau:g} ms)"]
        for name, effect in self.effects.items():
            lines.append(f"  {name}: " + "; ".join(f"{one} = {text}" for one, text in effect.items()))
        return "\n".join(lines)


dopamine = Neuromodulator(
    "dopamine", 200.0, """Signals reward that was not expected. Gates plasticity, see `nj.synapses.stdp_dopamine`, and
    raises the gain of neurons.

    References: Izhikevich (2007) Cereb Cortex 17:2443-2452, doi:10.1093/cercor/bhl152; Servan-Schreiber, Printz & Cohen
    (1990) Science 249:892-895, doi:10.1126/science.2392679.""",
    {"gain": {"tau_m": "tau_m*(1 + 0.5*dopamine/(1 + dopamine))"}})

noradrenaline = Neuromodulator(
    "noradrenaline", 500.0, """Signals arousal; makes neurons more responsive.

    References: Aston-Jones & Cohen (2005) Annu Rev Neurosci 28:403-450, doi:10.1146/annurev.neuro.28.061604.135709.""",
    {"arousal": {"V_th": "V_th - 2*mV*noradrenaline/(1 + noradrenaline)"}})

acetylcholine = Neuromodulator(
    "acetylcholine", 1_000.0, """Signals attention; closes potassium channels, so that neurons adapt less.

    References: McCormick & Prince (1986) J Physiol 375:169-194, doi:10.1113/jphysiol.1986.sp016112; Hasselmo (2006)
    Curr Opin Neurobiol 16:710-715, doi:10.1016/j.conb.2006.09.002.""",
    {"less adaptation": {"b": "b/(1 + acetylcholine)"}})

serotonin = Neuromodulator(
    "serotonin", 1_000.0, """Opens potassium channels through 5-HT1A receptors, which hyperpolarises pyramidal cells.

    References: Andrade (2011) Neuropharmacology 61:382-386, doi:10.1016/j.neuropharm.2011.01.015.""",
    {"hyperpolarisation": {"E_L": "E_L - 5*mV*serotonin/(1 + serotonin)"}})

ALL = {one.name: one for one in (dopamine, noradrenaline, acetylcholine, serotonin)}
