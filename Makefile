# RS Segmenter: the only commands one needs. `make` lists them.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON := .venv/bin/python
STAMP := .venv/.stamp-$(shell cat requirements/{dev,engine,train}.txt pyproject.toml setup.py tools/setup.sh | sha256sum | cut -c1-12)
ZIP := build/rs_segmenter-$(shell sed -n 's/^version=//p' metadata.txt).zip

RASTER ?= resources/samples/rotterdam.tif
MODEL ?= default
PROFILE ?= default
DATA ?= ../shared/data
WEIGHTS ?= ../shared/weights

.PHONY: help setup test test-qgis demo check i18n bench package deploy docs pictures train-defaults clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(STAMP) ## install what is missing: QGIS, PyTorch and the rest (demo and test do it too)

$(STAMP):
	@tools/setup.sh $@

test: $(STAMP) ## run every test: engine, package, plugin in real QGIS
	/usr/bin/python3 tools/i18n.py release
	$(PYTHON) -m pytest -p no:pytest_qgis tests --ignore tests/plugin
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest tests/plugin

test-qgis: $(STAMP) ## run the plugin's tests on another QGIS; VERSION=3.40 or 3.44, TESTS=tests/plugin/test_dock.py
	tools/test_qgis.sh "$(VERSION)" $(TESTS)

demo: $(STAMP) package ## segment the sample through QGIS and draw it; RASTER=my.tif MODEL=name for yours
	@$(PYTHON) tools/demo.py "$(RASTER)" --model "$(MODEL)"

pictures: $(STAMP) demo ## make the pictures of README and docs anew
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -q tests/plugin/desktop
	$(PYTHON) tools/results.py "$(DATA)"
	$(PYTHON) tools/pictures.py

docs: .venv-docs/.stamp ## build the documentation site into build/site, and fail on a broken link
	.venv-docs/bin/mkdocs build

.venv-docs/.stamp: requirements/docs.txt
	/usr/bin/python3 -m venv --clear .venv-docs
	.venv-docs/bin/pip install --disable-pip-version-check --no-deps -q -r $<
	touch $@

check: $(STAMP) package ## ruff, mypy, import rules, metadata, and the scans of plugins.qgis.org
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -m pytest -q -p no:pytest_qgis tests/test_rules.py tests/package/test_metadata.py
	tools/scan.sh $(ZIP)

i18n: $(STAMP) ## gather what the user reads for translators, into resources/i18n
	/usr/bin/python3 tools/i18n.py update

bench: $(STAMP) ## measure speed and memory; each number is a ratio
	$(PYTHON) benchmarks/run.py

train-defaults: $(STAMP) ## train the models that ship anew, into build/models; DATA=folder WEIGHTS=folder, many hours on a CPU
	recipes/landcover/train.sh "$(DATA)" "$(WEIGHTS)" build/models

package: ## build the plugin's zip
	/usr/bin/python3 tools/package.py zip $(ZIP)

deploy: ## copy the plugin into your QGIS profile; PROFILE=name
	/usr/bin/python3 tools/package.py deploy "$(PROFILE)"

clean: ## remove what was built; .venv stays
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
