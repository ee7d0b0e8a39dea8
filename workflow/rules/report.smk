# Report: published numbers beside ours, and the page that a user opens first.
# in:  tables of the stages, files of the products, data/published/
# out: <run>/reproduction.csv, <run>/report/reproduction.parquet, <run>/report/index.html,
#      <run>/run.json


rule compare_with_published:
    input:
        published=PUBLISHED_FILES,
        numbers=NUMBER_TABLES,
    output:
        csv="<run>/reproduction.csv",
        table="<run>/report/reproduction.parquet",
    log:
        "<logs>/compare_with_published.log",
    benchmark:
        "<benchmarks>/compare_with_published.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("compare_with_published"),
    message:
        "Comparing with the published numbers"
    script:
        "../scripts/compare_with_published.py"


rule report:
    input:
        facts=[
            path
            for product in PRODUCTS
            for path in files_of(product)
            if path.endswith(".json")
        ],
        figures=product_files(),
        reproduction="<run>/reproduction.csv",
        receipts=used_receipts(),
        studies="src/nusources/report/studies.yaml",
        templates=REPORT_TEMPLATES,
        lock="envs/requirements-py311.txt",
    output:
        page="<run>/report/index.html",
        run_record="<run>/run.json",
    log:
        "<logs>/report.log",
    benchmark:
        "<benchmarks>/report.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        run=SETTINGS.run,
        config=SETTINGS.model_dump(mode="json"),
        configfiles=overlay_files(),
        code=code("report"),
    message:
        "Writing the report"
    script:
        "../scripts/report.py"
