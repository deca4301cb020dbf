# Needs Python 3.11+ and make. Everything is installed into .venv and nothing outside this folder is
# changed, but for a cache of downloads (XDG_CACHE_HOME or ~/.cache) that may be deleted at any time.
.DEFAULT_GOAL := help
.PHONY: help install dev demo test lint bench soak lock translations pictures clean

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTHON ?= $(shell for each in python3.13 python3.12 python3.11 python3 python; do \
	$$each -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& { echo $$each; break; }; done)
PACKAGE := pyproject.toml expertgraph/__init__.py
PYTEST_ARGS ?=

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

install: .venv/installed ## the command, at .venv/bin/expertgraph
	@echo "ready: $(BIN)/expertgraph"

dev: .venv/dev ## the same, with what tests and checks need

demo: .venv/installed ## a living sample community, served on a loopback address
	@$(BIN)/expertgraph demo

test: .venv/dev ## every test, with a real Neo4j server and a real browser
	@$${CI:+env EXPERTGRAPH_REQUIRE_ALL=1} $(BIN)/python -m pytest -m "not soak and not nightly" $(PYTEST_ARGS)

lint: .venv/dev ## style, format and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: .venv/dev ## what it takes, side by side with peers
	@$(BIN)/python -m benchmarks

soak: .venv/dev ## the long runs over the largest data
	@EXPERTGRAPH_TEST_JAVA="-Xmx4g -XX:+UseG1GC" $(BIN)/python -m pytest -m "soak or nightly" $(PYTEST_ARGS)

lock: .venv/dev ## pin the newest versions that pyproject.toml allows
	@for each in "requirements.lock --extra neo4j" "requirements-dev.lock --extra dev"; do set -- $$each; \
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	pyproject.toml --group build $$2 $$3 --output-file $$1 || exit; done

translations: .venv/dev ## gather what the pages say, and compile what is translated
	@$(BIN)/python -m tests.web.catalogue

pictures: .venv/dev ## the README's pictures of the pages, from the sample
	@$(BIN)/python -m tests.browser.pictures

clean: ## remove what was built here; the user's data stay
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "expertgraph needs Python 3.11, 3.12 or 3.13 with venv (on Debian: apt install python3-venv)" >&2; exit 2; }
	@$(PYTHON) -m venv .venv

# --no-compile: what is imported is compiled then, which spares half of the time until the first page.
.venv/locked: requirements.lock | .venv/bin/python
	@echo "installing what expertgraph needs ..."
	@$(PIP) install --no-compile --require-hashes --requirement requirements.lock
	@touch $@

.venv/installed: .venv/locked $(PACKAGE)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements-dev.lock .venv/installed
	@echo "installing what the tests need ..."
	@$(PIP) install --no-compile --require-hashes --requirement requirements-dev.lock
	@touch $@
