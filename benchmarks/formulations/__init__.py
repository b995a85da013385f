"""The formulation study: several ways to write the same problem, through the same solver."""
