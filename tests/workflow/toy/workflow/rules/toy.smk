# Toy: a straight line.
# in:  the configuration
# out: <run>/toy/: line, numbers


rule draw_a_line:
    input:
        published="data/published/toy.csv",
    output:
        line="<run>/toy/line.parquet",
        numbers="<run>/toy/numbers.parquet",
    log:
        "<logs>/draw_a_line.log",
    benchmark:
        "<benchmarks>/draw_a_line.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        slope=SETTINGS.toy.slope,
        code=code("draw_a_line"),
    message:
        "Drawing a line"
    script:
        "../scripts/draw_a_line.py"
