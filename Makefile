# Two commands are all a newcomer needs: `make run` and `make test`. Each target sets up what it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run chat setup test attack check verify walks servers bench eval eval-baseline eval-mutants screenshots report calibrate vectors train clean

run: $(VENV)/.installed
	@$(BIN)/interviewer serve

chat: $(VENV)/.installed
	@$(BIN)/interviewer chat

setup: $(VENV)/.installed

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto

# Tries to break in, to read, to strand and to stall, on loopback; says how often it was let through.
attack: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto -m attack

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# All that is too slow for every change: before an issue is closed.
verify: check test walks eval-mutants servers
	$(BIN)/interviewer eval gate

# Longer walks by chance through the page than `make test` takes: some minutes each.
walks: $(VENV)/.installed-dev
	INTERVIEWER_WALKS=12 $(BIN)/python -m pytest -n auto tests/test_web_walks.py

# Whole interviews against sixteen stubbed model servers, as a table.
servers: $(VENV)/.installed-dev
	$(BIN)/python -m evals.reports.servers

bench: $(VENV)/.installed-dev
	$(BIN)/python -m evals.reports.benchmark

# Every suite on the embedded engine, no key: evals/REPORT.md and .html.
eval: $(VENV)/.installed-dev
	$(BIN)/python -m evals.reports.suites_report

# A picture of every page, desktop and phone, light and dark: docs/screenshots.
screenshots: $(VENV)/.installed-dev
	$(BIN)/python docs/take_screenshots.py

# Keeps the present numbers as those that later runs are held against.
eval-baseline: $(VENV)/.installed-dev
	$(BIN)/python -m evals.reports.suites_report --baseline

# Sabotages that the gate must catch, and harmless edits that it must pass: evals/MUTANTS.md.
eval-mutants: $(VENV)/.installed-dev
	$(BIN)/python -m evals.reports.mutants

# Opens the locked test part, to report.
report: $(VENV)/.installed-dev
	$(BIN)/python -m evals.reports.critic_report

# Measures the reader's confidence, noise and n/a on the development part, which its training has not seen.
calibrate: $(VENV)/.installed-dev
	$(BIN)/python -m evals.training.calibrate

# The vectors of the shipped pack's texts; needed after a text of the pack was changed.
vectors: $(VENV)/.installed-dev
	$(BIN)/python -m evals.training.ship_vectors

# Fits the embedded extractor anew; torch lives in an environment of its own, because the product does without it.
train: $(VENV)-train/.installed
	$(VENV)-train/bin/python -m evals.training.train_extractor

clean:
	rm -rf $(VENV) $(VENV)-train

$(VENV)-train/.installed: $(VENV)/.installed
	@test -x $(VENV)-train/bin/python || $(PYTHON) -m venv $(VENV)-train
	@$(VENV)-train/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[train]'
	@touch $@

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it: make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV) (about a minute, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@rm -f $(VENV)/.installed-dev && touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,evals]'
	@touch $@
