# Everything one can do here. `make` alone explains itself.
#
# Each target brings what it needs: environments and the front end are made again only when the
# files they come from have changed, so a second run starts at once.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PORT ?= 8000
DATA ?= data
SHARE ?= 1
# Tests of one file share what they build, so a file stays with one process.
SPREAD := --numprocesses=auto --maxprocesses=4 --dist=loadfile

PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input
RUNTIME := .venv/.runtime
DEV := .venv/.dev
NODE := pwa/node_modules/.installed
STATIC := backend/static/index.html
FRONT := $(shell find pwa/src pwa/public pwa/build pwa/index.html pwa/vite.config.ts -type f ! -name '*.test.ts' 2>/dev/null)

##@ Use
help: ## this page
	@awk 'BEGIN {FS = ":.*## "} \
	  /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z0-9-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile
	@printf '\nPORT=%s and DATA=%s may be set: make run PORT=9000 DATA=/tmp/greenlane\nPhones on the same network: make run LAN=1\n' '$(PORT)' '$(DATA)'

run: $(RUNTIME) $(STATIC) ## build everything and serve it, with the demo in an empty database
	@.venv/bin/greenlane run --port $(PORT) --data "$(DATA)" $(if $(LAN),--lan $(if $(filter 1,$(LAN)),auto,$(LAN)))

demo: $(RUNTIME) $(STATIC) ## serve a fresh demo from a folder that is thrown away afterwards
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	.venv/bin/greenlane run --port $(PORT) --data "$$folder/data"

dev: $(RUNTIME) $(NODE) ## serve with the front end reloading as it is edited
	@.venv/bin/greenlane run --port $(PORT) --data "$(DATA)" & server=$$!; \
	trap 'kill $$server 2>/dev/null || true' EXIT; \
	cd pwa && GREENLANE_BACKEND=http://127.0.0.1:$(PORT) npm run --silent dev

build: $(RUNTIME) $(STATIC) ## all that `run` needs: the environment, and the front end in backend/static

##@ Check
test: lint types drift unit build e2e ## everything below, as the checks on every change do
	@echo '全部通过。All checks passed.'

lint: $(DEV) $(NODE) ## style, floors and licences
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@.venv/bin/lint-imports --no-logo
	@cd pwa && npm run --silent lint
	@$(PY) tools/licences.py
	@$(PY) -m pip check --quiet || { echo "The locks lack what pyproject.toml asks for: run make lock." >&2; exit 1; }

types: $(DEV) $(NODE) ## mypy --strict and vue-tsc
	@$(PY) -m mypy
	@cd pwa && npm run --silent types

drift: $(DEV) $(NODE) ## whether the front end's types are those of the server
	@$(PY) -m backend.schema --check
	@mkdir -p build && cd pwa && \
	  npx --no-install openapi-typescript src/wire/openapi.json -o ../build/types.gen.ts >/dev/null
	@cmp build/types.gen.ts pwa/src/wire/types.gen.ts || \
	  { echo 'types.gen.ts is out of date: run `make schema`.' >&2; exit 1; }

unit: $(DEV) $(NODE) ## pytest and vitest
	@$(PY) -m pytest -m 'not soak' $(SPREAD)
	@cd pwa && npm run --silent test

e2e: $(DEV) $(STATIC) ## people at work in a real browser against a real server
	@CHROMIUM=$$($(PY) tests/e2e/browser.py) && export CHROMIUM && $(PY) -m pytest -m 'not soak' $(SPREAD) --no-loadscope-reorder tests/e2e

soak: $(DEV) $(STATIC) ## what takes hours: every fault test at its long size (SHARE=0.1 for a tenth of it)
	@CHROMIUM=$$($(PY) tests/e2e/browser.py) && export CHROMIUM && \
	  export GREENLANE_SOAK=$(SHARE) && \
	  $(PY) -m pytest -m soak --verbose --durations=0 && \
	  $(PY) -m pytest -m soak --verbose --durations=0 tests/e2e

bench: $(DEV) ## how fast it is, beside others: QUICK=1 for a few minutes, FULL=1 for a million entries
	@$(PY) -m bench

##@ Maintain
schema: $(DEV) $(NODE) ## write openapi.json and the front end's types from the server's structs
	@$(PY) -m backend.schema
	@cd pwa && npx --no-install openapi-typescript src/wire/openapi.json -o src/wire/types.gen.ts

format: $(DEV) ## lay out the Python code
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format .

pictures: $(DEV) $(STATIC) ## take screenshots: the front page's, and every screen for docs/screens.md
	@rm -rf docs/img/screens && mkdir -p docs/img/screens && $(PY) -m tests.e2e.gallery
	@CHROMIUM=$$($(PY) tests/e2e/browser.py) && export CHROMIUM PICTURES=docs/img && \
	  $(PY) -m pytest -q tests/e2e/test_main_job.py -k zh && \
	  $(PY) -m pytest -q -m 'not soak' tests/e2e/test_screens.py

icons: $(DEV) ## draw the PNG icons from pwa/public/icons/icon.svg
	@PYTHONPATH=. $(PY) pwa/build/icons.py

lock: $(DEV) $(NODE) ## take the newest allowed packages into the locks
	@$(PIP) uv
	@$(COMPILE) --group build -o requirements.lock
	@$(COMPILE) --group build --group dev -c requirements.lock -o requirements-dev.lock
	@cd pwa && npm update --loglevel=error && node build/lock.mjs
COMPILE := $(PY) -m uv pip compile pyproject.toml --upgrade --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-header --quiet

clean: ## remove what was built and cached; environments and data stay
	@rm -rf backend/static build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './.venv/*' -not -path './pwa/node_modules/*' -prune -exec rm -rf {} +

distclean: clean ## clean, and remove the environments too; data stays
	@rm -rf .venv pwa/node_modules

# What the targets above stand on

$(RUNTIME): requirements.lock pyproject.toml
	@python=$$(tools/need.sh python) && echo "安装 Python 依赖… Installing Python packages ($$python)" && \
	  { $(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	    "$$python" -m venv --clear .venv; }
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo '安装开发依赖… Installing development packages'
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(NODE): pwa/package.json pwa/package-lock.json
	@tools/need.sh node
	@echo '安装前端依赖… Installing front-end packages'
	@cd pwa && npm ci --loglevel=error
	@touch $@

$(STATIC): $(NODE) $(FRONT)
	@tools/need.sh node
	@echo '构建前端… Building the front end'
	@cd pwa && npm run --silent build -- --logLevel warn
	@touch $@

.PHONY: help run demo dev build test lint types drift unit e2e soak bench schema format pictures icons lock clean distclean
