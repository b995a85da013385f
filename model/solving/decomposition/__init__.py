"""Alliances too large for the full model: a posture, and a proven bound from a relaxation that is refined where it matters.

`aggregation` merges requests, `shortest_paths` knows the network, `master` is the relaxation, `distance_cuts` refines it,
`delay.settle` turns a design into a posture, `cut_loop` goes round between them. It is a decomposition in the manner of J. Benders,
Partitioning procedures for solving mixed-variables programming problems, Numerische Mathematik 4, 1962: the master decides the design,
and what it got wrong of the hours comes back as cuts from shortest-path potentials.
"""
