# Every command starts from a machine with python3, make and git. `make setup` does nothing when nothing changed.

UV_VERSION := $(shell sed -n 's/^required-version = "==\(.*\)"$$/\1/p' pyproject.toml)
UV := .tools/uv-$(UV_VERSION)/bin/uv

TEST_WORKERS ?= 2

.PHONY: help setup run quick test check fix bench demo

help:
	@echo "make run    install, prepare a demo workshop and serve on http://127.0.0.1:8000 (PORT and DATA_DIR override)"
	@echo "make demo   make one more demo workshop in the same data folder"
	@echo "make test   the whole suite: embedded, then PostgreSQL, Redis, a Celery worker and Chromium"
	@echo "make quick  the tests of what has changed since main, embedded and without a browser: the daily loop"
	@echo "make check  formatters, linters, types, import contracts, migrations, dependency audit"
	@echo "make fix    what the formatters and linters can mend by themselves"
	@echo "make bench  the measured promises, one JSON object a line; ARGS='soak_server --minutes 120' watches memory"
	@echo "make setup  only install (the others do it when needed)"

setup: .venv/.ready

.venv/.ready: pyproject.toml uv.lock .python-version | $(UV)
	$(UV) sync --frozen --quiet
	@touch $@

$(UV):
	@python3 -c 'import ensurepip' 2>/dev/null || scripts/system-parts venv
	python3 -m venv --clear $(@D)/..
	$(@D)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

run: setup
	@scripts/system-parts pango || true
	@exec .venv/bin/python manage.py serve

demo: setup
	@exec .venv/bin/python manage.py demo_workshop

test: setup
	@scripts/system-parts pango fonts chromium redis postgresql
	@status=0; for profile in embedded server; do \
		.venv/bin/python -m pytest --profile $$profile -n $(TEST_WORKERS) --dist worksteal $(ARGS) || status=1; \
	done; exit $$status

quick: setup
	@.venv/bin/python scripts/quick $(ARGS)

check: setup
	@exec .venv/bin/python scripts/check

fix: setup
	@exec .venv/bin/python scripts/check --fix

bench: setup
	@scripts/system-parts pango fonts redis postgresql
	@exec .venv/bin/python -m bench $(ARGS)
