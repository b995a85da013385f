"""What is timed, against which other ways of doing the same work. `python -m benchmarks all` measures and writes the page."""
