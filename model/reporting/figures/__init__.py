"""The figures of the pages: one file a figure, each a pure function from table rows to a `Figure`."""
