# The commands of this project. They need git, make and Go, nothing else.

BIN      := bin/ecssim
BENCH    := cmd/ecssim/bench
E2E      := cmd/ecssim/e2e
IMAGE    := cmd/ecssim/image
PAGE     := dist/page
PROFILE  := $(BENCH)/ecssim.pgo
PROFILED := K5 S4 S5 W G1
FLAGS    := -trimpath -pgo=$(PROFILE)
FUZZTIME ?= 1000000x
ROUNDS   ?= 5
ROWS     ?=
N        ?= 30
SEED     ?=
VERIFY_TIMEOUT ?= 6h
SHELL    := /bin/bash

.PHONY: demo build test lint check worlds fuzz verify difftest platforms compare-builds bench bench-check profile microbench mutants audit sbom golden prices page e2e slurm-test image clean

demo: build ## build the command and compare five network setups
	./$(BIN) compare microservices

build: ## build bin/ecssim; the same source gives the same bytes in any directory
	CGO_ENABLED=0 go build $(FLAGS) -o $(BIN) ./cmd/ecssim

# Without SEED the random worlds are new ones; the command that is printed says which.
WORLDS_FROM = $(or $(SEED),$(shell date +%s)000)

test: ## all tests, offline, without flags; the import arrows are among them; SEED=n repeats its random worlds
	ECSSIM_SEED=$(WORLDS_FROM) go test ./...
	go test -C $(BENCH) ./...

lint: ## gofmt, vet and staticcheck
	@unformatted=$$("$$(go env GOROOT)/bin/gofmt" -l .); \
	test -z "$$unformatted" || { echo "gofmt would change:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	go vet -C $(BENCH) ./...
	go vet -C $(E2E) ./...
	go tool -modfile=tools.mod staticcheck ./...
	go tool -C $(BENCH) -modfile=$(CURDIR)/tools.mod staticcheck ./...
	go tool -C $(E2E) -modfile=$(CURDIR)/tools.mod staticcheck ./...

check: lint ## what must pass before a commit
	go test -run 'TestArrows|TestHeadless|TestWebAssembly|TestEveryExported' ./cmd/ecssim
	CGO_ENABLED=1 go test -race -short -timeout 30m ./...
	CGO_ENABLED=1 go test -C $(BENCH) -race -short ./...
	$(MAKE) --no-print-directory worlds N=6000
	$(MAKE) --no-print-directory fuzz FUZZTIME=20000x

worlds: ## N new random worlds, on all processors, with the seeds of those that fail; SEED=n is where they begin
	ECSSIM_SEED=$(WORLDS_FROM) ECSSIM_WORLDS=$(N) go test -C sim/engine -count=1 -timeout 0 -run '^TestRandomScenarios$$'

# FUZZTIME is a number of runs: with a time, go test now and then reports the end of
# that time as a failure ("context deadline exceeded").
fuzz: ## FUZZTIME runs of each fuzz target
	@set -e; for pkg in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			(set -x; go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$pkg); \
		done; \
	done

verify: ## the tests with large samples and many random scenarios
	ECSSIM_VERIFY=1 go test -count=1 -timeout $(VERIFY_TIMEOUT) ./...

difftest: ## our models against Docker's allocator and AWS's table, the engine against the agent, results and array jobs against others' readers
	cd model/difftest && go vet ./... && ECSSIM_VERIFY=1 go test -count=1 ./...
	ECSSIM_VERIFY=1 go test -count=1 -timeout $(VERIFY_TIMEOUT) ./sim/difftest
	cd cmd/ecssim/difftest && go vet ./... && go test -count=1 ./...
	cd $(IMAGE) && go vet ./... && go test -count=1 ./...

platforms: ## the same bytes on amd64, 386, arm64 (QEMU) and WebAssembly (Node.js), where these are here; says what was not run
	ECSSIM_PLATFORMS=1 go test -count=1 -v -timeout 1h -run TestPlatforms ./cmd/ecssim

compare-builds: ## whether this checkout prints the bytes that commit BASE prints, and what differs
	.ci/compare-builds '$(BASE)'

bench: ## ecssim and other simulators on the same work, ratios beside targets; ROUNDS=n, ROWS='K1 S' for some
	go run -C $(BENCH) . -rounds $(ROUNDS) -rows '$(ROWS)'

bench-check: ## the same; fails when a target is missed by more than its noise
	go run -C $(BENCH) . -rounds $(ROUNDS) -rows '$(ROWS)' -check

profile: ## measure where runs spend their time; the compiler reads the result in make build
	dir=$$(mktemp -d) && trap "rm -r $$dir" EXIT && go run -C $(BENCH) . -rows '$(PROFILED)' -scenes $$dir && \
		ECSSIM_SCENES=$$dir go test ./cmd/ecssim -run '^$$' -bench Scenes -benchtime 6x -cpuprofile $(CURDIR)/$(PROFILE) -o /dev/null

microbench: ## Go benchmarks, ten times; compare two outputs with: go tool -modfile=tools.mod benchstat old new
	go test -run '^$$' -bench . -benchmem -count 10 ./...

mutants: ## change sim and model at random in N places, one at a time; list what no test notices. SEED=n repeats
	go run ./cmd/ecssim/mutants -n $(N) $(if $(SEED),-seed $(SEED))

audit: ## checksums of all modules; known vulnerabilities, where their database can be fetched
	go mod verify
	@bad=$$(go -C $(BENCH) mod verify 2>&1 | grep -v -e '^ecssim v0.0.0: missing ziphash' -e '^all modules verified'); \
		if [ -n "$$bad" ]; then echo "$(BENCH): $$bad"; exit 1; fi # ecssim itself, a folder there, has no checksum
	@out=$$(go tool -modfile=tools.mod govulncheck ./... 2>&1); status=$$?; echo "$$out"; case "$$out" in \
		*"fetching vulnerabilities"*) echo "not run: govulncheck, which fetches its database from vuln.go.dev" ;; \
		*) exit $$status ;; \
	esac

sbom: ## the modules of the binary with their licences, as dist/ecssim.cdx.json (CycloneDX)
	mkdir -p dist
	CGO_ENABLED=0 go tool -modfile=tools.mod cyclonedx-gomod app -json -licenses -std -main cmd/ecssim -output dist/ecssim.cdx.json .

slurm-test: build ## a sweep as an array job of a real Slurm on this machine, with tasks killed; INSTALL=1 installs Debian's Slurm first
	INSTALL=$(INSTALL) .ci/slurm-test $(BIN)

image: build ## the command as an OCI image, without Docker: dist/ecssim-image.tar (docker load) and dist/image (an OCI layout)
	go run -C $(IMAGE) . $(CURDIR)/$(BIN) $(CURDIR)/dist

golden: ## rewrite the stored outputs, README.md and docs/tour.md included; look at the difference before you commit it
	go test ./cmd/ecssim -run 'TestScripts|TestReadme|TestOutputs' -update

prices: ## write the price table of other Regions than us-east-1 anew, from a module of 130 MB, downloaded once
	go run -C model/catalog/prices . ../prices.csv

# The compiler inlines nothing, which makes the WebAssembly a seventh smaller to download.
page: ## the teaching page as a static site in dist/page, with the simulator as WebAssembly; its size is checked where brotli is here
	rm -rf $(PAGE)
	go run ./cmd/ecssim/page/build $(PAGE)
	GOOS=js GOARCH=wasm go build -trimpath -gcflags=all=-l -ldflags '-s -w' -o $(PAGE)/ecssim.wasm ./cmd/ecssim/page/wasm
	cp "$$(go env GOROOT)/lib/wasm/wasm_exec.js" $(PAGE)/
	@if command -v brotli >/dev/null; then \
		brotli -q 11 -w 24 -f -k $(PAGE)/ecssim.wasm && size=$$(wc -c < $(PAGE)/ecssim.wasm.br) && \
		echo "ecssim.wasm: $$size bytes with brotli, want below 2500000" && test $$size -lt 2500000; \
	else echo "not run: the size with brotli, which is not here (Debian: apt-get install brotli)"; fi

e2e: ## the teaching page in Chromium, with keys, axe-core and both languages; it says what is not here and installs nothing; SHORT=-short for a part of it
	go test -C $(E2E) -count=1 -timeout 30m $(SHORT)

clean: ## remove what was built
	rm -rf bin dist
