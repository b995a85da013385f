"""The workbook of a report: the same tables with filters, formats, comments and charts, made from the tables alone."""
