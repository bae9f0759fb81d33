"""What the scripts that run NEST share: its clock, and one neuron's spike trains and stepped current.

Nothing here imports NEST before it is asked to run it, so that stored files can be verified without.
"""

import numpy as np

DEVICE_DELAY = 0.1  # ms, of the current generator's connection in NEST


def start(dt, seed=1):
    """A fresh NEST on one thread, quiet, with the step dt (ms)."""
    import nest

    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.set(resolution=dt, rng_seed=seed)
    return nest


def random_drive(rng, n_steps, n_spikes, onsets, amplitudes):
    """Sorted random input steps for every name in n_spikes, and a stepped current, as they are stored."""
    trains = {
        f"input_steps_{name}": np.sort(rng.choice(np.arange(1, n_steps - 20), count, replace=False))
        for name, count in n_spikes.items()
    }
    return trains | {"current_onsets": np.array(onsets), "current_values": np.array(amplitudes, dtype=float)}


def connect_drive(nest, neuron, drive, settings, dt, names=("ex", "in")):
    """Connect a spike generator for every name and the current generator; settings as in `about`."""
    for name in names:
        generator = nest.Create("spike_generator", params={"spike_times": times(drive[f"input_steps_{name}"], dt)})
        synapse = {
            "weight": settings[f"weight_{name}"],
            "delay": settings[f"delay_{name}"],
            "receptor_type": settings.get(f"receptor_{name}", 0),
        }
        nest.Connect(generator, neuron, syn_spec=synapse)
    amplitudes = {
        "amplitude_times": times(drive["current_onsets"] - steps(DEVICE_DELAY, dt), dt),
        "amplitude_values": drive["current_values"],
    }
    current = nest.Create("step_current_generator", params=amplitudes)
    nest.Connect(current, neuron, syn_spec={"delay": DEVICE_DELAY})


def record(nest, neuron, names, dt, n_steps, every=1):
    """Simulate n_steps; return the steps of spikes and each named trace after every so many updates."""
    multimeter = nest.Create("multimeter", params={"record_from": list(names), "interval": every * dt})
    recorder = nest.Create("spike_recorder", params={"time_in_steps": True})  # else less an offset within the step
    nest.Connect(multimeter, neuron)
    nest.Connect(neuron, recorder)
    nest.Simulate(n_steps * dt + 5.0)  # the devices hear late of the last steps

    events, n_samples = multimeter.events, n_steps // every
    assert np.array_equal(steps(events["times"], dt)[:n_samples], np.arange(1, n_samples + 1) * every)
    spike_steps = np.sort(recorder.events["times"]).astype(np.int64)
    return spike_steps[spike_steps <= n_steps], {name: np.array(events[name][:n_samples]) for name in names}


def times(at_steps, dt):
    """Steps as times in ms, the nearest decimal number."""
    return np.round(at_steps * dt, 3)


def steps(at_times, dt):
    """Times in ms as steps."""
    return np.rint(np.asarray(at_times) / dt).astype(np.int64)
