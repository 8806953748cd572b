# poolbench: how should a Go program run many CPU-bound tasks?
# `make` alone prints the targets.

GO      ?= go
BIN     := bin/poolbench
# Built from source by the Go tool chain, so nothing has to be installed first.
LINT_VERSION := 2.15.0
LINT    := bin/golangci-lint-$(LINT_VERSION)

# The binary is static: it can be copied to another machine and run there. The race
# detector needs cgo, so `make test` sets it apart.
export CGO_ENABLED = 0

.DEFAULT_GOAL := help
.PHONY: help build test test-node lint cross quick bench bench-node study exercise check report compare bench-lib native calibrate reference repeat serve soak clean

# Beside the report stands benchstat's own table, for readers who know it.
benchstat = { echo "benchstat's table of $(1)/bench.txt. It takes the samples of a row as independent and cannot see"; \
	echo "that they were taken in rounds, paired with those of other rows: report.md compares more sharply."; echo; \
	$(GO) tool benchstat -col /variant,/face $(1)/bench.txt; } > $(1)/benchstat.txt

# ALL=1 measures the extra set as well.
everything = $(if $(filter-out 0,$(ALL)),--all)

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build bin/poolbench
	@$(GO) build -buildvcs=auto -trimpath -o $(BIN) ./harness/cmd/poolbench

test: ## run all tests with the race detector, then those it has to leave out
	CGO_ENABLED=1 $(GO) test -race $(TESTFLAGS) ./...
	$(GO) test $(TESTFLAGS) ./variants/... ./harness/measure ./harness/runner ./harness/conformance

# gofmt walks into every directory, also those that go.mod has the other tools ignore.
format = find . -name node_modules -prune -o -name '*.go' -exec gofmt -l {} +

lint: $(LINT) ## check format, vet, lint and go.mod
	@test -z "$$($(format))" || { $(format); echo "run gofmt -w on these"; exit 1; }
	$(GO) vet ./...
	$(GO) vet -tags exercise ./harness/study/exercises/...
	$(LINT) run
	$(LINT) run --build-tags exercise ./harness/study/exercises/...
	$(GO) mod tidy -diff

$(LINT):
	GOBIN=$(CURDIR)/bin $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v$(LINT_VERSION)
	@mv bin/golangci-lint $(LINT)

cross: ## vet and build for macOS
	GOOS=darwin GOARCH=arm64 $(GO) vet ./...
	GOOS=darwin GOARCH=arm64 $(GO) build -o /dev/null ./harness/cmd/poolbench

quick: build ## a first look in a minute: results/latest, plots/latest
	@$(BIN) run --quick
	@$(call benchstat,results/latest)

bench: build ## measure with verdicts, in about 14 minutes; make bench ALL=1 for the extra set too
	@$(BIN) run $(everything)
	@$(call benchstat,results/latest)

# npm writes what it installed into INSTALLED, so it is asked again only if the lock file is newer.
NODE      := harness/node
INSTALLED := $(NODE)/node_modules/.package-lock.json
$(INSTALLED): $(NODE)/package-lock.json | node-there
	@cd $(NODE) && npm ci --no-audit --no-fund || { \
		echo "npm ci in $(NODE) failed: it takes the network, once; all that is not of Node.js works without"; exit 1; } >&2
	@touch $@

# What is missing is said before anything is built or installed.
.PHONY: node-there
node-there:
	@for tool in node npm; do command -v $$tool >/dev/null || { \
		echo "no $$tool on the PATH: bench-node and test-node take Node.js 20 or later and npm, see https://nodejs.org"; exit 1; }; done >&2
	@test $$(node -p 'process.versions.node.split(".")[0]') -ge 20 || { \
		echo "node is $$(node --version): bench-node and test-node take Node.js 20 or later"; exit 1; } >&2

# OUT is the directory of the run, if not results/node/latest.
bench-node: node-there build $(INSTALLED) ## the study note's systems in Node.js beside Go, in 6 minutes; needs Node.js 20 and npm
	@$(BIN) run --node $(if $(OUT),--out $(OUT))

# Files and not directories: how node --test takes a directory differs between versions.
test-node: $(INSTALLED) ## run the tests of the systems in Node.js and of the study note's errata
	node --test $(wildcard $(NODE)/test/*.test.mjs $(NODE)/errata/*.test.mjs)

check: build ## can this machine, now, resolve a difference of 3 %?
	@$(BIN) check

report: build ## render results/latest again without measuring
	@$(BIN) report results/latest
	@$(call benchstat,results/latest)

compare: build ## did anything get slower from the run before to the latest?
	@for f in results/previous results/latest; do \
		test -f $$f/samples.jsonl || { echo "make compare: $$f holds no run: it takes two runs"; exit 2; }; done
	@$(BIN) compare results/previous results/latest

study: build ## write the study guide with the numbers of the latest run: results/latest/STUDY.md
	@$(BIN) study

# N is an exercise's number, HINT a level of hint.
exercise: ## judge an exercise of the study guide: make exercise N=1; N=1 HINT=1 for a hint
	@mkdir -p bin && $(GO) build -o bin/judge ./harness/study/exercises/judge
	@bin/judge --go="$(GO)" $(if $(N),$(N) $(if $(HINT),--hint=$(HINT)) $(if $(SOLUTION),--solution),--list)

bench-lib: build ## measure a library's checkout: make bench-lib LIB=ants SRC=../ants
	@harness/bench-lib.sh "$(LIB)" "$(SRC)"

native: build ## renew the table of what each library natively promises and keeps
	@$(BIN) conformance --face native --json results/reference/native.json >/dev/null
	@$(BIN) report results/reference
	@$(GO) test ./harness/cmd/poolbench -run TestDocs -update

calibrate: build ## 200 comparisons of equals: does the method claim what is not there?
	@$(BIN) check --calibrate | tee results/calibration.txt

reference: build ## renew the committed run and the READMEs; ALL=1 as with bench
	@$(BIN) run $(everything) --out results/reference
	@$(call benchstat,results/reference)
	@$(BIN) run --quick | tee results/reference/quick.txt
	@$(BIN) study results/reference
	@$(MAKE) --no-print-directory native

repeat: build ## measure everything a second time: does the ledger say the same?
	@$(BIN) run --all --out results/repeat
	@$(BIN) claims results/reference --against results/repeat

serve: build ## compute for http://127.0.0.1:8080/compute until Ctrl-C
	@$(BIN) serve

# SOAK is how long. It runs without the race detector, whose own memory would be in the slope.
SOAK ?= 5m
soak: ## five minutes at 0.8 of serve's capacity, with faults: is every request accounted for?
	@$(GO) test ./harness/cmd/poolbench -run '^TestSoak$$' -count=1 -v -timeout 1h -args -soak $(SOAK)

clean: ## remove bin/; results are never removed
	rm -rf bin
