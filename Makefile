# Everything starts here: `make demo` needs a Python of 3.11 or newer, and nothing else.

PORT ?=
DATA ?=
ARGS ?=
SERVERS ?= local
RUNS ?= 5
WORKERS ?= $(if $(filter given,$(SERVERS)),0,2)
VENV := .venv
PY := $(VENV)/bin/python
VENDOR := app/static/vendor
NODE_MODULES := web/node_modules/.package-lock.json examples/web/node_modules/.package-lock.json

.PHONY: demo serve test soak durations web pages bench bench-smoke bench-faults bench-lineage bench-recording check format schema lock clean

demo: $(VENV)/installed
	@$(PY) -m app demo $(if $(PORT),--port $(PORT)) $(if $(DATA),--data $(DATA))

serve: $(VENV)/installed
	@$(PY) -m app serve $(if $(PORT),--port $(PORT)) $(if $(DATA),--data $(DATA))

test: $(VENV)/developing
	$(PY) -m pytest --servers=$(SERVERS) --numprocesses=$(WORKERS) $(ARGS)

soak: $(VENV)/developing
	$(PY) -m tests.soak --runs=$(RUNS) --servers=$(SERVERS) --numprocesses=$(WORKERS) $(ARGS)

durations: $(VENV)/developing
	$(PY) -m pytest --servers=$(SERVERS) --numprocesses=$(WORKERS) --write-durations

web: $(VENV)/browsing $(NODE_MODULES)
	$(PY) -m pytest --servers=$(SERVERS) web/tests $(ARGS)

pages: web/node_modules/.package-lock.json
	cd web && npm run build
	cp web/node_modules/cytoscape/dist/cytoscape.esm.min.mjs $(VENDOR)/cytoscape.js
	cp web/node_modules/cytoscape/LICENSE $(VENDOR)/cytoscape.LICENSE
	cp web/node_modules/@dagrejs/dagre/dist/dagre.esm.js $(VENDOR)/dagre.js
	cp web/node_modules/@dagrejs/dagre/LICENSE $(VENDOR)/dagre.LICENSE

bench: $(VENV)/developing
	$(PY) -m bench.requests --write $(ARGS)

bench-smoke: $(VENV)/developing
	$(PY) -m bench.requests --smoke $(ARGS)

bench-faults: $(VENV)/developing
	$(PY) -m bench.faults --write $(ARGS)

bench-lineage: $(VENV)/developing
	$(PY) -m bench.lineage --write $(ARGS)

bench-recording: $(VENV)/developing
	PYTHONPATH=clients/python $(PY) -m bench.recording --write $(ARGS)

check: $(VENV)/developing
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/pyright
	$(PY) -m app schema | diff -u schema.graphql - || (echo "schema.graphql is out of step: run 'make schema'" && false)
	$(VENV)/bin/hadolint Dockerfile
	$(VENV)/bin/check-jsonschema --quiet --builtin-schema vendor.compose-spec compose.yaml
	$(PY) -m pytest -q tests/house

format: $(VENV)/developing
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

schema: $(VENV)/installed
	$(PY) -m app schema > schema.graphql

lock:
	python3 -m venv .venv-lock
	.venv-lock/bin/pip install --quiet --upgrade pip
	.venv-lock/bin/pip install --quiet ".[local,otel,export]" --group dev --group web
	.venv-lock/bin/pip freeze --exclude artifact-graph > constraints.txt
	rm -rf .venv-lock

clean:
	rm -rf $(VENV) web/node_modules examples/web/node_modules .artifact-graph

$(NODE_MODULES): %/node_modules/.package-lock.json: %/package.json %/package-lock.json
	@cd $* && npm install --no-save
	@touch $@

$(VENV)/python:
	@set -e; \
	for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  if command -v $$python >/dev/null 2>&1 && \
	     $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    if ! $$python -c 'import venv, ensurepip' 2>/dev/null; then \
	      echo "$$python has no venv module: install it (on Debian and Ubuntu: apt install python3-venv)"; exit 1; \
	    fi; \
	    echo "Making $(VENV) with $$($$python --version)"; \
	    $$python -m venv --clear $(VENV); touch $@; exit 0; \
	  fi; \
	done; \
	echo "A Python of 3.11 or newer is needed, and none of python3, python3.14 ... python3.11 is one."; \
	exit 1

$(VENV)/installed: $(VENV)/python pyproject.toml constraints.txt
	@echo "Installing what constraints.txt locks (about a minute the first time)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt ".[local]"
	@touch $@

$(VENV)/developing: $(VENV)/installed
	@$(PY) -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group dev
	@touch $@

$(VENV)/browsing: $(VENV)/developing
	@$(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group web
	@touch $@
