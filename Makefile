# Two commands are enough to begin: `make demo` and `make test`. Both need python3 (3.11 or newer) and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := bot commands storage sandbox bench tests

.PHONY: install demo test check format bench matrix soak screenshots manifest docs lock clean

install: $(VENV)/.ready  ## what the bot needs, into .venv

demo: $(VENV)/.ready  ## the board in the browser, with everything it needs, on this machine alone
	@$(BIN)/python -m sandbox

# To compile the suite anew each time takes some seconds in each worker, and in each process that a test starts.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.ready  ## every test
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(VENV)/.ready  ## lint, format, types, import contracts, the manifest
	$(BIN)/ruff check $(PACKAGES)
	$(BIN)/ruff format --check $(PACKAGES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m bot manifest --check

format: $(VENV)/.ready  ## put the code into form
	$(BIN)/ruff check --fix-only $(PACKAGES)
	$(BIN)/ruff format $(PACKAGES)

bench: $(VENV)/.ready  ## measure, and print the tables of docs/performance.md
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.uploads
	@$(BIN)/python -m bench.outbox
	@$(BIN)/python -m bench.lateness
	@$(BIN)/python -m bench.statistics

matrix: $(VENV)/.ready  ## every command and decision, by everybody, by every way from every place
	@$(BIN)/python -m pytest tests/matrix --in-full -n auto --dist load

soak: $(VENV)/.ready  ## kill and freeze workers 200 times on each database while Slack loses answers (needs PostgreSQL)
	@$(BIN)/python -m tests.soak

screenshots: $(VENV)/.ready  ## draw the pictures of the README anew (needs Chromium)
	@$(BIN)/python -m tests.browser.screenshots

manifest: $(VENV)/.ready  ## write manifest.yml anew
	$(BIN)/python -m bot manifest > manifest.yml

docs: $(VENV)/.ready  ## write the pages that are made from the code anew
	$(BIN)/python -m commands.docs > docs/commands.md
	$(BIN)/python -m bot.clients.operations > docs/operations.md

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

lock: $(VENV)/.ready  ## pin all dependencies by hash, from pyproject.toml
	$(LOCK) --output-file requirements.txt pyproject.toml
	$(LOCK) --group dev --constraint requirements.txt --output-file requirements-dev.txt

# Installed by hash into a fresh environment whenever the pinned versions change.
$(VENV)/.ready: requirements-dev.txt requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Callboard needs Python 3.11 or newer."; exit 1; }
	@echo "Installing what Callboard needs into $(VENV) (once) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements.txt -r requirements-dev.txt
	@touch $@

clean:  ## remove what was installed and what tools left behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
