# Two commands do everything: `make build` sets up and writes the workflows, `make test` runs all tests.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
NATIVE := $(VENV)/.native

.PHONY: build test soak lint clean

# Compiled beforehand, since an editable installation is not: without it every command would compile ghflow anew where
# PYTHONDONTWRITEBYTECODE is set.
build: $(STAMP) $(NATIVE)
	@$(BIN)/python -m compileall -q ghflow
	$(BIN)/python -m ghflow build

# A stamp rather than the folder: an interrupted installation is done again.
$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

# The hot paths in Rust. ghflow does the same without them, and builds of hundreds of workflows take longer.
$(NATIVE): $(STAMP) $(wildcard crates/ghflow-native/*.toml crates/ghflow-native/Cargo.lock crates/ghflow-native/src/*.rs)
	@if ! command -v cargo >/dev/null; then echo "no cargo: ghflow works without its native part, in Python alone"; \
	else PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	    --no-build-isolation --no-deps --force-reinstall ./crates/ghflow-native; fi
	touch $@

test: $(STAMP) $(NATIVE)
	$(BIN)/python -m pytest -n 2

soak: $(STAMP) $(NATIVE)
	GHFLOW_SOAK=1 $(BIN)/python -m pytest -n 2

lint: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo fmt --manifest-path crates/ghflow-native/Cargo.toml --check
	cargo clippy --manifest-path crates/ghflow-native/Cargo.toml --locked -- -D warnings

clean:
	rm -rf $(VENV) target crates/ghflow-native/target
