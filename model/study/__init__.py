"""Studies: which runs to make, how to make them in parallel, and what comes back."""
