# Two commands do everything: `make build` sets up and writes the workflows, `make test` runs all tests.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: build test soak lint clean

# Compiled beforehand, since an editable installation is not: without it every command would compile ghflow anew where
# PYTHONDONTWRITEBYTECODE is set.
build: $(STAMP)
	@$(BIN)/python -m compileall -q ghflow
	$(BIN)/python -m ghflow build

# A stamp rather than the folder: an interrupted installation is done again.
$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

test: $(STAMP)
	$(BIN)/python -m pytest -n 2

soak: $(STAMP)
	GHFLOW_SOAK=1 $(BIN)/python -m pytest -n 2

lint: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

clean:
	rm -rf $(VENV) target
