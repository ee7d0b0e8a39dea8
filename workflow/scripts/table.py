"""Write one table of the report: CSV, VOTable, LaTeX, the facts as JSON."""

from nusources.figures.house.columns import columns_of, votable
from nusources.figures.house.latex import latex_table
from nusources.figures.house.preparing import prepare_product, write_csv, write_facts
from nusources.jobs.job import job

with job(snakemake) as j:
    product = j.params.product
    table, facts, texts = prepare_product(j)
    latex = latex_table(
        table,
        facts["headers"],
        formats=facts["formats"],
        caption=texts["caption"],
        label=f"tab:{product['id']}",
        remarks=[f"{product['id']}, run {j.params.run}", *facts["remarks"]],
    )
    write_csv(table, j.temporary(j.output.csv), product)
    document = votable(table, columns_of(product), texts["caption"])
    j.temporary(j.output.vot).write_text(document, encoding="utf-8")
    j.temporary(j.output.tex).write_text(latex, encoding="utf-8")
    write_facts(j.temporary(j.output.json), product, facts, texts, j.ancestors)
