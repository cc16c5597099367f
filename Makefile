# The two commands of the README are `make app` and `make test`; `make check` adds what CI runs besides.
VENV ?= .venv
PYTHON ?= python3.11
BIN := $(VENV)/bin

.PHONY: app test check bench docs messages clean

app: $(VENV)/.app
	$(BIN)/artmatch demo
	$(BIN)/artmatch app

# Tests on every processor, each computing in one thread: with more, threads wait for each other. Pages in a browser are
# driven one at a time, as they wait for what is drawn.
test: $(VENV)/.test
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m "not browser" --numprocesses auto --dist worksteal
	$(BIN)/python -m pytest -m browser

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# An evaluation set's manifest, with the columns path, object_id, role and set: make bench MANIFEST=...
# Peers and growth read training photographs too: runs/photographs and runs/weights are links to what trained the model.
bench: $(VENV)/.test
	$(BIN)/python -m pip install --quiet --constraint requirements.lock --editable '.[bench]'
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.exchange
	$(BIN)/python -m benchmarks.accuracy $(MANIFEST)
	$(BIN)/python -m benchmarks.peers $(MANIFEST)
	$(BIN)/python -m benchmarks.factors $(MANIFEST)
	$(BIN)/python -m benchmarks.growth $(MANIFEST)

docs: $(VENV)/.test
	$(BIN)/python docs/registry.py

# Gathers the sentences that people read, for translators.
messages: $(VENV)/.test
	$(BIN)/python docs/messages.py

# Stamps: the environment is made once, and again only when what it is made from changes.
$(VENV)/.app: pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint requirements.lock --editable .
	touch $@

$(VENV)/.test: pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint requirements.lock --editable '.[test,train]'
	touch $@ $(VENV)/.app

clean:
	rm -rf $(VENV) build dist
