"""The measured promises: ``python -m bench`` prints one JSON object a line (docs/bench.md says how to read them)."""
