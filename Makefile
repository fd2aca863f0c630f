# The verbs of the project; `make` alone lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

# A set-up holds while this checkout, this lock and a Python that starts belong together.
STATE  := $(CURDIR) $(shell cksum requirements.lock pyproject.toml 2>/dev/null | cksum)
ifneq ($(shell cat $(READY) 2>/dev/null),$(STATE))
SETUP  := setup
else ifneq ($(shell $(BIN)/python -c "import regionstat" 2>/dev/null && echo starts),starts)
SETUP  := setup
endif

EDITION  ?= 2020
REGION   ?= trondheimsregionen
LANGUAGE ?= nb

.DEFAULT_GOAL := help
.PHONY: help report test slow lab check bench lint lock clean setup

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

report: $(SETUP) ## build the report (EDITION=2020 REGION=trondheimsregionen LANGUAGE=nb)
	@$(BIN)/regionstat report --edition $(EDITION) --region $(REGION) --language $(LANGUAGE)

test: $(SETUP) ## run the tests, but for the slow ones
	@$(BIN)/python -m pytest -n auto -m "not slow"

slow: $(SETUP) ## run the end-to-end and browser tests (needs chromium)
	@$(BIN)/python -m pytest -m slow

lab: $(SETUP) ## open JupyterLab on the notebooks
	@$(BIN)/python -m jupyterlab notebooks

check: $(SETUP) ## check register, raw files, panel and published numbers
	@$(BIN)/regionstat check --edition $(EDITION)

bench: $(SETUP) ## measure what must be fast; writes benchmarks/latest.json
	@$(BIN)/python -m benchmarks

lint: $(SETUP) ## run the linter, the formatter's check and the type checker
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

lock: $(SETUP) ## renew requirements.lock from pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		--extra dev --no-header --no-annotate pyproject.toml -o requirements.lock

clean: ## remove the environment and all that was built
	@rm -rf $(VENV) data/processed/*.csv benchmarks/latest.json
	@find reports -mindepth 2 -maxdepth 2 -type d -exec rm -rf {} +

setup:
	@$(PYTHON) -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))" 2>/dev/null \
		|| { echo "regionstat needs Python 3.11, 3.12 or 3.13, but '$(PYTHON)' is" \
		"$$($(PYTHON) --version 2>&1 | head -n 1). Name another: make PYTHON=python3.12 …" >&2; exit 2; }
	@echo "Setting up $(VENV) (once; a minute or two) …"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@echo "  the packages that requirements.lock pins …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
		--require-hashes -r requirements.lock
	@echo "  regionstat itself …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
		--no-deps --no-build-isolation -e .
	@printf '%s' '$(STATE)' > $(READY)
	@echo "  done."
