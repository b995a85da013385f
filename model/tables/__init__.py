"""Tables: what a column and a table are, how their cells are written and read back, and the rows that tell of a posture."""
