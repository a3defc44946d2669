# Two commands do all on a fresh machine: make demo, make test.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check office java postgresql bench docs clean

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,pdf]'
	touch $@

# scores the example evaluations and writes their tables into out/
demo: $(READY)
	$(BIN)/scoring explain '≥99%' '98.5%' --points 4
	$(BIN)/scoring explain '作用显著' '作用较显著' --points 30
	$(BIN)/scoring score evaluations --why || test $$? -eq 1
	$(BIN)/scoring whatif evaluations/jinhua-2020-yunwei.toml
	$(BIN)/scoring narrate evaluations/jinhua-2020-yunwei.toml evaluations/jinhua-2020-zhuanwang.toml
	$(BIN)/scoring render evaluations -o out --to docx,xlsx,pdf,html,md,txt --why --force
	$(BIN)/scoring template indicator_sets/rsb-2023-jinbao.toml -o out/填报表.xlsx --force
	$(BIN)/scoring summary evaluations -o out/汇总表.xlsx --force
	mkdir -p out/复核
	$(BIN)/scoring check evaluations out -o out/复核 --sample 3 --force > out/复核/疑点.txt || test $$? -eq 1
	tail -n 25 out/复核/疑点.txt
	@echo '在浏览器里填报：$(BIN)/scoring serve --open'

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# LibreOffice and Chromium only look at our pages in the tests; the product runs without them
office:
	@command -v soffice >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends \
	  libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-cjk >/dev/null; } || echo "没有 LibreOffice，相关测试将跳过"
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { apt-get update -qq && \
	  apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; } || echo "没有 Chromium，相关测试将跳过"

# Spark runs in the tests in local mode and needs Java
java:
	@command -v java >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends \
	  default-jre-headless >/dev/null; }

# the register is tested on both databases; the product needs PostgreSQL only where somebody wants it
postgresql:
	@ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || { apt-get update -qq && \
	  apt-get install -y -qq --no-install-recommends postgresql >/dev/null; } || echo "没有 PostgreSQL，相关测试将跳过"

test: check office postgresql java
	$(BIN)/python -m pytest -n 2

# generated pages: JSON Schema for editors, a page for each finding
docs: $(READY)
	mkdir -p docs/schema
	for kind in indicator-set evaluation standard waivers; do $(BIN)/scoring schema $$kind > docs/schema/$$kind.json; done
	$(BIN)/python -m tests.rule_examples
	$(BIN)/scoring rules --pages docs/rules

bench: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,pdf,bench]'
	$(BIN)/python -m benchmarks.scalar
	$(BIN)/python -m benchmarks.start
	$(BIN)/python -m benchmarks.paper
	$(BIN)/python -m benchmarks.recheck
	$(BIN)/python -m benchmarks.recheck --docx
	$(BIN)/python -m benchmarks.desk register
	$(BIN)/python -m benchmarks.columns

clean:
	rm -rf $(VENV) out build *.egg-info
