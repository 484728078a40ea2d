# Needs python >= 3.11, git and make; everything else is installed into .venv from locked versions.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: help demo test lint typing long bench peers golden lock clean

help:
	@echo "make demo   solve the bundled example of Hà Nội's 14 communes"
	@echo "make test   style, types and tests"
	@echo "make lint   style and types only"
	@echo "make typing the public types, as a fund system that uses the library sees them (pyright)"
	@echo "make long   10,000 problems against brute force, 3,000 damaged files"
	@echo "make bench  the benchmarks"
	@echo "make peers  a mixed province beside other tools (they get an environment of their own)"
	@echo "make golden  accept what examples and demonstration print now"
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
	$(BIN)/mypy
	$(BIN)/mypy tests/typing/consumer.py

typing: $(INSTALLED) .venv-trust/.installed
	.venv-trust/bin/basedpyright --pythonpath $(BIN)/python --level error tests/typing/consumer.py
	cd tests && ../.venv-trust/bin/basedpyright --pythonpath ../$(BIN)/python --ignoreexternal --verifytypes matching

test: lint
	$(BIN)/pytest -n 2 -q -m "not long"

long: $(INSTALLED)
	MATCHING_INSTANCES=10000 $(BIN)/pytest -n 2 -q -m long
	MATCHING_MUTATIONS=3000 $(BIN)/pytest -n 2 -q tests/files/test_fuzz.py

bench: $(INSTALLED)
	$(BIN)/python -m benchmarks

.venv-peers/.installed: requirements/peers.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/peers.txt
	touch .venv-peers/.installed

.venv-%/.installed: requirements/%.txt pyproject.toml
	$(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$*.txt
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

peers: $(INSTALLED) .venv-peers/.installed
	$(BIN)/python -m benchmarks --children 1000 3000 10000 --peers 300

golden: $(INSTALLED)
	PYTHONUTF8=1 $(BIN)/python tests/examples/accept.py

lock:
	for list in dev docs trust peers; do uv pip compile --universal --python-version 3.11 --generate-hashes \
		requirements/$$list.in -o requirements/$$list.txt || exit 1; done

clean:
	rm -rf build dist demo-output .pytest_cache .mypy_cache .ruff_cache .hypothesis src/*.egg-info
	find src tests examples benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
