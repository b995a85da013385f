"""Reporting: one pure function a table, and the folder they are written to. Needs no solver."""
