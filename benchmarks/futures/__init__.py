"""What many futures of fixed postures cost: all at once, and one after the other."""
