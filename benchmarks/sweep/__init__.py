"""Sweeps: many solves of one instance with its numbers changed, through the public study command and by a plain rebuild loop."""
