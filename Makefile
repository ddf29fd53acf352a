# Everything one needs to work on Sihteeri. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := shared services/gateway services/interpreter services/private-llm services/store services/ui
LOCKS := deploy/requirements.lock $(patsubst %,%/requirements.lock,$(filter services/%,$(PACKAGES)))
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
STAMP := $(VENV)/.installed
TEST_ARGS ?=
PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help run test test-long lint check bench bench-privacy bench-mind prove-privacy torture demo screenshots secrets rotate-bus-keys definitions lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

run: $(STAMP) ## Start the whole product on this machine; Ctrl-C stops it
	@$(BIN)/python deploy/run.py

demo: $(STAMP) ## Start it against stand-ins for Twilio, OpenAI and Ollama, with made-up data
	@$(BIN)/python tests/demo/run.py

screenshots: $(STAMP) $(VENV)/.tools ## Take the README's pictures of that, into docs/screenshots
	@$(BIN)/python tests/demo/screenshots.py

test: $(STAMP) $(VENV)/.tools ## Run the tests, in two processes more than there are cores (at most 4)
	@$(PYTEST) -m 'not long' $(TEST_ARGS)

test-long: $(STAMP) $(VENV)/.tools ## Run those that take a minute and more: kills, full disks, whole days in a browser, every page and text
	@$(PYTEST) -m long $(TEST_ARGS)

lint: $(STAMP) $(VENV)/.tools ## Format, lint, types, import contracts
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: lint ## The same, and unit tests
	@$(BIN)/python -m pytest -q tests/unit

bench: $(STAMP) $(VENV)/.tools ## Measure speed against baselines; writes var/bench.json
	@$(BIN)/python tests/bench/bench.py

prove-privacy: $(STAMP) $(VENV)/.tools ## Try to catch the privacy wall out; SEED and REQUESTS may be set
	@$(BIN)/python tests/prove/prove.py

bench-privacy: $(STAMP) $(VENV)/.tools .venv-reference/.installed ## Measure what the redactor lets through and what it costs, beside others
	@$(BIN)/python tests/bench/privacy.py

bench-mind: $(STAMP) $(VENV)/.tools .venv-reference/.installed ## Measure how well requests are understood, beside what was before
	@$(BIN)/python tests/bench/mind.py

torture: $(STAMP) $(VENV)/.tools ## Kill, cut, fill and rot the store; SEED and SHARE may be set
	@$(BIN)/python tests/torture/torture.py

secrets: $(STAMP) ## Make the keys and passwords that docker compose mounts, in ./secrets
	@$(BIN)/python deploy/rabbitmq/write_definitions.py secrets

rotate-bus-keys: $(STAMP) ## Seal what travels on the bus with new keys, while everything runs
	@$(BIN)/python deploy/rotate_bus_keys.py

definitions: $(STAMP) ## Write deploy/rabbitmq/definitions.json from the message classes
	@$(BIN)/python deploy/rabbitmq/write_definitions.py

lock: $(STAMP) ## Write the lock files from constraints.txt; needs uv
	@$(BIN)/python tools/lock.py

clean: ## Remove the environment and caches; your data in var/ stays
	rm -rf $(VENV) .venv-reference .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "sihteeri: Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'sihteeri: Python lacks its venv module. On Debian or Ubuntu: apt install python3-venv' >&2; exit 1; }
	@echo 'Making .venv …'
	@$(PYTHON) -m venv $(VENV)

# Locked packages first, byte for byte; then our own, which need nothing more.
$(STAMP): $(VENV)/bin/python $(LOCKS) $(PACKAGES:%=%/pyproject.toml)
	@echo 'Installing (a minute or two, the first time only) …'
	@PIP_CONSTRAINT= $(PIP) --require-hashes $(LOCKS:%=-r %)
	@$(PIP) --no-deps --no-build-isolation $(PACKAGES:%=-e %)
	@touch $@

$(VENV)/.tools: $(STAMP) tests/requirements.lock
	@echo 'Installing the test tools …'
	@PIP_CONSTRAINT= $(PIP) --require-hashes -r tests/requirements.lock
	@touch $@

.venv-reference/.installed: tests/bench/requirements.txt
	@echo 'Installing what to compare with, in an environment of its own …'
	@$(PYTHON) -m venv .venv-reference
	@.venv-reference/bin/python -m pip install --quiet --disable-pip-version-check -r tests/bench/requirements.txt
	@touch $@
