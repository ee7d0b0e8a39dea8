# One word per task; `make help` lists them. All but `help` and `clean` use the environment in .venv.
PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3 python))
CORES ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
RUN ?=
CONFIG ?=
FILE ?=
# One more than there are cores: some tests wait for Slurm.
WORKERS ?= $(shell expr $(CORES) + 1)
BIN := .venv/bin
LOCK := envs/requirements-py311.txt
MUTANTS_LOCK := envs/requirements-mutants-py311.txt
MODULE ?=
TESTS ?=

.DEFAULT_GOAL := help
.PHONY: help env run lightcurve archive test mutants lint types format changes compare bench docs clean clean-caches

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  data:  $(BIN)/snakemake data_status | data_registry | data_fetch | data_verify   (CONFIG as --configfile)"
	@echo "  one figure, table or study by name: $(BIN)/snakemake --list-target-rules"

env: .venv/ready ## make the environment in .venv

.venv/ready: pyproject.toml $(LOCK) envs/make_environment.py
	@$(PYTHON) envs/make_environment.py

run: env ## run everything with the embedded default (CONFIG=file adds an overlay)
	@$(BIN)/python -m nusources.jobs.run --cores $(CORES) $(if $(CONFIG),--configfile $(CONFIG))

lightcurve: env ## blocks and flares of your light curve (FILE=my.csv; CONFIG=file adds an overlay)
	@[ -n "$(FILE)" ] || { echo "make lightcurve FILE=my.csv: name the file of the light curve"; exit 2; }
	@$(BIN)/python -m nusources.jobs.run --cores $(CORES) --light-curve "$(FILE)" $(if $(CONFIG),--configfile $(CONFIG))

archive: env ## run on the real archives of a local mirror (NUSOURCES_MIRROR)
	@$(BIN)/python -m nusources.jobs.run --cores $(CORES) --configfile config/archive.yaml

test: env ## run all tests
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

mutants: env .venv-mutants/ready ## show which faults in one module its tests miss (MODULE=nusources.x.y)
	@$(BIN)/python tests/mutants.py $(MODULE) $(TESTS)

.venv-mutants/ready: $(MUTANTS_LOCK) envs/requirements-mutants.in envs/make_environment.py
	@$(PYTHON) envs/make_environment.py mutants

lint: env ## check code, workflow and formats
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/snakefmt --check Snakefile workflow
	@$(BIN)/snakemake --lint
	@$(BIN)/python docs/generate.py --check
	@$(BIN)/python docs/changes.py --check

types: env ## check types
	@$(BIN)/mypy

format: env ## format code and workflow
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .
	@$(BIN)/snakefmt Snakefile workflow

changes: env ## print the changes to come
	@$(BIN)/python docs/changes.py

compare: env ## tell how two runs differ (OLD=results/a NEW=results/b)
	@$(BIN)/python -m nusources.jobs.compare $(OLD) $(NEW)

bench: env ## measure speed and memory against peers, write benchmarks/results.csv
	@$(BIN)/python -m benchmarks

docs: env ## regenerate the generated pages of docs/, data/ and envs/
	@$(BIN)/python docs/generate.py

clean: ## remove the results of one run (RUN=name); without RUN list the runs, and remove nothing
	@case "$(RUN)" in \
	"") echo "make clean RUN=name removes one of these runs:"; \
	  for run in results/*/; do [ "$$run" = results/shared/ ] || du -sh "$$run"; done 2>/dev/null ;; \
	shared | .* | */*) echo "make clean: $(RUN) is no run; make clean-caches removes what runs share"; exit 2 ;; \
	*) [ -d "results/$(RUN)" ] || { echo "make clean: there is no run results/$(RUN)"; exit 2; }; \
	  rm -rf "results/$(RUN)" && echo "removed results/$(RUN)" ;; \
	esac

clean-caches: ## remove what runs share, compiled code and notes of tools (runs, environment, downloads stay)
	@rm -rf results/shared .snakemake/log .cache/numba .cache/matplotlib .pytest_cache .ruff_cache .hypothesis
