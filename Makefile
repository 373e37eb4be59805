# Two commands do everything: `make build` sets up and writes the workflows, `make test` runs all tests.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Where rustup puts cargo, for a shell that has not been told.
export PATH := $(PATH):$(HOME)/.cargo/bin
CARGO := $(shell PATH="$(PATH)" command -v cargo 2>/dev/null)
NATIVE := $(VENV)/$(if $(CARGO),.native,.no-cargo)

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

# The hot paths in Rust. ghflow does the same without them, and builds of hundreds of workflows take longer. A build that fails
# leaves no stamp, so that it is tried again; what was built before is removed, since it may be of other sources.
$(VENV)/.native: $(STAMP) $(wildcard crates/ghflow-native/*.toml crates/ghflow-native/Cargo.lock crates/ghflow-native/src/*.rs)
	@if PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pip install --disable-pip-version-check --no-build-isolation --no-deps \
	    --force-reinstall ./crates/ghflow-native >$(VENV)/native.log 2>&1; \
	then touch $@ && rm -f $(VENV)/.no-cargo; \
	else $(BIN)/python -m pip uninstall --quiet --disable-pip-version-check --yes ghflow-native 2>/dev/null; \
	    echo "the native part cannot be built (see $(VENV)/native.log): ghflow works without it, in Python alone"; fi

# A stamp of its own: it is said once, and a cargo that comes later is noticed.
$(VENV)/.no-cargo: $(STAMP)
	@echo "no cargo, so no native part: ghflow works without it, in Python alone"
	@$(BIN)/python -m pip uninstall --quiet --disable-pip-version-check --yes ghflow-native 2>/dev/null
	@rm -f $(VENV)/.native && touch $@

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
	PYO3_PYTHON="$(CURDIR)/$(BIN)/python" cargo clippy --manifest-path crates/ghflow-native/Cargo.toml --locked -- -D warnings

clean:
	rm -rf $(VENV) target crates/ghflow-native/target
