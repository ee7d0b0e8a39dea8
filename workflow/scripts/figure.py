"""Draw one figure of the report: PDF, SVG, PNG, the plotted numbers as CSV, the facts as JSON."""

from importlib import import_module

from nusources.figures.house.preparing import prepare_product, write_csv, write_facts
from nusources.figures.house.saving import save_figure
from nusources.jobs.job import job

with job(snakemake) as j:
    product = j.params.product
    plotted, facts, texts = prepare_product(j)
    module = import_module(product["module"])
    figure = getattr(module, f"draw_{product['function']}")(plotted, facts)
    save_figure(
        figure,
        [j.temporary(path) for path in (j.output.pdf, j.output.svg, j.output.png)],
        product_id=product["id"],
        run=j.params.run,
        title=f"{product['study']} {product['place']}: {product['title']}",
        alt=texts["alt"],
        simulated=sorted(j.simulated),
    )
    write_csv(plotted, j.temporary(j.output.csv), product)
    write_facts(j.temporary(j.output.json), product, facts, texts, j.ancestors)
