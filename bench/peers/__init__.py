"""The benchmark networks in other simulators; see requirements.txt for their environment."""
