"""What a network records."""
from __future__ import annotations

import os
from typing import Any

from ..errors import NetworkError, ParameterError, suggest
from ..indices import as_indices
from .checks import check_conflict, check_recordable, check_storage, checked_dtype
from .freezing import Freezable
from .naming import checked_name
from .population import View, as_view
from .projection import Projection
from .recorder import Recorder, SynapseRecorder, variable_names
from .values import positive_time, window_of


class Recorded(Freezable):
    """The part of `Network` that makes recorders."""

    projections: list[Projection]
    recorders: list[Recorder]
    synapse_recorders: list[SynapseRecorder]

    def record(self, target: View, variables: str | list[str] | tuple[str, ...], *, interval: float | None = None,
               name: str | None = None, start: float = 0.0, stop: float = float("inf"), dtype: Any = "float64",
               last: float | None = None, to: str | os.PathLike | None = None) -> Recorder:
        """Record "spikes", state variables, their mean, or the rate of some units.

        Parameters
        ----------
        target : Population or View
            A union is recorded population by population.
        variables : str or list of str
            "spikes"; names of state variables; "mean(V_m)" for the mean of a variable over the units; "rate" for the
            spikes in an interval per unit, in Hz. Samples of a rate, and of what is recorded beside it under one key,
            begin with the end of its first interval, all others with the initial state at time 0.
        interval : float, optional
            ms between samples; by default every step. Samples lie on multiples of it from time 0. A rate needs one.
        name : str, optional
            Key of the traces in the result; default the population's name.
        start, stop : float
            Samples with start <= t < stop are kept, spikes too.
        dtype : dtype
            Of samples: float64, float32 or float16.
        last : float, optional
            Keep only what happened in the last so many ms.
        to : path, optional
            Write to an HDF5 file while running, so that memory stays flat; needs h5py. Its datasets there are
            begun anew by a simulation that begins at time 0. What results hold of it is read when it is used; rows that
            `restore` takes back go from the file, and results that hold them are refused, when the simulation goes on.

        Examples
        --------
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> cells = net.create(50, nj.models.iaf_psc_exp, name="cells", I_e=500.0)
        >>> _ = net.record(cells, ["rate", "mean(V_m)"], interval=5.0)
        >>> _ = net.record(cells[:3], "V_m", name="few", dtype="float32", last=20.0)
        >>> result = nj.Simulation(net).run(100.0)
        >>> result.traces["cells"].times[0], result.traces["cells"]["rate"].shape, result.traces["few"]["V_m"].shape
        (np.float64(5.0), (20,), (200, 3))
        """
        self._check_open()
        view = as_view("target", target, self)
        wanted = variable_names(variables)
        interval = None if interval is None else positive_time("interval", interval)
        for variable in wanted:
            check_recordable(view, variable)
        if "rate" in wanted and interval is None:
            raise ParameterError("a rate is of the spikes in an interval; give interval= (ms)")
        if interval is not None and wanted == ("spikes",):
            raise ParameterError("interval= is the time between samples, and spikes are not sampled: leave it out, or "
                                 "name variables to sample beside them")
        start, stop = window_of(start, stop)
        last = None if last is None else positive_time("last", last)
        if last is not None and interval is not None and last < interval:
            raise ParameterError(f"last= must be at least interval=, so that there is a sample; got {last:g} ms and "
                                 f"{interval:g} ms")
        if to is not None and not isinstance(to, str | os.PathLike):
            raise ParameterError(f"to= must be a path that ends in .h5 or .hdf5, got {to!r}")
        recorder = Recorder(view, wanted, interval, checked_name(name), start, stop, checked_dtype(dtype), last,
                            None if to is None else os.path.abspath(to))
        check_storage(recorder)
        check_conflict(recorder, self.recorders, {one.key for one in self.synapse_recorders})
        self.recorders.append(recorder)
        return recorder

    def record_synapses(self, projection: Projection, variables: str | list[str] | tuple[str, ...] = "weight", *,
                        interval: float, synapses: Any = None, name: str | None = None, start: float = 0.0,
                        stop: float = float("inf"), dtype: Any = "float64") -> SynapseRecorder:
        """Record weights, or variables of synapses, over time.

        Only what is recorded is worked out, so that a few synapses of many cost little.

        Parameters
        ----------
        projection : Projection
        variables : str or list of str
            "weight", or variables of the synapse model.
        interval : float
            ms between samples, which lie on multiples of it from time 0.
        synapses : array_like of int, optional
            Numbers of synapses in the order of (pre, post, creation), that of `sim[projection]`; by default all.
        name : str, optional
            Key of the traces in the result; default the projection's name.
        start, stop : float
            Samples with start <= t < stop are kept.
        dtype : dtype
            Of samples: float64, float32 or float16.

        Raises
        ------
        NetworkError, ParameterError
            Unknown variables, or synapses; a key that is taken.

        Examples
        --------
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> cells = net.create(20, nj.models.iaf_psc_exp, name="cells", I_e=500.0)
        >>> learned = net.connect(cells, cells, weight=20.0, name="learned", synapse=nj.synapses.stdp_pair(W_max=40.0))
        >>> _ = net.record_synapses(learned, interval=10.0, synapses=[0, 5, 7])
        >>> nj.Simulation(net).run(100.0).traces["learned"]["weight"].shape
        (11, 3)
        """
        self._check_open()
        if not isinstance(projection, Projection) or projection not in self.projections:
            raise NetworkError(f"projection must be what connect of this network returned, got {projection!r}")
        if projection.is_current or projection.is_private:
            raise NetworkError(f"{projection.name!r} is an input and has no synapses")
        wanted = variable_names(variables)
        options = ["weight", *(projection.synapse.model.variables if projection.synapse is not None else ())]
        for one in wanted:
            if one not in options:
                raise NetworkError(f"synapses of {projection.name!r} have no {one!r} to record;{suggest(one, options)}")
        numbers = None if synapses is None else as_indices("synapses", synapses)
        if numbers is not None and (numbers.size == 0 or numbers.min() < 0):
            raise ParameterError(f"synapses must be numbers >= 0, got {synapses!r}")
        key = checked_name(name) or projection.name
        start, stop = window_of(start, stop)
        taken = {one for recorder in self.recorders for one in recorder.keys}
        if key in taken | {one.key for one in self.synapse_recorders}:
            raise NetworkError(f"{key!r} already has a recorder; give this one a name=")
        made = SynapseRecorder(projection, wanted, positive_time("interval", interval), numbers, key, start, stop,
                               checked_dtype(dtype))
        self.synapse_recorders.append(made)
        return made
