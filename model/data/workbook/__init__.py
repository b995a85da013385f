"""An instance as a workbook: written for people who edit in a spreadsheet, and read back into the files of a folder."""
