# Everything there is to do here, with Python and make alone. Bare `make` lists it.

PY = .venv/bin/python
# Checks and tests have a folder of servers and files to themselves, so that a local run never notices them.
TEST = VAR_DIR=$(CURDIR)/var/test $(PY)
PIP = $(PY) -m pip install --quiet --disable-pip-version-check
.DELETE_ON_ERROR:

.PHONY: help
help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: .venv/run.stamp ## serve the site, its worker and the demonstration on this machine (PORT=8000, DEMO=0 leaves it out)
	@$(PY) manage.py run

.PHONY: demo
demo: .venv/run.stamp ## make the demonstration if it is missing, and say its logins and the second factor of this moment
	@$(PY) manage.py demo

.PHONY: assets
assets: .venv/run.stamp ## build what the browser is given into var/assets
	@$(PY) manage.py assets

.PHONY: test
test: check chromium ## all checks, all fast tests on real servers, and the journeys in a real browser
	$(TEST) -m pytest -n 2 --create-db -m "not long"

.PHONY: test-long
test-long: .venv/dev.stamp chromium ## the slow proofs, and the fast tests once more on an ordinary PostgreSQL 15
	$(TEST) -m pytest --create-db -m long --timeout 1800
	$(PY) -m tests.on_postgresql_15

.PHONY: check
check: lint types walls migrations ## everything `make test` checks, without the tests

.PHONY: lint
lint: .venv/dev.stamp ## how code and templates are written
	$(PY) -m ruff check --quiet .
	$(PY) -m ruff format --check --quiet .
	$(PY) -m djlint --lint --quiet templates

.PHONY: format
format: .venv/dev.stamp ## write code the way `make lint` wants it
	$(PY) -m ruff check --fix --quiet .
	$(PY) -m ruff format --quiet .

.PHONY: types
types: .venv/dev.stamp ## whether the types agree
	$(TEST) -m mypy --no-error-summary

.PHONY: walls
walls: .venv/dev.stamp ## which way imports look
	.venv/bin/lint-imports --no-logo

.PHONY: migrations
migrations: .venv/dev.stamp ## whether every change of a model has its migration
	$(TEST) manage.py makemigrations --check --dry-run --skip-checks

.PHONY: audit
audit: .venv/dev.stamp ## whether holes are known in what is installed, and what bandit makes of the code; a release needs it
	$(PY) -m bandit --quiet --configfile pyproject.toml --recursive peersupport members groups sessions
	$(PY) -m tests.audit

.PHONY: bench
bench: .venv/dev.stamp ## measure it, with 500 groups and five years, into bench/results.json
	$(PY) -m bench

.PHONY: bench-large
bench-large: .venv/dev.stamp ## measure it with 5000 groups too; takes long
	$(PY) -m bench --large

.PHONY: screenshots
screenshots: .venv/dev.stamp chromium ## pictures of the pages, phone and desktop, light and dark, into var/screenshots (ONLY="place jobs": of some)
	$(PY) -m tests.journeys.screenshots $(ONLY)

.PHONY: setup
setup: .venv/dev.stamp ## install everything for working on it into .venv

.PHONY: chromium
chromium: .venv/dev.stamp
	@$(PY) -m tests.journeys.chromium

.venv/run.stamp: requirements.txt | .venv/bin/python
	@echo "Installing what it needs to run …"
	@$(PIP) -r requirements.txt && touch $@

.venv/dev.stamp: requirements-dev.txt requirements.txt | .venv/bin/python
	@echo "Installing what it needs to be worked on …"
	@$(PIP) -r requirements-dev.txt && touch .venv/run.stamp $@

.venv/bin/python:
	@for python in python3.11 python3.12 python3.13 python3; do \
		$$python -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && exec $$python -m venv .venv; \
	done; echo "This needs Python 3.11 or newer with its venv module. Debian: apt-get install python3-venv" >&2; exit 1
