"""Other ways to solve the same problem: other settings of HiGHS, other modelling layers, other solvers."""
