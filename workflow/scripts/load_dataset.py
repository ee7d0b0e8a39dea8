"""Read the official files of a dataset into tables."""

from importlib import import_module

from nusources.contracts.listing import contract_named
from nusources.workflow.job import job
from nusources.workflow.receipts import read_receipt

with job(snakemake) as j:
    receipt = read_receipt(j.input.receipt)
    if receipt["simulated"]:
        j.simulated.add(receipt["short_title"])
    paths = {one["file"]: one["path"] for one in receipt["files"]}
    for loader in j.params.loaders:
        module, _, function = loader["reader"].partition(".")
        reader = getattr(import_module(f"nusources.catalogs.{module}"), function)
        found = reader(paths[loader["file"]], **loader["arguments"])
        tables = found if isinstance(found, tuple) else (found,)
        for (name, contract), table in zip(loader["tables"].items(), tables, strict=True):
            j.write(f"{j.params.folder}/{name}.parquet", table, contract_named(contract))
