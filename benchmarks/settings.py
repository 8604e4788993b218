"""How thorough a run is: `python -m benchmarks --quick` shortens every measurement."""

QUICK = False
