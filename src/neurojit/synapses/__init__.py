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

__all__ = [
    "Synapse", "SynapseModel", "stdp_dopamine", "stdp_pair", "stdp_triplet", "tsodyks", "tsodyks_markram",
    "vogels_sprekeler",
]
