# Every target sets up what it needs, from nothing, into .venv (python 3.11 to 3.13).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
NETWORKS ?= brunel,coba,cuba,cobahh,plastic,microcircuit,seed
REPEATS ?= 5

.PHONY: setup demo test test-slow lint bench bench-full bench-compare bench-baseline bench-peers docs scaling clean

setup: $(VENV)/.test $(VENV)/.lint

demo: $(VENV)/.demo
	$(BIN)/neurojit demo --out demo_figures

test: $(VENV)/.test
	$(BIN)/python -m pytest

test-slow: $(VENV)/.test
	NEUROJIT_PEERS=$${NEUROJIT_PEERS:-$(CURDIR)/.venv-peers/bin/python} $(BIN)/python -m pytest -m slow

lint: $(VENV)/.lint
	$(BIN)/ruff check src tests bench docs
	$(BIN)/mypy

bench: $(VENV)/.test
	$(BIN)/python -m bench.run --networks $(NETWORKS) --repeats $(REPEATS)

# the microcircuit at full scale too; with NEST half an hour and 15 GB
bench-full: $(VENV)/.test
	$(BIN)/python -m bench.run --networks $(NETWORKS) --repeats $(REPEATS) --full

bench-compare: $(VENV)/.test
	$(BIN)/python -m bench.compare

# make the last result what later ones are compared with
bench-baseline:
	cp bench/results/latest.json bench/results/baseline.json

scaling: $(VENV)/.demo
	$(BIN)/python docs/make_scaling.py

bench-peers: .venv-peers/.ready

docs: $(VENV)/.docs
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo docs/_build/html/index.html

clean:
	rm -rf $(VENV) .venv-peers docs/_build demo_figures build dist src/*.egg-info

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml | $(BIN)/python
	$(PIP) -e '.[plot,progress]'
	@touch $@

$(VENV)/.test: pyproject.toml | $(BIN)/python
	$(PIP) -e '.[test]'
	@touch $@

$(VENV)/.lint: pyproject.toml | $(BIN)/python
	$(PIP) -e '.[lint]'
	@touch $@

$(VENV)/.docs: pyproject.toml | $(BIN)/python
	$(PIP) -e '.[plot,progress,docs]'
	@touch $@

.venv-peers/.ready: bench/peers/requirements.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check -r bench/peers/requirements.txt
	@touch $@
