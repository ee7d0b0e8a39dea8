# Report: published numbers beside ours, and the page that a user opens first.
# in:  tables of the stages, files of the products, data/published/
# out: <run>/reproduction.csv, <run>/report/reproduction.parquet, <run>/report/index.html,
#      <run>/run.json


rule compare_with_published:
    input:
        published="data/published/chang2022.csv",
        excess=expand("<run>/spatial/{sample}/excess.parquet", sample=SAMPLES),
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
        comparable=[is_ten_year_sample(sample) for sample in SAMPLES],
        code=code("compare_with_published"),
    message:
        "Comparing with the published numbers"
    script:
        "../scripts/compare_with_published.py"
