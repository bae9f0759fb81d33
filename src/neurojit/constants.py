"""Physical constants and the fixed numbers of the teaching facade."""
from __future__ import annotations

GAS_CONSTANT = 8.314
"""R in J/(mol K)."""
FARADAY_CONSTANT = 96485.0
"""F in C/mol."""
BODY_TEMPERATURE = 310.15
"""37 degrees Celsius in K."""

CURRENT_PER_WEIGHT = 8.0
"""Input in uA/cm**2 that a synapse of the facade with weight 1 delivers for one step."""
MAX_WEIGHT = 10.0
"""Learning in the facade keeps weights between 0 and this."""
DECAY_PER_POTENTIATION = 0.005
"""A presynaptic spike alone weakens a synapse by this fraction of its learning rate."""
