"""parrot_neuron: a spike in every step whose arriving weights sum to more than 0; nothing is left over."""

import neurojit as nj


def test_it_repeats_what_it_hears_in_the_same_step_and_forgets_the_rest():
    net = nj.Network(seed=1)
    parrot = net.create(1, "parrot_neuron", name="parrot")
    for weight, times in ((1.0, [5.0, 7.0, 9.0, 11.0]), (-1.0, [6.0, 9.0]), (2.0, [11.0])):
        net.connect(net.create(1, "spike_generator", spike_times=times), parrot, weight=weight, delay=1.0)
    net.record(parrot, "spikes")
    assert nj.Simulation(net, dt=0.1).run(20.0).spikes["parrot"].steps.tolist() == [60, 80, 120]
