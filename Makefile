# The verbs of the project; `make` alone lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PARTS  := $(VENV)/.parts
PIP    := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check --no-input

EDITION  ?= 2020
REGION   ?= trondheimsregionen
LANGUAGE ?= nb
KIND     ?= benchmark

# An activated set-up must not be what a new one is made from.
export PATH := $(subst $(CURDIR)/$(BIN):,,$(PATH))

# A set-up holds while this checkout, this lock and (where one is named) this Python belong
# together, the package starts, and nothing that was installed has gone.
ifneq ($(filter command environment,$(firstword $(origin PYTHON))),)
WANTED := $(shell { $(PYTHON) --version; } 2>&1)
FOUND  := $(shell { $(BIN)/python --version; } 2>&1)
endif
STATE  := $(shell { pwd; cat requirements.lock pyproject.toml; } | cksum)
HOLDS  := $(shell test "$$(cat $(READY) 2>/dev/null)" = "$(STATE)" \
	&& test "$(WANTED)" = "$(FOUND)" \
	&& xargs ls -d < $(PARTS) >/dev/null 2>&1 \
	&& $(BIN)/python -c "import regionstat" 2>/dev/null && echo yes)
SETUP  := $(if $(HOLDS),,setup)

.DEFAULT_GOAL := help
.PHONY: help report site test slow lab check bench lint lock clean setup

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

report: $(SETUP) ## build the report (EDITION=2020 REGION=trondheimsregionen LANGUAGE=nb KIND=benchmark)
	@$(BIN)/regionstat report --edition $(EDITION) --kind $(KIND) --region $(REGION) --language $(LANGUAGE)

site: $(SETUP) ## build the public database, a folder for any web host (EDITION=2020)
	@$(BIN)/regionstat site --editions $(EDITION)

test: $(SETUP) ## run the tests, but for the slow ones
	@$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow"

slow: $(SETUP) ## run the end-to-end and browser tests (needs chromium and its driver)
	@$(BIN)/python -m pytest -m slow

lab: $(SETUP) ## open JupyterLab on the first notebook
	@$(BIN)/python -m jupyterlab notebooks/00_start.ipynb \
		--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate

check: $(SETUP) ## check register, raw files, panel and published numbers
	@$(BIN)/regionstat check --edition $(EDITION)

bench: $(SETUP) ## measure what must be fast; writes benchmarks/latest.json
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks

lint: $(SETUP) ## run the linter, the formatter's check and the type checker
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

lock: $(SETUP) ## renew requirements.lock from pyproject.toml
	@$(PIP) install uv
	@$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --python-version 3.11 \
		--extra dev --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.lock

clean: ## remove the environment and all that was built
	@rm -rf $(VENV) data/processed/*.csv data/processed/*.sqlite benchmarks/latest.json site
	@find reports -mindepth 2 -maxdepth 2 -type d -exec rm -rf {} +

# pyjstat comes as source only: setuptools, which builds it, goes in first, from the same lock.
setup:
	@command -v $(PYTHON) >/dev/null \
		|| { echo "regionstat needs Python 3.11, 3.12 or 3.13, but there is no '$(PYTHON)' here." \
		"Install one, or name it: make PYTHON=python3.12 …" >&2; exit 2; }
	@$(PYTHON) -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))" 2>/dev/null \
		|| { echo "regionstat needs Python 3.11, 3.12 or 3.13, but '$(PYTHON)' is" \
		"$$($(PYTHON) --version 2>&1 | head -n 1). Name another: make PYTHON=python3.12 …" >&2; exit 2; }
	@echo "Setting up $(VENV) (once; a minute or two) …"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@awk '/^[a-z]/ {out = /^setuptools==/} out' requirements.lock > $(VENV)/builder.lock
	@$(PIP) install --require-hashes --upgrade -r $(VENV)/builder.lock
	@echo "  the packages that requirements.lock pins …"
	@$(PIP) install --require-hashes --use-pep517 --no-build-isolation -r requirements.lock \
		|| { echo "The packages could not be installed; the lines above say why (often the" \
		"network). Run make again: it begins anew." >&2; exit 1; }
	@echo "  regionstat itself …"
	@$(PIP) install --no-deps --no-build-isolation -e .
	@ls -d $(VENV)/lib/python*/site-packages/* > $(PARTS)
	@echo "$(STATE)" > $(READY)
	@echo "  done."
