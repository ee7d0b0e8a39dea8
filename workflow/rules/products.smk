# Products: figures and tables of the report, one rule for each kind; config/products/ lists
# them, and each is a target by its id, each study by its name.
# in:  tables of the stages, data/published/
# out: <run>/report/figures/{study}/, <run>/report/tables/{study}/, <run>/facts/{study}/


rule figure:
    input:
        unpack(
            lambda wildcards: input_paths(
                FIGURES[wildcards.stem][0],
                RUN,
                PLAN.shared,
                FIGURES[wildcards.stem][1],
            )
        ),
    output:
        pdf="<run>/report/figures/{study}/{stem}.pdf",
        svg="<run>/report/figures/{study}/{stem}.svg",
        png="<run>/report/figures/{study}/{stem}.png",
        csv="<run>/report/figures/{study}/{stem}.csv",
        json="<run>/facts/{study}/{stem}.json",
    log:
        "<logs>/figure-{study}-{stem}.log",
    benchmark:
        "<benchmarks>/figure-{study}-{stem}.tsv"
    wildcard_constraints:
        study="[a-z0-9_]+",
        stem="|".join(FIGURES) or "none",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        run=SETTINGS.run,
        product=lambda wildcards: FIGURES[wildcards.stem][0],
        facts=lambda wildcards: PLAN.facts_of(*FIGURES[wildcards.stem]),
        code=lambda wildcards: code(
            "figure", *modules_of_product(FIGURES[wildcards.stem][0])
        ),
    message:
        "Drawing {wildcards.stem}"
    script:
        "../scripts/figure.py"


rule table:
    input:
        unpack(
            lambda wildcards: input_paths(
                TABLES[wildcards.stem][0], RUN, PLAN.shared, TABLES[wildcards.stem][1]
            )
        ),
    output:
        csv="<run>/report/tables/{study}/{stem}.csv",
        vot="<run>/report/tables/{study}/{stem}.vot",
        tex="<run>/report/tables/{study}/{stem}.tex",
        json="<run>/facts/{study}/{stem}.json",
    log:
        "<logs>/table-{study}-{stem}.log",
    benchmark:
        "<benchmarks>/table-{study}-{stem}.tsv"
    wildcard_constraints:
        study="[a-z0-9_]+",
        stem="|".join(TABLES) or "none",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        run=SETTINGS.run,
        product=lambda wildcards: TABLES[wildcards.stem][0],
        facts=lambda wildcards: PLAN.facts_of(*TABLES[wildcards.stem]),
        code=lambda wildcards: code(
            "table", *modules_of_product(TABLES[wildcards.stem][0])
        ),
    message:
        "Writing {wildcards.stem}"
    script:
        "../scripts/table.py"


for product in PLAN.targets:

    rule:
        name:
            product["id"]
        input:
            PLAN.files_of(product),
        localrule: True


for study in sorted({product["study"] for product in PLAN.products}):

    rule:
        name:
            study
        input:
            [
                path
                for product in PLAN.products
                if product["study"] == study
                for path in PLAN.files_of(product)
            ],
        localrule: True
