# The developer's interface. Each target installs what it needs and says what it does.
SHELL := /bin/bash
PYTHON ?=
BIN := .venv/bin
export RASA_TELEMETRY_ENABLED = false
export PYTHONPATH = .

.PHONY: help install run talk train evaluate bench check test coverage load manual pictures widget clean

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

install: .venv/.installed ## install everything from the lock file

.venv/.installed: pyproject.toml uv.lock scripts/install.sh
	@PYTHON="$(PYTHON)" bash scripts/install.sh

run: install ## start Drom (trains first when data are newer than the model) and print the addresses of chat page and desk
	@$(BIN)/python -m bot run

talk: install ## chat in the terminal
	@$(BIN)/python -m bot train --if-needed && $(BIN)/python -m bot talk

train: install ## train the model
	@$(BIN)/python -m bot train

evaluate: install ## measure understanding on the sayings that training never saw, write the figures into README and model card
	@$(BIN)/python -m bot train --if-needed && $(BIN)/python -m bot evaluate --write && $(BIN)/python -m bot evaluate-fraud

bench: install ## measure speed and memory, print the table, then the desk with 10,000 cases, the way of a reply, and axe and keyboard in the chat
	@bash scripts/system_packages.sh chromium
	@$(BIN)/python -m bot train --if-needed && $(BIN)/python -m bot bench
	@$(BIN)/python -m pytest -m load -s tests/desk
	@$(BIN)/python -m pytest -v --no-header tests/browser/test_everybody.py

coverage: install ## show every card by language with its accuracy and dates, write docs/coverage.html
	@$(BIN)/python -m bot train --if-needed && $(BIN)/python -m bot coverage

check: install ## lint, types, import rules and contents
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache && $(BIN)/python -m bot check

test: install ## run every check and every test
	@bash scripts/system_packages.sh chromium nodejs npm
	@cd widget && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --silent --no-audit --no-fund; }
	@$(BIN)/python -m bot train --if-needed
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest

manual: install ## take the pictures of docs/handbuch-ki.md anew from the pages
	@DROM_MANUAL=docs/images $(BIN)/python -m pytest tests/desk/test_manual.py

pictures: install ## take the pictures of the chat in the README anew
	@bash scripts/system_packages.sh chromium fonts-noto-color-emoji
	@DROM_PICTURES=docs/images $(BIN)/python -m pytest tests/browser/test_pictures.py

widget: ## build the chat element from widget/src and locales/
	@bash scripts/system_packages.sh nodejs npm
	@cd widget && npm ci --silent --no-audit --no-fund && npm run --silent build

load: install ## many people at once on a made-up Telegram, with faults and a killed process; two minutes on a quiet machine
	@$(BIN)/python -m bot train --if-needed && $(BIN)/python -m pytest -m load -s tests/channels/telegram

clean: ## remove environment, model and local database
	rm -rf .venv models var .rasa
