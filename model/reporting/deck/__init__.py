"""A run as slides: what is told on each, and the file that presentation programs open."""
