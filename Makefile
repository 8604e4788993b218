# Everything anyone runs here; CI runs the same commands (.ci/run). `make` alone lists them.

# The first Python that is new enough; choose another with `make PYTHON=python3.13 …`.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; exit; }; done; echo python3)
PORT ?= 8000
UV_VERSION := 0.13.9
BIN := .venv/bin
TEMPLATES := lms courses cohorts payments
# Values of the right shape: `check --deploy` looks at the settings and opens no connection.
PRODUCTION_LIKE = DJANGO_SETTINGS_MODULE=lms.standalone.settings.production \
	LMS_SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
	LMS_ALLOWED_HOSTS=lms.example LMS_BASE_URL=https://lms.example LMS_EMAIL_URL=smtp://127.0.0.1:25 \
	DATABASE_URL=postgres://lms@127.0.0.1/lms REDIS_URL=redis://127.0.0.1/0 \
	STRIPE_SECRET_KEY=sk_live_shape STRIPE_WEBHOOK_SECRETS=whsec_shape
UNDER_TEST = DJANGO_SETTINGS_MODULE=lms.standalone.settings.test

.DEFAULT_GOAL := help
.PHONY: help demo test test-fast test-stripe-live check fmt mutants bench clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.demo-ok ## Run the site with sample data at http://127.0.0.1:8000 (PORT=8123 chooses the port)
	@exec $(BIN)/python manage.py demo --port $(PORT)

test: .venv/.dev-ok ## Run every test: SQLite, PostgreSQL, brokers, a browser, host sites
	$(BIN)/python -m pytest -q -n 2 --dist loadfile
	$(BIN)/python -m tests.tools.with_postgres pytest -q -m both_databases

test-fast: .venv/.dev-ok ## Run rules and actions, in under a minute; pages, servers and browsers are left to make test
	$(BIN)/python -m pytest -q -x -n 2 --dist loadfile --ignore tests/desk --ignore tests/portal --ignore tests/checkout --ignore tests/pages --ignore tests/standalone --ignore tests/test_urls_are_guarded.py -m "not (browser or broker or hosts or postgres or slow)"

test-stripe-live: .venv/.dev-ok ## Tell the purchases of the suite to Stripe itself, where LMS_STRIPE_TEST_KEY holds a test-mode key
	$(BIN)/python -m pytest -q -rs tests/payments/test_stripe_live.py

check: .venv/.dev-ok ## Check style, types, layers, templates, migrations, production settings, catalogs and generated pages
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint $(TEMPLATES)
	$(BIN)/djlint --quiet --check $(TEMPLATES)
	$(UNDER_TEST) $(BIN)/python manage.py makemigrations --check --dry-run
	@echo "manage.py check --deploy, on production settings"
	@$(PRODUCTION_LIKE) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python -m tests.tools.catalogs check
	$(BIN)/python -m tests.tools.states check

fmt: .venv/.dev-ok ## Format code and templates, extract and compile catalogs, redraw docs/states.md
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	-$(BIN)/djlint --quiet --reformat $(TEMPLATES)
	$(BIN)/python -m tests.tools.catalogs extract
	$(BIN)/python -m tests.tools.catalogs compile
	$(BIN)/python -m tests.tools.states write

mutants: .venv/.dev-ok ## Break the handling of money on purpose and see the tests notice, in a quarter of an hour
	$(BIN)/python -m tests.tools.mutants

bench: .venv/.dev-ok ## Measure our work beside its floor, in ratios (docs/performance.md; QUICK=1 shortens it)
	$(BIN)/python -m benchmarks $(if $(QUICK),--quick)

clean: ## Remove what the commands above made: environment, data of the demonstration, caches
	rm -rf .venv var build dist htmlcov .coverage .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info

# The standalone lock is part of the dev lock, so either environment runs the demonstration.
.venv/.demo-ok: requirements/standalone.txt | .venv/bin/python
	$(call install,requirements/standalone.txt)
	@touch $@

.venv/.dev-ok: requirements/standalone.txt requirements/dev.txt | .venv/bin/python
	$(call install,requirements/dev.txt)
	@touch .venv/.demo-ok $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv

# uv where it can be had (seconds), pip otherwise (a minute); both verify every hash of the lock.
define install
@echo "Installing $(1)"
@$(BIN)/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION) 2>/dev/null \
	&& UV_SYSTEM_CERTS=true $(BIN)/uv pip install -q --require-hashes --python $(BIN)/python -r $(1) 2>/dev/null \
	|| $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1)
endef
