# Report: answers in words, published numbers beside ours, and the page that a user opens first.
# in:  tables of the stages, files of the products, data/published/
# out: <run>/answers/{study}.json, <run>/reproduction.csv, <run>/reproduction.parquet,
#      <run>/report/: index.html, answer.txt, reproduction.csv, record.json;
#      <run>/nusources-report.html (all of it in one file), <run>/run.json

ANSWERS = plan_answers(PLAN)


rule compare_with_published:
    input:
        published=PLAN.published_files(),
        numbers=PLAN.number_tables(),
    output:
        csv="<run>/reproduction.csv",
        table="<run>/reproduction.parquet",
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


rule answer:
    input:
        unpack(lambda wildcards: ANSWERS[wildcards.study].input),
    output:
        answer="<run>/answers/{study}.json",
    log:
        "<logs>/answer-{study}.log",
    benchmark:
        "<benchmarks>/answer-{study}.tsv"
    wildcard_constraints:
        study="|".join(ANSWERS) or "none",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        function=lambda wildcards: ANSWERS[wildcards.study].params["function"],
        contracts=lambda wildcards: ANSWERS[wildcards.study].params["contracts"],
        per_sample=lambda wildcards: ANSWERS[wildcards.study].params["per_sample"],
        labels=lambda wildcards: ANSWERS[wildcards.study].params["labels"],
        code=lambda wildcards: code("answer", *ANSWERS[wildcards.study].modules),
    message:
        "Answering {wildcards.study}"
    script:
        "../scripts/answer.py"


rule report:
    input:
        answers=[f"{RUN}/answers/{study}.json" for study in ANSWERS],
        facts=[
            path
            for product in PLAN.products
            for path in PLAN.files_of(product)
            if path.endswith(".json")
        ],
        figures=PLAN.product_files(),
        reproduction="<run>/reproduction.csv",
        receipts=PLAN.receipts(),
        studies=PLAN.study_files(),
        messages=PLAN.message_files(),
        templates=sorted(map(str, Path("src/nusources/report/templates").iterdir())),
        lock="envs/requirements-py311.txt",
    output:
        page="<run>/report/index.html",
        text="<run>/report/answer.txt",
        short_record="<run>/report/record.json",
        reproduction_copy="<run>/report/reproduction.csv",
        one_file="<run>/nusources-report.html",
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
        records=[f"{folder}/provenance" for folder in (RUN, PLAN.shared)],
        left_out=PLAN.samples_left_out(),
        on_request=PLAN.products_on_request,
        config=SETTINGS.model_dump(mode="json"),
        configfiles=lambda wildcards: overlay_files(),  # paths may hold braces
        code=code("report"),
    message:
        "Writing the report"
    script:
        "../scripts/report.py"
