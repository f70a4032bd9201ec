# Golden Thread. `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help setup up down status secrets example test test-all test-containers sbom check bench prove guards mutate logs lock clean
PORT ?= 8080
EXAMPLE ?= full
MINUTES ?= 2
PYTHON ?= python3
# Where it is set, nothing that was compiled is kept, and everything starts at half the speed.
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin
CONTAINERS := .venv-containers
POLICY := .venv-policy
MUTATE := .venv-mutate
PEERS := .venv-bench
SET_UP := .venv/.set-up
LOCAL := $(BIN)/python -m deploy.local
COMPILE := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'
setup: $(SET_UP) ## The environment and what tests need from the system
$(SET_UP): pyproject.toml requirements/setup.txt requirements/dev.txt
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make setup PYTHON=python3.13")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --require-hashes -r requirements/setup.txt
	$(BIN)/uv pip sync -q --compile-bytecode --require-hashes requirements/dev.txt
	$(BIN)/uv pip install -q --no-deps -e .
	$(BIN)/python -m deploy.local.java >/dev/null || $(BIN)/uv pip install -q --require-hashes -r requirements/java.txt
	sh deploy/local/system-packages
	touch $@
up: setup ## Everything, with a year of example data (PORT=8080 EXAMPLE=full|none)
	@$(LOCAL) up --port $(PORT) --example $(EXAMPLE)
down: ## Stop it; the data stays
	@test ! -x $(BIN)/python || $(LOCAL) down
status: setup ## What runs
	@$(LOCAL) status
secrets: ## What the containers of docker-compose.yml prove who they are with, made once
	@$(PYTHON) -m deploy.containers.secrets
example: setup ## Submit the example year to what `docker compose up` runs
	@$(BIN)/python -m deploy.containers.example
bench: $(PEERS)/.set-up ## How fast it is, each line beside peer or floor (ONLY="door reading" ROUNDS=1 SMALL=1)
	$(BIN)/python -m tests.benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SMALL),--small)
$(PEERS)/.set-up: setup requirements/bench.txt
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(BIN)/uv pip sync -q --compile-bytecode -p $(PEERS)/bin/python --require-hashes requirements/bench.txt
	touch $@
prove: setup ## Break it at random for MINUTES (SEED=… EVENTS=200000) and hold it against the oracles
	$(BIN)/python -m tests.prove --minutes $(MINUTES) $(if $(SEED),--seed $(SEED)) $(if $(EVENTS),--events $(EVENTS) --batches 200)
guards: setup ## Take the engine's guards out one by one: a test has to miss each
	$(BIN)/python -m tests.guards
mutate: $(MUTATE)/.set-up ## Change the pure modules in every small way: a test has to notice, or the reason stands in tests/mutants.txt
	rm -rf mutants
	CI=1 $(MUTATE)/bin/mutmut run >/dev/null  # hypothesis: always the same examples, and as slow as it takes
	$(MUTATE)/bin/python -m tests.mutants
$(MUTATE)/.set-up: setup requirements/mutate.txt
	test -x $(MUTATE)/bin/python || $(PYTHON) -m venv $(MUTATE)
	$(BIN)/uv pip sync -q --compile-bytecode -p $(MUTATE)/bin/python --require-hashes requirements/mutate.txt
	touch $@
logs: setup ## The last lines of every log
	@$(LOCAL) logs
test: setup ## All tests but the long ones
	$(BIN)/pytest -q -m "not long"
test-all: setup ## All tests, those of the containers too, and whether tests notice what is broken
	$(BIN)/pytest -q
	$(MAKE) guards
	$(MAKE) test-containers
test-containers: $(CONTAINERS)/.set-up ## The whole compose file and the chart; needs a Docker Engine and root
	PATH=$(CURDIR)/$(CONTAINERS)/bin:$(CURDIR)/$(POLICY)/bin:$$PATH $(CONTAINERS)/bin/pytest -q tests/containers $(ONLY)
$(CONTAINERS)/.set-up: setup requirements/containers.txt requirements/policy.txt
	test -x $(CONTAINERS)/bin/python || $(PYTHON) -m venv $(CONTAINERS)
	test -x $(POLICY)/bin/python || $(PYTHON) -m venv $(POLICY)
	$(BIN)/uv pip sync -q --compile-bytecode -p $(CONTAINERS)/bin/python --require-hashes requirements/containers.txt
	$(BIN)/uv pip sync -q --compile-bytecode -p $(POLICY)/bin/python --require-hashes requirements/policy.txt
	touch $@
sbom: $(CONTAINERS)/.set-up ## What each image's packages are, as CycloneDX, in build/sbom
	mkdir -p build/sbom
	for image in projects training metrics gateway kafka-access; do $(CONTAINERS)/bin/cyclonedx-py requirements requirements/$$image.txt -o build/sbom/$$image.json || exit 1; done
check: setup ## Format, lint, types, import contracts
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
lock: setup ## Compile requirements/ anew from pyproject.toml
	$(COMPILE) requirements/setup.in -o requirements/setup.txt
	$(COMPILE) --extra test pyproject.toml -o requirements/dev.txt
	$(COMPILE) --extra bench pyproject.toml -o requirements/bench.txt
	$(COMPILE) --extra containers pyproject.toml -o requirements/containers.txt
	$(COMPILE) --extra mutate -c requirements/dev.txt pyproject.toml -o requirements/mutate.txt
	$(COMPILE) requirements/policy.in -o requirements/policy.txt
	$(COMPILE) requirements/java.in -o requirements/java.txt
	for extra in projects training metrics gateway cli kafka-access local; do $(COMPILE) --extra $$extra pyproject.toml -o requirements/$$extra.txt || exit 1; done
clean: ## Stop it and delete its data and the caches of tools
	@test ! -x $(BIN)/python || $(LOCAL) clean
	rm -rf mutants .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
