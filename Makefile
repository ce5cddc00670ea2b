# Two commands for a reader: `make run` and `make test`. Each sets up what it needs first.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8501
GEO_DATA ?= data
BIN := .venv/bin

.PHONY: run test check bench fmt lock screenshot clean

run: .venv/.run
	@echo "Compound Atlas: http://$(HOST):$(PORT)"
	@HOST=$(HOST) PORT=$(PORT) $(BIN)/python -m geo serve --data $(GEO_DATA)

test: .venv/.dev
	@$(BIN)/python -m scripts.chromium
	$(BIN)/python -m pytest

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m geo check

bench: .venv/.dev
	@$(BIN)/python -m scripts.chromium
	$(BIN)/python -m benchmarks

# Writes code and data in their canonical forms.
fmt: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m geo fmt

screenshot: .venv/.dev
	@$(BIN)/python -m scripts.chromium
	$(BIN)/python -m scripts.screenshot

# Pins names, versions and hashes anew; the address of the registry is left out.
PIN := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-strip-extras --no-emit-index-url --no-emit-find-links --group install pyproject.toml

lock:
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(PIN) -o requirements.txt
	$(PIN) --extra dev --extra engines -c requirements.txt -o requirements-dev.txt

.venv/.run: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

clean:
	rm -rf .venv
