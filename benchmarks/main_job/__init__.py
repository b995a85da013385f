"""The main job: all variants of an instance to proved optimality, ours with reports, the peer's with a table of optima."""
