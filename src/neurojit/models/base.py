"""NeuronModel: the declaration of a neuron, checked when it is written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from neurojit.equations.expr import ZERO, Expr, Name, Place, names, to_text
from neurojit.equations.lines import (
    Arrival,
    Equation,
    Equations,
    Statement,
    check_new_name,
    parse_arrival,
    parse_equations,
    parse_statements,
)
from neurojit.equations.method import Integration, choose
from neurojit.equations.noise import is_noise
from neurojit.equations.parse import functions_meant, user_functions
from neurojit.equations.stages import held_stages
from neurojit.errors import EquationError, ParameterError, suggest
from neurojit.models.modulation import Modulation, read_modulation, those_read
from neurojit.models.parameter import Declared, Parameter, read_numbers, refuse_names_of_create
from neurojit.models.scope import CLOCK, MS, PER_ROOT_MS, Scope
from neurojit.models.show import show
from neurojit.models.spiking import (
    BEFORE,
    UNIFORM,
    Event,
    kept_variables,
    previous_variables,
    read_events,
    read_refractoriness,
    read_spike,
)
from neurojit.models.tables import check_tables
from neurojit.units import Unit, describe, parse_unit

INPUTS = {"I_stim": "pA"}
"""External inputs that every model may use without declaring them."""


class NeuronModel:
    """A model of a neuron: equations, parameters, threshold, reset and receptors.

    Parameters
    ----------
    name : str
        A Python name; compiled code is called after it.
    equations : str, optional
        Lines `dx/dt = expression : unit` and subexpressions `name = expression : unit`.
    parameters : dict of str to tuple
        (default, unit) or (default, unit, low, high) with both limits valid values.
    threshold : str, optional
        Condition for a spike, such as "V_m >= V_th". Without it the neuron never spikes.
    reset : str
        Statements carried out at a spike, separated by ";" or line ends.
    threshold_rate : str, optional
        In place of a threshold: the hazard of a spike, in 1/ms or Hz. A neuron fires in a step of length dt with
        probability 1 - exp(-threshold_rate*dt).
    refractory : str, optional
        Refractory time: an expression of parameters, in ms, during which there is no spike. Or a condition: after a
        spike there is no other while it holds, such as "V_m > -20*mV".
    clamped : tuple of str
        Variables that keep their reset value while refractory; input onto them is then lost.
    receptors : dict of str to str
        What an arriving spike of weight w does: "x += f*w" with f of parameters and variables. Synapses name a
        receptor, or their sign picks "excitatory" or "inhibitory".
    update : str, optional
        Instead of equations: statements that advance the state by one time step, carried out in order.
    states : dict of str to str, optional
        With `update`: state variables and their units.
    initial : dict of str to str or float, optional
        Initial values: numbers, or expressions of parameters. Default: E_L for V_m where there is such a
        parameter, else 0.
    inputs : dict of str to str, optional
        External inputs and their units, beside I_stim (pA).
    modulation : dict of str to str, optional
        Parameters that depend on external inputs or variables, such as {"V_th": "V_th - 2*mV*noradrenaline"}; on the
        right the name of the parameter is the value that was given. Not for refractory times and initial values.
    events : dict of str to (str, str), optional
        Further events: condition and statements, such as {"burst": ("U_m > 3*mV", "n = n + 1")}. They can be recorded
        and can send, see `Network.events`.
    method : str, optional
        "exact", "exponential_euler", "rk4", "heun", "euler" or "sequential_euler"; by default chosen from the
        equations. With noise "euler" is the Euler-Maruyama method, "heun" the stochastic Heun method.
    substeps : int
        Into how many equal parts a time step is divided for integration.
    doc : str
        What the model is, with reference.

    Attributes
    ----------
    variables : dict of str to str
        State variables in order, with unit.
    parameters : dict of str to Parameter
    inputs : dict of str to str
        External inputs that the equations use, with unit.
    initial : dict of str to Expr
        Of parameters.
    threshold, refractory, refractory_while : Expr or None
    events : dict of str to Event
    noise : dict of str to str
        Random numbers that a step needs, "normal" or "uniform".
    previous : tuple of str
        Variables whose value before the step threshold, reset or events look at.
    reset : tuple of Statement
    receptors : dict of str to Arrival
    receptor_units : dict of str to str
        Unit of the weight w.
    integration : Integration
        How a time step is computed.

    Raises
    ------
    EquationError, UnitError, ParameterError
        At definition: unknown or doubly used names, units that do not fit, equations the method cannot do.

    Notes
    -----
    Bare numbers are in ms, mV, pA, nS, pF, uM, um. Names of these units may be factors: 140*mV/ms.
    A model declared with unit "1" throughout is not checked for units. Models are equal only if identical.

    Examples
    --------
    >>> import neurojit as nj
    >>> model = nj.NeuronModel(
    ...     "leaky", "dV_m/dt = (E_L - V_m)/tau_m + I_stim/C_m : mV",
    ...     {"E_L": (-70.0, "mV"), "tau_m": (10.0, "ms"), "C_m": (250.0, "pF"), "V_th": (-55.0, "mV")},
    ...     threshold="V_m >= V_th", reset="V_m = E_L", receptors={"jump": "V_m += w"})
    >>> model.integration.method, model.variables, model.receptor_units
    ('exact', {'V_m': 'mV'}, {'jump': 'mV'})
    """

    name: str
    doc: str
    parameters: dict[str, Parameter]
    variables: dict[str, str]
    inputs: dict[str, str]
    initial: dict[str, Expr]
    threshold: Expr | None
    reset: tuple[Statement, ...]
    refractory: Expr | None
    clamped: tuple[str, ...]
    receptors: dict[str, Arrival]
    receptor_units: dict[str, str]
    integration: Integration
    equations_text: str
    refractory_while: Expr | None
    events: dict[str, Event]
    noise: dict[str, str]
    previous: tuple[str, ...]
    modulation: Modulation

    def __init__(
        self,
        name: str,
        equations: str | None = None,
        parameters: Declared | None = None,
        threshold: str | None = None,
        reset: str = "",
        refractory: str | None = None,
        clamped: Iterable[str] = (),
        receptors: Mapping[str, str] | None = None,
        *,
        update: str | None = None,
        states: Mapping[str, str] | None = None,
        initial: Mapping[str, str | float] | None = None,
        inputs: Mapping[str, str] | None = None,
        modulation: Mapping[str, str] | None = None,
        threshold_rate: str | None = None,
        events: Mapping[str, tuple[str, str]] | None = None,
        method: str | None = None,
        substeps: int = 1,
        doc: str = "",
    ) -> None:
        own = vars(self)
        own["_given"] = {
            "equations": equations, "parameters": parameters, "threshold": threshold, "reset": reset,
            "refractory": refractory, "clamped": clamped, "receptors": receptors, "update": update, "states": states,
            "initial": initial, "inputs": inputs, "modulation": modulation, "threshold_rate": threshold_rate,
            "events": events, "method": method, "substeps": substeps, "doc": doc}
        own["_functions"] = user_functions()
        if "=" in str(name):
            raise EquationError(f"a model's name comes first, then its equations: NeuronModel('mine', ...); "
                                f"got the name {name!r}")
        try:
            check_new_name(name, Place(str(name), 0, len(str(name))))
            check_tables(own["_given"])
            own.update(name=name, doc=doc, parameters=read_numbers(parameters or {}))
            if "w" in self.parameters:
                raise EquationError("'w' cannot name a parameter: in receptors it is the weight of the arriving spike")
            refuse_names_of_create(self.parameters)
            if equations is not None and update is None:
                plain = self._read_equations(equations, states, inputs or {}, method, substeps, modulation or {})
            elif update is not None and equations is None:
                plain = self._read_update(update, states, inputs or {}, method, substeps, modulation or {})
            else:
                raise EquationError("give either equations= or update=")
            scope = self.modulation.scope(plain)
            own.update(read_spike(self, scope, threshold, threshold_rate, reset))
            own.update(read_refractoriness(self, scope, refractory, clamped))
            moving = held_stages(self.integration.statements, self.clamped)
            own["integration"] = replace(self.integration, statements=moving)
            own["events"] = read_events(self, scope, events or {})
            own["noise"] = dict.fromkeys(self.integration.noise, "normal")
            if threshold_rate is not None:
                own["noise"][UNIFORM] = "uniform"
            self._read_receptors(scope, receptors or {})
            self._read_initial(plain, initial or {})
            own["previous"] = previous_variables(self)
        except (EquationError, ParameterError) as error:
            raise type(error)(f"in model {name!r}: {error}") from None

    def _scope(self, inputs: Mapping[str, str], definitions: Iterable[Equation]) -> Scope:
        units = {one.name: one.unit for one in self.parameters.values()}
        inner = list(definitions)
        for one in (*inputs, *self.variables):
            check_new_name(one, Place(one, 0, len(one)))
        refuse_names_of_create(self.variables)
        for one in ("spikes", "rate"):
            if one in self.variables:
                raise EquationError(f"a variable cannot be called {one!r}: spikes are recorded under this name")
        return Scope.of(
            (self.variables, units, inputs, {one.variable: one.unit for one in inner}),
            {**INPUTS, **CLOCK},
            {one.variable: one.rhs for one in inner},
        )

    def _use(self, scope: Scope, inputs: Mapping[str, str], used: frozenset[str]) -> None:
        own = {*self.variables, *self.parameters, *scope.definitions}
        offered = {**{one: unit for one, unit in INPUTS.items() if one not in own}, **inputs}
        wanted = {*used, *self.modulation.read}
        for one in inputs:
            if one not in wanted:
                raise EquationError(f"inputs: no equation uses {one!r}; write it into one, or leave it out")
        vars(self)["inputs"] = {one: unit for one, unit in offered.items() if one in wanted}

    def _read_equations(
        self, text: str, states: Mapping[str, str] | None, inputs: Mapping[str, str], method: str | None,
        substeps: int, modulation: Mapping[str, str],
    ) -> Scope:
        if states is not None:
            raise EquationError("states= goes with update=; equations carry the units of their variables")
        equations: Equations = parse_equations(text)
        own = vars(self)
        own["equations_text"] = "\n".join(one.text for one in (*equations.odes, *equations.subexpressions))
        own["variables"] = {one.variable: one.unit for one in equations.odes}
        own["modulation"] = read_modulation(modulation, self.parameters, inputs, self.variables,
                                            self._scope(inputs, equations.subexpressions))
        equations = self.modulation.inserted(equations)
        scope = self._scope(inputs, equations.subexpressions)
        written = [one.written for one in (*equations.odes, *equations.subexpressions)]
        sources = {name for one in written for name in names(one) if is_noise(name)}
        scope = scope.with_units(dict.fromkeys(sources, PER_ROOT_MS))
        allowed = {*self.variables, *self.parameters, *INPUTS, *inputs, *CLOCK, *sources}
        for one in equations.subexpressions:
            scope.require(one.written, allowed, f"the subexpression {one.variable}")
            scope.expect(one.written, scope.units[one.variable], one.variable)
        for one in equations.odes:
            scope.require(one.written, allowed, f"d{one.variable}/dt")
            unit = scope.units[one.variable]
            rate = Unit((unit / MS).dimension, unit.scale, f"{one.unit}/ms" if one.unit != "1" else "1/ms")
            scope.expect(one.written, rate, f"d{one.variable}/dt")
        self._use(scope, inputs, frozenset().union(*(names(one.rhs) for one in equations.odes)))
        own["integration"] = choose(equations, self.parameters, self.inputs, method, substeps)
        return scope

    def _read_update(
        self, text: str, states: Mapping[str, str] | None, inputs: Mapping[str, str], method: str | None,
        substeps: int, modulation: Mapping[str, str],
    ) -> Scope:
        if method is not None or substeps != 1 or not states:
            raise EquationError("update= needs states={'V_m': 'mV', ...} and takes no method= and no substeps=")
        own = vars(self)
        own["variables"] = {one: str(parse_unit(unit)) for one, unit in states.items()}
        written = parse_statements(text)
        own["equations_text"] = "\n".join(f"{one.name} = {to_text(one.expr)}" for one in written)
        scope = self._scope(inputs, ())
        own["modulation"] = read_modulation(modulation, self.parameters, inputs, self.variables, scope)
        allowed = {*self.variables, *self.parameters, *INPUTS, *inputs, *CLOCK}
        statements = self.modulation.scope(scope).statements(written, self.variables, allowed, "the update")
        self._use(scope, inputs, frozenset().union(*(names(one.expr) for one in statements)))
        own["integration"] = Integration("map", None, statements, False)
        return scope

    def with_method(self, method: str, substeps: int = 1) -> NeuronModel:
        """The same model with another method of integration.

        Parameters
        ----------
        method : str
        substeps : int
            Into how many equal parts a time step is divided.

        Returns
        -------
        NeuronModel
            Its name is that of this model and of the method.

        Examples
        --------
        >>> import neurojit as nj
        >>> nj.models.hh_psc_alpha.with_method("rk4").integration.method
        'rk4'
        """
        return self._redeclared(f"{self.name}_{method}", method=method, substeps=substeps)

    def declaration(self) -> dict[str, Any]:
        """The arguments that it was declared with, except for its name, to declare another like it."""
        return dict(vars(self)["_given"])

    def _redeclared(self, name: str, **others: Any) -> NeuronModel:
        """A model declared as this one but for some arguments; functions in its text mean what they meant then."""
        with functions_meant(vars(self)["_functions"]):
            return NeuronModel(name, **{**self.declaration(), **others})

    def modulated(self, modulators: Iterable[str], /, **effective: str) -> NeuronModel:
        """The same model with parameters that depend on modulators.

        Parameters
        ----------
        modulators : iterable of str
            Names that the expressions read besides parameters; external inputs without unit.
        **effective : str
            What a parameter effectively is, such as V_th="V_th - 2*mV*noradrenaline", in its unit. On the right its
            name is the value that was given.

        Returns
        -------
        NeuronModel
            Of the same name. `Network.modulate` does this for a population.

        Examples
        --------
        >>> import neurojit as nj
        >>> nj.models.iaf_psc_exp.modulated(["serotonin"], E_L="E_L - 5*mV*serotonin").inputs
        {'I_stim': 'pA', 'serotonin': '1'}
        """
        given = self.declaration()
        read = those_read(tuple(modulators), effective, {*self.parameters, *self.variables, *self.inputs})
        return self._redeclared(self.name, inputs={**(given["inputs"] or {}), **dict.fromkeys(read, "1")},
                               modulation={**(given["modulation"] or {}), **effective})

    @property
    def scratch(self) -> tuple[str, ...]:
        """What a step needs a number a neuron for besides the state: noise, and values before the step."""
        return (*self.noise, *(BEFORE + one for one in kept_variables(self)))

    @property
    def has_refractoriness(self) -> bool:
        """Whether the neuron can be refractory."""
        return self.refractory is not None or self.refractory_while is not None

    def _read_receptors(self, scope: Scope, receptors: Mapping[str, str]) -> None:
        arrivals: dict[str, Arrival] = {}
        weights: dict[str, str] = {}
        for receptor, text in receptors.items():
            what = f"the receptor {receptor!r}"
            check_new_name(receptor, Place(str(receptor), 0, len(str(receptor))))
            arrival = parse_arrival(text)
            if arrival.variable not in self.variables:
                place = Place(text.strip(), 0, len(arrival.variable))
                raise place.error(f"{what} changes {arrival.variable!r}, which is no variable;"
                                  f"{suggest(arrival.variable, self.variables)}")
            known = {*self.variables, *self.parameters}
            scope.require(arrival.factor, known, f"the factor of {what}")
            unit = scope.units[arrival.variable] / scope.unit(arrival.factor)
            same = unit.same(scope.units[arrival.variable])
            weights[receptor] = self.variables[arrival.variable] if same else describe(unit)
            factor = scope.close(arrival.factor, known, f"the factor of {what}")
            arrivals[receptor] = Arrival(arrival.variable, factor)
        vars(self).update(receptors=arrivals, receptor_units=weights)

    def _read_initial(self, scope: Scope, initial: Mapping[str, str | float]) -> None:
        for one in initial:
            if one not in self.variables:
                raise EquationError(f"initial: {one!r} is no variable;{suggest(one, self.variables)}")
        vars(self)["initial"] = {
            one: scope.value(initial[one], scope.units[one], self.parameters, f"the initial value of {one}")
            if one in initial else self._default(one) for one in self.variables
        }

    def _default(self, variable: str) -> Expr:
        resting = self.parameters.get("E_L")
        if variable == "V_m" and resting is not None and resting.unit == self.variables[variable]:
            return Name("E_L")
        return ZERO

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a model is a fixed declaration; define a new one instead of setting {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a model is a fixed declaration; {name!r} cannot be deleted")

    def __repr__(self) -> str:
        return show(self)
