"""How well objects are found: data sets, the runner that asks every query, and the metrics."""
