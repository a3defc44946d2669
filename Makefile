# Two commands do all on a fresh machine: make demo, make test.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

# every process of the tests would compile our modules anew
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check lint programs bench docs clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# what users need
$(INSTALLED): pyproject.toml | $(BIN)/python
	$(PIP) '.[pdf,desk,columns]'
	touch $@

# and what the tests need: linters, browsers, Spark and Ray (of which most is never imported: compiled when it is)
$(READY): pyproject.toml | $(BIN)/python
	$(PIP) '.[dev,pdf]' --no-compile
	touch $(INSTALLED) $@

# scores the example evaluations and writes their tables into out/
demo: $(INSTALLED)
	$(BIN)/scoring explain '≥99%' '98.5%' --points 4
	$(BIN)/scoring explain '作用显著' '作用较显著' --points 30
	$(BIN)/scoring score evaluations --why || test $$? -eq 1
	$(BIN)/scoring whatif evaluations/jinhua-2020-yunwei.toml
	$(BIN)/scoring narrate evaluations/jinhua-2020-yunwei.toml evaluations/jinhua-2020-zhuanwang.toml
	$(BIN)/scoring render evaluations -o out --to docx,xlsx,pdf,html,md,txt --why --force
	$(BIN)/scoring template indicator_sets/rsb-2023-jinbao.toml -o out/填报表.xlsx --force
	$(BIN)/scoring summary evaluations -o out/汇总表.xlsx --force
	mkdir -p out/复核
	$(BIN)/scoring check evaluations out/*.docx -o out/复核 --sample 3 --force > out/复核/疑点.txt || test $$? -eq 1
	tail -n 25 out/复核/疑点.txt
	@echo '在浏览器里填报：$(BIN)/scoring serve --open'

check: lint
	$(BIN)/mypy

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# Only the tests need these programs: LibreOffice and Chromium look at our pages, Spark runs on Java, the register is
# tried on PostgreSQL as well. What cannot be installed is named, and its tests are left out.
installed = command -v $(1) >/dev/null || ls /usr/lib/postgresql/*/bin/$(1) >/dev/null 2>&1 || \
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends $(2) >/dev/null; } || echo "没有 $(1)，相关测试将跳过"

programs:
	@$(call installed,soffice,libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-cjk)
	@$(call installed,chromium,chromium fonts-noto-cjk)
	@$(call installed,java,default-jre-headless)
	@$(call installed,postgres,postgresql)

# mypy works beside the tests and speaks after them
test: lint programs
	@$(BIN)/mypy > $(VENV)/mypy.txt 2>&1 & types=$$!; \
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder; tests=$$?; \
	wait $$types; typed=$$?; echo "mypy: $$(cat $(VENV)/mypy.txt)"; exit $$((tests + typed))

# generated pages: JSON Schema for editors, a page for each finding
docs: $(READY)
	mkdir -p docs/schema
	for kind in indicator-set evaluation standard waivers; do $(BIN)/scoring schema $$kind > docs/schema/$$kind.json; done
	$(BIN)/python -m tests.rule_examples
	$(BIN)/scoring rules --pages docs/rules

bench: $(READY)
	$(PIP) '.[dev,pdf,bench]'
	$(BIN)/python -m benchmarks.scalar
	$(BIN)/python -m benchmarks.start
	$(BIN)/python -m benchmarks.paper
	$(BIN)/python -m benchmarks.recheck
	$(BIN)/python -m benchmarks.recheck --docx
	$(BIN)/python -m benchmarks.desk register
	$(BIN)/python -m benchmarks.columns

clean:
	rm -rf $(VENV) out build *.egg-info
