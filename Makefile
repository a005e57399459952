# Everything happens in .venv; `make demo` and `make test` need nothing but Python 3.11 or later (with venv) and make.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test search check lint plates sheets bench browser newest oldest constraints assets clean

demo: $(VENV)/ready
	$(BIN)/python tools/demo.py

# Two processes; a file's tests stay together and share what they make.
test: $(VENV)/ready
	$(BIN)/python -m pytest -n 2 --dist loadfile

# New examples for the property tests; `make test` always tries the same ones.
search: $(VENV)/ready
	$(BIN)/python -m pytest -m hypothesis --hypothesis-profile=search

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test

plates: $(VENV)/ready
	$(BIN)/python tools/plates.py

# The HTML handouts in a real browser.
browser: $(VENV)/ready
	$(PYTHON) tools/setup.py $(VENV) browser
	$(BIN)/python tools/browser.py
	$(BIN)/python -m pytest tests/test_handout_browser.py

# The pictures in docs: the sheets and the one in the README.
sheets: $(VENV)/ready
	$(BIN)/python tools/sheets.py

bench: $(VENV)/ready
	$(PYTHON) tools/setup.py $(VENV) bench
	$(BIN)/python benchmarks/run.py --write README.md
	$(BIN)/python benchmarks/lookup.py --write README.md
	$(BIN)/python benchmarks/handouts.py --write README.md

# The tests on the newest and on the lowest versions that pyproject.toml allows, on each supported Python that is at hand, or
# on some of them: make oldest ON="3.11 3.13".
newest oldest:
	$(PYTHON) tools/versions.py $@ $(ON) -n 2 --dist loadfile

# Renew constraints.txt, the exact versions that all of the above install.
constraints:
	$(PYTHON) tools/versions.py constraints

# The body surface and its line work: committed, and built again only when the tools or the cameras change.
assets: $(VENV)/ready
	$(BIN)/python tools/build_body.py
	$(BIN)/python tools/build_lineart.py

$(VENV)/ready: pyproject.toml constraints.txt tools/setup.py
	$(PYTHON) tools/setup.py $(VENV)
	touch $@

clean:
	rm -rf $(VENV) build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis
