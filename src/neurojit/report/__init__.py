"""A run as one HTML page that needs nothing else: `result.report(path)`, `sim.report(path)`."""
