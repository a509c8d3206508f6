# Every command a developer needs. `make` alone lists them.
SHELL := bash
.DEFAULT_GOAL := help
PORT ?= 8000
PY := .venv/bin/python
export UV_COMPILE_BYTECODE := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Many containers set it: every process would compile all of our code again.
unexport PYTHONDONTWRITEBYTECODE

help: ## List the commands
	@grep -hE '^[a-z0-9_-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: export DJANGO_SETTINGS_MODULE ?= config.settings.dev
run: .venv/run-installed tools-run ## Set up everything and serve the site on http://localhost:8000
	@$(PY) manage.py prepare --port $(PORT)
	@exec scripts/with-worker .venv/bin/granian --interface wsgi --host 127.0.0.1 --port $(PORT) \
		--workers 1 --blocking-threads 4 --no-ws --log-level warning config.wsgi:application

dev: export DJANGO_SETTINGS_MODULE ?= config.settings.dev
dev: export DEBUG := 1
dev: .venv/dev-installed tools-run ## Serve the site with automatic reload and the debug toolbar
	@$(PY) manage.py prepare
	@exec scripts/with-worker $(PY) manage.py runserver $(PORT)

test: lint unit-sqlite unit-postgres e2e ## Set up everything and run the whole suite

lint: .venv/dev-installed ## Check style, import rules, templates and migrations
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check -q .
	@.venv/bin/lint-imports --no-logo > /dev/null || .venv/bin/lint-imports
	@git ls-files '*.html' | xargs .venv/bin/djhtml --check --tabwidth 2 2> /dev/null || (echo "Templates: run make fix"; false)
	@DJANGO_SETTINGS_MODULE=config.settings.test $(PY) manage.py makemigrations --check --dry-run -v0 || (echo "A migration is missing"; false)

fix: .venv/dev-installed ## Format the code and the templates
	@.venv/bin/ruff check --fix -q . ; .venv/bin/ruff format -q .
	@git ls-files '*.html' | xargs .venv/bin/djhtml --tabwidth 2 2> /dev/null

unit: .venv/dev-installed node_modules ## Run the unit tests on SQLite
	@.venv/bin/pytest -q -n 2 --ignore tests/e2e

unit-sqlite: .venv/dev-installed node_modules ## Of these, those that open no database, or where the engine has a say
	@.venv/bin/pytest -q -n 2 -m "not database or engine" --ignore tests/e2e

unit-postgres: .venv/dev-installed tools node_modules ## Run on PostgreSQL the unit tests that open the database
	@scripts/with-postgres .venv/bin/pytest -q -n 2 -m database --ignore tests/e2e

e2e: .venv/dev-installed tools node_modules ## Run the journeys in a real Chromium
	@.venv/bin/pytest -q -n 2 --dist loadfile --no-loadscope-reorder tests/e2e

captures: .venv/dev-installed tools ## Picture every kind of page into var/captures, and the guide's screenshots
	@$(PY) -m tests.e2e.captures

bench: .venv/dev-installed ## Measure each kind of page: statements, latency, bytes, elements
	@$(PY) -m tests.bench

load: .venv/dev-installed ## Play two hundred learners at once, on SQLite and on PostgreSQL
	@$(PY) -m tests.load
	@scripts/with-postgres $(PY) -m tests.load

messages: .venv/dev-installed ## Bring the catalogues up to date with the code (wants gettext)
	@$(PY) manage.py makemessages -l fr -l en --no-location --no-wrap --no-obsolete -v0 -i '.venv/*' -i 'node_modules/*' -i 'var/*' -i 'tests/*'
	@$(PY) -c "from pathlib import Path; from core.messages import repeat_source; repeat_source(Path('site/locale/fr/LC_MESSAGES/django.po'))"
	@sed -i '/^"POT-Creation-Date/d' site/locale/*/LC_MESSAGES/django.po # two branches would never agree

# --- Installation -----------------------------------------------------------------

.venv/bin/uv:
	@bash scripts/make-venv

.venv/run-installed: .venv/bin/uv requirements/run.txt pyproject.toml
	@.venv/bin/uv pip install -q --require-hashes -r requirements/run.txt
	@.venv/bin/uv pip install -q --no-deps -e .
	@touch $@

.venv/dev-installed: .venv/run-installed requirements/dev.txt
	@.venv/bin/uv pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

node_modules: package-lock.json
	@npm ci --silent && touch $@

tools:
	@scripts/install-tools

tools-run:
	@scripts/install-tools run

lock: .venv/bin/uv ## Lock the dependencies again, with hashes and without addresses
	@for set in run dev; do .venv/bin/uv pip compile -q --upgrade pyproject.toml \
		$$([ $$set = dev ] && echo --group dev) --python-version 3.12 --universal \
		--generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		-o requirements/$$set.txt; done

.PHONY: help run dev test lint fix unit unit-sqlite unit-postgres e2e captures bench load messages tools tools-run lock
