"""Synapses that learn; the built-in ones are declarations like a user's own."""

from neurojit.synapses.base import Synapse, SynapseModel
from neurojit.synapses.catalogue import (
    stdp_dopamine,
    stdp_pair,
    stdp_triplet,
    tsodyks,
    tsodyks_markram,
    vogels_sprekeler,
)
from neurojit.synapses.rates import bcm, clocked_hebbian, hebbian, oja
from neurojit.synapses.release import binomial_release, quantal_stp
from neurojit.synapses.voltage import clopath

__all__ = [
    "Synapse", "SynapseModel", "bcm", "binomial_release", "clocked_hebbian", "clopath", "hebbian", "oja", "quantal_stp",
    "stdp_dopamine", "stdp_pair", "stdp_triplet", "tsodyks", "tsodyks_markram", "vogels_sprekeler",
]
