# Everything sets itself up: a fresh Debian 12 with python3, python3-venv and make is enough.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check fuzz bench eval screenshots w3c man lock clean

run: .venv/ready
	$(BIN)/rubrique run
	@echo
	@echo "Published. Open output/index.html in a browser, or subscribe a feed reader to one of:"
	@ls output/*.atom | sed 's/^/    /'

test: .venv/ready-dev
	$(BIN)/python -m pytest -n 2 --cov --cov-report=term:skip-covered --cov-fail-under=95

check: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check feeds tests
	$(BIN)/mypy

# Properties held against thousands of new examples; a quarter of an hour.
fuzz: .venv/ready-dev
	$(BIN)/python -m pytest -n 2 -m hypothesis --hypothesis-profile=fuzz

bench: .venv/ready-dev
	$(BIN)/python -m tests.bench

eval: .venv/ready-dev
	$(BIN)/python tests/eval.py $(FILE) $(if $(LEARN),--learn $(LEARN))

screenshots: .venv/ready-dev
	$(BIN)/python -m tests.screenshots

# The manual page, from what --help says.
man: .venv/ready-dev
	$(BIN)/python -m feeds.cli.manual docs/rubrique.1

# The W3C feed validator over output/, or FILES; W3C_FEEDVALIDATOR names a checkout of github.com/w3c/feedvalidator.
w3c: .venv/ready-dev
	$(BIN)/python tests/w3c.py $(FILES)

# What `run` needs, to the byte; the hashes say so.
.venv/ready: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --use-pep517 --no-deps --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --use-pep517 --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

# After a change of the dependencies in pyproject.toml: needs uv, and the network.
lock:
	uv lock --upgrade
	uv export --quiet --format requirements.txt --no-header --no-emit-project --no-dev --extra postgresql --extra serve > requirements.txt
	uv export --quiet --format requirements.txt --no-header --no-emit-project --all-groups --all-extras > requirements-dev.txt
	rm uv.lock

clean:
	rm -rf .venv output .rubrique .coverage .mypy_cache .pytest_cache .ruff_cache
