# Needs python >= 3.11, git and make; everything else is installed into .venv from locked versions.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: help demo test lint typing long trust sabotage coverage licences environments bench suite table peers golden docs lock clean

help:
	@echo "make demo   solve the bundled example of Hà Nội's 14 communes"
	@echo "make test   style, types and tests"
	@echo "make lint   style and types only"
	@echo "make typing the public types, as a fund system that uses the library sees them (pyright)"
	@echo "make long   10,000 problems against brute force, 3,000 damaged files"
	@echo "make trust  all suites against the promises of docs/trust.md; one alone: make trust SUITE=kills"
	@echo "make sabotage  break every promise on purpose and see that its suite notices"
	@echo "make coverage  branches of the audit, the readers and the writers"
	@echo "make licences  write down the licences of everything that is installed"
	@echo "make bench  the benchmarks"
	@echo "make suite  every family of instances, ten seeds each; 'make table' prints what was measured"
	@echo "make peers  two families beside other tools (they get environments of their own)"
	@echo "make golden  accept what examples and demonstration print now"
	@echo "make docs   the documentation site in build/site, its notebooks executed"
	@echo "make lock   renew the locked requirements (needs uv)"
	@echo "make clean  remove what was built"

$(INSTALLED): requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(INSTALLED)

demo: $(INSTALLED)
	$(BIN)/python -m matching demo

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check src tests benchmarks trust examples docs/*.py
	$(BIN)/mypy
	$(BIN)/mypy tests/typing/consumer.py

typing: $(INSTALLED) .venv-trust/.installed
	.venv-trust/bin/basedpyright --pythonpath $(BIN)/python --level error tests/typing/consumer.py
	cd tests && PYTHONPATH=$(CURDIR)/src ../.venv-trust/bin/basedpyright --pythonpath ../$(BIN)/python --ignoreexternal --verifytypes matching

test: lint
	$(BIN)/pytest -n 2 -q -m "not long"

long: $(INSTALLED)
	MATCHING_INSTANCES=10000 $(BIN)/pytest -n 2 -q -m long
	MATCHING_MUTATIONS=3000 $(BIN)/pytest -n 2 -q tests/files/test_fuzz.py

bench: $(INSTALLED)
	$(BIN)/python -m benchmarks run

suite: $(INSTALLED)
	$(BIN)/python -m benchmarks suite

table: $(INSTALLED)
	$(BIN)/python -m benchmarks table

.venv-peers/.installed .venv-fairpyx/.installed: .venv-%/.installed: requirements/%.txt
	$(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$*.txt
	touch $@

# Oldest libraries, and every further interpreter that starts: the same bytes come out of all (suite "versions").
INTERPRETERS := $(foreach name,python3.12 python3.13 python3.14,$(if $(shell $(name) -c 'print(1)' 2>/dev/null),.venv-$(name)/.installed))

environments: .venv-lowest/.installed $(INTERPRETERS)

.venv-python%/.installed: requirements/dev.txt pyproject.toml
	python$* -m venv .venv-python$*
	.venv-python$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	.venv-python$*/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

trust: $(INSTALLED) environments
	$(BIN)/python -m trust $(SUITE)

sabotage: $(INSTALLED)
	$(BIN)/python -m trust.sabotage

coverage: $(INSTALLED)
	$(BIN)/pytest -n 2 -q -m "not long" --cov=matching.auditing --cov=matching.files --cov-branch \
		--cov-report=term-missing:skip-covered --cov-fail-under=100

licences: .venv-trust/.installed
	.venv-trust/bin/python -m trust.licences

.venv-%/.installed: requirements/%.txt pyproject.toml
	$(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$*.txt
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

peers: $(INSTALLED) .venv-peers/.installed .venv-fairpyx/.installed
	$(BIN)/python -m benchmarks suite --families thanh-hoa mixed --children 1000 3000 10000 --seeds 1 --peers 300

golden: $(INSTALLED)
	PYTHONUTF8=1 $(BIN)/python tests/examples/accept.py

docs: .venv-docs/.installed
	PYTHONUTF8=1 .venv-docs/bin/sphinx-build -W --keep-going -j auto -c docs -b html . build/site

lock:
	for list in dev docs trust peers fairpyx; do uv pip compile --universal --python-version 3.11 --generate-hashes \
		requirements/$$list.in -o requirements/$$list.txt || exit 1; done
	uv pip compile --universal --python-version 3.11 --resolution lowest-direct --generate-hashes \
		requirements/lowest.in -o requirements/lowest.txt

clean:
	rm -rf build dist demo-output .pytest_cache .mypy_cache .ruff_cache .hypothesis src/*.egg-info
	find src tests examples benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
