"""The contracts of all tables, one module per family; `nusources.contracts.listing` finds them.

Nothing is imported here: a job depends on the contracts that it uses, not on all.
docs/data-dictionary.md is generated from this package.
"""
