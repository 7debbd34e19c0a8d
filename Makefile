# Every target is a line that you could type by hand. Needs git, make and Go.

BIN      := bin/ecssim
PROFILE  := cmd/ecssim/bench/ecssim.pgo
FLAGS    := -trimpath -pgo=$(PROFILE)
FUZZTIME ?= 5m
ROUNDS   ?= 5
ROWS     ?=
VERIFY_TIMEOUT ?= 6h
STATICCHECK := go tool -modfile=tools.mod staticcheck
SHELL    := /bin/bash

.PHONY: demo build test check fuzz verify difftest bench bench-check profile microbench golden clean

demo: build ## build the command and compare five network setups
	./$(BIN) compare microservices

build: ## build bin/ecssim; the same source gives the same bytes in any directory
	CGO_ENABLED=0 go build $(FLAGS) -o $(BIN) ./cmd/ecssim

test: ## the whole truth: offline, quick, no flags
	go test ./...

check: ## what must be clean before a commit
	@test -z "$$(gofmt -l .)" || { echo "gofmt wants to change:"; gofmt -l .; exit 1; }
	go vet ./...
	$(STATICCHECK) ./...
	go test -run 'TestArrows|TestHeadless|TestWebAssembly|TestEveryExported' ./cmd/ecssim
	CGO_ENABLED=1 go test -race -short -timeout 30m ./...
	$(MAKE) --no-print-directory fuzz FUZZTIME=10s

# go test now and then reports the end of its own fuzz time as a failure, "context
# deadline exceeded"; a real one names the input that it has written down.
fuzz: ## each fuzz target for FUZZTIME
	@set -uo pipefail; for pkg in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
			echo "fuzz $$pkg $$target $(FUZZTIME)"; \
			if ! out=$$(go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$pkg 2>&1); then \
				if ! grep -q 'context deadline exceeded' <<<"$$out" || grep -q 'Failing input' <<<"$$out"; then echo "$$out"; exit 1; fi; \
			fi; \
			tail -n 1 <<<"$$out"; \
		done; \
	done

verify: ## the heavy variants: large samples, many scenarios
	ECSSIM_VERIFY=1 go test -count=1 -timeout $(VERIFY_TIMEOUT) ./...

difftest: ## our models against Docker's own allocator and the VPC resource controller's table, downloaded once; the engine against the agent, transcribed
	cd model/difftest && go vet ./... && ECSSIM_VERIFY=1 go test -count=1 ./...
	ECSSIM_VERIFY=1 go test -count=1 -timeout $(VERIFY_TIMEOUT) ./sim/difftest

bench: ## other simulators and ours on the same work, ratios beside targets; ROUNDS=n, ROWS='K1 S' for some
	go run ./cmd/ecssim/bench -rounds $(ROUNDS) -rows '$(ROWS)'

bench-check: ## the same; fails when a target is missed by more than its noise
	go run ./cmd/ecssim/bench -rounds $(ROUNDS) -rows '$(ROWS)' -check

profile: ## measure anew where runs spend their time, which the compiler then favours
	go test ./sim -run '^$$' -bench . -benchtime 3s -cpuprofile $(CURDIR)/$(PROFILE) -o /dev/null

microbench: ## benchmarks by the code; compare two runs with: go tool -modfile=tools.mod benchstat old new
	go test -run '^$$' -bench . -benchmem -count 10 ./...

golden: ## rewrite the stored outputs, README.md and docs/tour.md included; look at the difference before you commit it
	go test ./cmd/ecssim -run 'TestScripts|TestReadme' -update

clean:
	rm -rf bin dist
