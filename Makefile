# make run: a demo on a fresh machine.  make test: everything.  make check: the fast part.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
BUILD := collector/static/build.json
JS := $(shell find widgets admin/static -name vendor -prune -o -type f -print 2>/dev/null) package.json

# Messages are compiled from the .po files that translators edit.
CATALOGUES := $(patsubst %.po,%.mo,$(shell find collector/locales -name '*.po' 2>/dev/null))

.PHONY: run test check setup build wheel lint types sizes python javascript browser browsers bench clean

run: setup
	$(BIN)/beckon demo

test: setup browsers lint types javascript python browser
	@echo "all checks passed"

check: setup lint types javascript
	$(BIN)/pytest -q -n 2 --engine sqlite -m "not browser and not slow"

setup: .venv/ready $(BUILD) catalogues

.PHONY: catalogues
catalogues: $(CATALOGUES)

.venv/ready: pyproject.toml hatch_build.py CHANGELOG.md
	@echo "making .venv: a minute or two"
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

# Not npm ci: it refuses a lock that was written where some optional platform package could not be seen.
node_modules/.ready: package-lock.json
	npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

$(BUILD): node_modules/.ready $(JS)
	npm run --silent build
	npm run --silent vendor

%.mo: %.po .venv/ready
	$(BIN)/python hatch_build.py

build: $(BUILD)

# What an installation needs, in one file: dist/beckon-….whl
wheel: setup
	$(BIN)/python -m build --wheel --no-isolation

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	npm run --silent lint

types: setup
	$(BIN)/mypy
	npm run --silent types

javascript: setup
	npm test --silent

# Two processes for two cores; each has databases of its own.
python: setup
	$(BIN)/pytest -q -n 2 -m "not browser"

browser: setup browsers
	$(BIN)/pytest -q -n 2 -m browser

browsers:
	@bash tests/system.sh

bench: setup
	$(BIN)/python -m bench.intake

clean:
	rm -rf .venv node_modules collector/static admin/static/vendor dist
