"""Alliances too large for the full model: a posture, and a proven bound from a relaxation that is refined where it matters.

`segments` merges requests, `ways` knows the network, `master` is the relaxation, `cuts` refines it, `settle` turns a design into
a posture, `answer` goes round between them.
"""
