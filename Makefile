# Every target is a call of dev.py, which needs nothing but Python: `python3 dev.py help` lists them.
# Variables: PORT and DATA for run and screenshots, ARGS for anything else (make test ARGS="-k book").
PYTHON ?= python3
TARGETS := setup run test prove lint format screenshots assets messages lock clean help

.PHONY: $(TARGETS)
.DEFAULT_GOAL := help

$(TARGETS):
	@$(PYTHON) dev.py $@ $(if $(PORT),--port $(PORT)) $(if $(DATA),--data "$(DATA)") $(if $(ARGS),-- $(ARGS))
