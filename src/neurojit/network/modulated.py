"""What a network does with neuromodulators."""
from __future__ import annotations

from ..equations.expr import Place
from ..equations.lines import check_new_name
from ..errors import NetworkError
from ..models.base import NeuronModel
from ..models.modulator import modulator
from .checks import population_value, whole_population
from .freezing import Freezable
from .modulator import Modulator, checked_number, modulators_of
from .naming import population_name
from .population import Population
from .projection import Projection


class Modulated(Freezable):
    """The part of `Network` that makes and connects modulators."""

    populations: list[Population]
    projections: list[Projection]

    def create_modulator(self, name: str, /, *, tau: float = 200.0, baseline: float = 0.0,
                         concentration: float | None = None) -> Modulator:
        """Add a neuromodulator: a concentration that synapses and neurons may read.

        It decays to `baseline` with `tau`. Spikes connected to it add the weight of their synapse, `Network.connect`;
        a spike_generator makes a schedule. Between runs `sim[modulator]["concentration"]` reads and sets it.

        Parameters
        ----------
        name : str
            Unique; the name by which equations read it.
        tau : float
            ms, > 0.
        baseline : float
            Concentration at rest, without unit.
        concentration : float, optional
            At time 0; by default the baseline.

        Returns
        -------
        Modulator
            It can be recorded ("concentration") and connected to.

        Examples
        --------
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> dopamine = net.create_modulator("dopamine", tau=100.0)
        >>> reward = net.create(1, nj.models.spike_generator, spike_times=[[20.0]])
        >>> _ = net.connect(reward, dopamine, weight=0.5, delay=1.0)
        >>> _ = net.record(dopamine, "concentration", interval=10.0)
        >>> nj.Simulation(net).run(50.0).traces["dopamine"]["concentration"].ravel().round(3)
        array([0.   , 0.   , 0.   , 0.457, 0.413, 0.374])
        """
        self._check_open()
        given = {"tau": tau, "baseline": baseline}
        given |= {} if concentration is None else {"concentration": concentration}
        values = {key: population_value(modulator, key, checked_number(key, value), 1) for key, value in given.items()}
        check_new_name(name, Place(str(name), 0, len(str(name))))
        made = Modulator(self, population_name(self.populations, modulator.name, name), values)
        self.populations.append(made)
        return made

    def modulate(self, population: Population, **effective: str) -> None:
        """Let parameters of a population depend on modulators.

        Parameters
        ----------
        population : Population
            Of neurons.
        **effective : str
            What a parameter effectively is: an expression of parameters and modulators, in the parameter's unit. On the
            right its own name is the value that was given, which can still be changed.

        Raises
        ------
        NetworkError, EquationError
            Sources; unknown names; refractory times and time constants of receptors' arrivals, which cannot change.

        Examples
        --------
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> cells = net.create(10, nj.models.iaf_psc_exp, I_e=374.0)
        >>> arousal = net.create_modulator("noradrenaline", tau=500.0)
        >>> net.modulate(cells, V_th="V_th - 2*mV*noradrenaline")
        """
        self._check_open()
        population = whole_population("modulate", population, self)
        model = population.model
        if not isinstance(model, NeuronModel):
            raise NetworkError(f"modulate takes a population of neurons, got {population!r}")
        if isinstance(population, Modulator):
            raise NetworkError(f"{population!r} cannot itself be modulated")
        if not effective:
            raise NetworkError(f"modulate takes parameters of {model.name}, such as "
                               f"{next(iter(model.parameters), 'tau')}='...'")
        for name in effective:
            if name in model.modulation.effective:
                raise NetworkError(f"{name} of {population.name!r} is modulated already; write all that it depends on "
                                   "into one expression")
        known = [m.name for m in modulators_of(self)]
        changed = model.modulated(known, **effective)
        read = tuple(name for name in known if name in changed.modulation.read)
        for projection in self.projections:
            if projection.is_current and projection.input in read and population in projection.post.populations:
                raise NetworkError(f"{projection.name!r} adds to the input {projection.input} of {population.name!r}, "
                                   "which would be the concentration of the modulator; give that another name")
        population.model, population.modulators = changed, read
