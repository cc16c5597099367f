"""One script per claim; each writes its result to benchmarks/results/."""
