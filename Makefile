# Two commands: `make run` prints the gap table of the shipped plan, `make test` runs every test and check.
# Both set up a virtual environment of their own first; nothing outside this folder is changed,
# except that `make test` as root on Debian installs the programs that some of its tests need.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
JENA   := build/servers/jena

.PHONY: run test lint tools bench matrix docs dist clean

run: $(VENV)/run.ok
	@$(BIN)/cfgraph gaps

test: $(VENV)/test.ok tools lint
	$(BIN)/python -m pytest -n 2 --dist loadscope

lint: $(VENV)/test.ok
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# raptor and serd read the dumps as parsers that are none of ours; Apache tries the redirects; Java runs the proof;
# Virtuoso and Jena are triple stores that every saved query is asked of; Chromium opens the pages. What is missing is
# told by the tests.
tools:
	@if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  missing=""; \
	  command -v rapper >/dev/null || missing="$$missing raptor2-utils"; \
	  command -v serdi >/dev/null || missing="$$missing serdi"; \
	  PATH="$$PATH:/usr/sbin" command -v apache2 >/dev/null || missing="$$missing apache2"; \
	  command -v java >/dev/null || missing="$$missing default-jdk-headless"; \
	  command -v chromium >/dev/null || missing="$$missing chromium fonts-noto-cjk"; \
	  command -v virtuoso-t >/dev/null || missing="$$missing virtuoso-opensource-7-bin"; \
	  [ -d $(JENA) ] || command -v mvn >/dev/null || missing="$$missing maven"; \
	  [ -z "$$missing" ] || { apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; }; \
	fi
	@if [ ! -d $(JENA) ] && command -v mvn >/dev/null; then \
	  mvn -q -B -f tests/servers/pom.xml dependency:copy-dependencies -DincludeScope=runtime \
	    -DoutputDirectory="$(CURDIR)/$(JENA).part" && mv $(JENA).part $(JENA) || rm -rf $(JENA).part; \
	fi

matrix: $(VENV)/test.ok tools
	@PYTHONPATH=tests $(BIN)/python -m servers.matrix

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
