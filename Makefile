# Two commands: `make run` prints the gap table of the shipped plan, `make test` runs every test and check.
# Both set up a virtual environment of their own first; nothing outside this folder is changed,
# except that `make test` as root on Debian installs the programs that some of its tests need.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: run test lint tools bench docs dist clean

run: $(VENV)/run.ok
	@$(BIN)/cfgraph gaps

test: $(VENV)/test.ok tools lint
	$(BIN)/python -m pytest -n 2 --dist loadscope

lint: $(VENV)/test.ok
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# raptor and serd read the dumps as parsers that are none of ours; Apache tries the redirects; Java runs the proof;
# Chromium opens the pages.
tools:
	@if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  missing=""; \
	  command -v rapper >/dev/null || missing="$$missing raptor2-utils"; \
	  command -v serdi >/dev/null || missing="$$missing serdi"; \
	  PATH="$$PATH:/usr/sbin" command -v apache2 >/dev/null || missing="$$missing apache2"; \
	  command -v java >/dev/null || missing="$$missing default-jdk-headless"; \
	  command -v chromium >/dev/null || missing="$$missing chromium fonts-noto-cjk"; \
	  [ -z "$$missing" ] || { apt-get update -qq && apt-get install -y -qq $$missing >/dev/null; }; \
	fi

bench: $(VENV)/test.ok
	$(BIN)/python benchmarks/run.py

docs: $(VENV)/run.ok
	$(BIN)/python docs/make.py

dist: $(VENV)/test.ok
	$(BIN)/python -m hatchling build

$(VENV)/python.ok:
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.ok: $(VENV)/python.ok pyproject.toml
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/test.ok: $(VENV)/python.ok pyproject.toml
	@$(BIN)/python -m pip install --quiet --editable '.[prove,test]'
	@touch $@ $(VENV)/run.ok

clean:
	rm -rf $(VENV) build dist
