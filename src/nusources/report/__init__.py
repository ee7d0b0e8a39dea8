"""The report of a run: one static page, and the record of what was run.

`inputs` reads what products and rules left on disk, `host` asks the machine; all other modules
turn data into text and touch no file.
"""
