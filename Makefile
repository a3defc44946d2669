# Two commands do all on a fresh machine: make demo, make test.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check bench docs clean

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: $(READY)
	$(BIN)/scoring explain '≥99%' '98.5%' --points 4
	$(BIN)/scoring explain '作用显著' '作用较显著' --points 30
	$(BIN)/scoring score evaluations --why || test $$? -eq 1
	$(BIN)/scoring whatif evaluations/jinhua-2020-yunwei.toml

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: check
	$(BIN)/python -m pytest -n 2

# generated pages: JSON Schema for editors
docs: $(READY)
	mkdir -p docs/schema
	for kind in indicator-set evaluation standard; do $(BIN)/scoring schema $$kind > docs/schema/$$kind.json; done

bench: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	$(BIN)/python benchmarks/scalar.py

clean:
	rm -rf $(VENV) out build *.egg-info
