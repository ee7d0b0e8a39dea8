"""Catalogues: one reader per release, by family.

A reader takes the path of an official file, plain or gzipped, and gives a table (or several) with
the columns and units of the contract that ``config/datasets/`` names for it, in the order of the
file. For a file that is missing, damaged, a web page or not as the release has it, it raises
`InputDataError` with file, row, column and value. Ranges and keys are those of the contract, and
are checked where tables are loaded (`nusources.catalogs.loading`). So the docstring of a reader
tells what is special: the quirks of the file and what is made of them.
"""
