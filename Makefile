# Everything a developer or a packager needs; `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift

# A crash in a test has to be quick; symbolicating it would take longer than the test.
export SWIFT_BACKTRACE = enable=no

# Hundreds of tests at once would keep each other from their turns for minutes, and their waits run out.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 8

# An import that Package.swift does not declare is an error, so the arrows of ARCHITECTURE.md hold.
IMPORTS = --explicit-target-dependency-import-check error
FORMATTED = Package.swift Sources Tests Benchmarks Examples/*/Package.swift Examples/*/Sources
PROGRAM = .build/release/merganser

.PHONY: help setup setup-build setup-package build demo test check lint fuzz torture sanitize format bench scale example docs install install-files uninstall deb clean

help: ## Lists these targets.
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | expand --tabs=12

setup: ## Installs what is missing for building and testing (Debian packages, a Python environment).
	@scripts/setup.sh

setup-build:
	@scripts/setup.sh build

setup-package:
	@scripts/setup.sh package

build: setup-build ## Builds .build/release/merganser.
	$(SWIFT) build --configuration release --product merganser $(IMPORTS)

demo: build ## Sends the sample campaign to a rehearsal server on this machine; results are in demo-output/.
	@scripts/demo.sh $(PROGRAM)

# The tests that start the program and real servers need both to be there: `swift build` makes the program
# (a debug build beside the tests), `setup` the servers.
test: setup ## Runs all tests. make test FILTER=LedgerTests runs some.
	$(SWIFT) build --build-tests $(IMPORTS)
	$(SWIFT) test --skip-build $(if $(FILTER),--filter $(FILTER))

# STRICT_WARNINGS makes Package.swift turn warnings in our own targets into errors; dependencies are not rebuilt.
check: export STRICT_WARNINGS = 1
check: lint test ## What has to pass before a push: lint, a build without warnings, all tests.

lint: ## Checks the format and the house rules.
	$(SWIFT) format lint --strict --parallel --recursive $(wildcard $(FORMATTED))
	@scripts/lint.sh

fuzz: setup-build ## Fuzzes parsers and encoders, each target for SECONDS (60).
	scripts/fuzz.sh $(or $(SECONDS),60)

# Each series prints its seed; MERGANSER_TEST_SEED=… makes the same choices again.
torture: setup ## Lets every write, sync and send of a run go wrong in turn, some 2,000 runs: 15 minutes and more.
	$(SWIFT) build --build-tests $(IMPORTS)
	MERGANSER_TORTURE=1 $(SWIFT) test --skip-build --filter FaultSeries

sanitize: setup ## Runs the tests of connections and runs under ThreadSanitizer and AddressSanitizer. SANITIZERS=thread for one.
	scripts/sanitize.sh $(SANITIZERS)

format: ## Formats all Swift files in place.
	$(SWIFT) format --in-place --parallel --recursive $(wildcard $(FORMATTED))

bench: setup ## Measures CPU, rate and memory; writes Benchmarks/RESULTS.md.
	$(SWIFT) build --configuration release --product merganser $(IMPORTS)
	$(SWIFT) build --configuration release --product composing-benchmark $(IMPORTS)
	$(SWIFT) build --configuration release --product conversing-benchmark $(IMPORTS)
	Benchmarks/run.sh

# The lists and the campaign files take some 500 octets a row among temporary files (TMPDIR).
scale: setup-build ## Takes ROWS (5,000,000) through import, run, kill, resume and report; fails over 100 MB of memory.
	$(SWIFT) build --configuration release --product merganser $(IMPORTS)
	$(SWIFT) build --configuration release --product keeping-benchmark $(IMPORTS)
	Benchmarks/scale.sh $(or $(ROWS),5000000)

# Both build as `check` does, whose work they use.
example docs: export STRICT_WARNINGS = 1

# A package of its own, with a build folder of its own: it sees of ours what any other package would.
example: setup-build ## Builds Examples/SendOne and sends one message with it to a rehearsal server on this machine.
	$(SWIFT) build --product merganser $(IMPORTS)
	@SWIFT='$(SWIFT)' scripts/example.sh .build/debug/merganser

docs: setup-build ## Checks that links between the pages lead somewhere, and builds the documentation of the libraries.
	@scripts/check-links.sh
	@SWIFT='$(SWIFT)' scripts/docc.sh

install: build install-files ## Installs the program, its manual pages and completions under PREFIX (/usr/local).

install-files:
	install -D --mode=755 $(PROGRAM) "$(DESTDIR)$(PREFIX)/bin/merganser"
	install -d "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" \
		"$(DESTDIR)$(PREFIX)/share/zsh/site-functions" "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d" \
		"$(DESTDIR)$(PREFIX)/share/man/man1" "$(DESTDIR)$(PREFIX)/share/merganser/templates"
	$(PROGRAM) --generate-completion-script bash > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/merganser"
	$(PROGRAM) --generate-completion-script zsh > "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_merganser"
	$(PROGRAM) --generate-completion-script fish > "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/merganser.fish"
	scripts/manual.py $(PROGRAM) "$(DESTDIR)$(PREFIX)/share/man/man1"
	install --mode=644 templates/* "$(DESTDIR)$(PREFIX)/share/merganser/templates"

uninstall: ## Removes what install put there.
	rm -f "$(DESTDIR)$(PREFIX)/bin/merganser" \
		"$(DESTDIR)$(PREFIX)/share/bash-completion/completions/merganser" \
		"$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_merganser" \
		"$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/merganser.fish" \
		"$(DESTDIR)$(PREFIX)"/share/man/man1/merganser{,-*}.1
	rm -rf "$(DESTDIR)$(PREFIX)/share/merganser"

# Debian has no Swift runtime, so the package's program brings its own.
deb: setup-package ## Makes a Debian package in .build/packages; scripts/test-package.sh tries it.
	$(SWIFT) build --configuration release --product merganser --static-swift-stdlib $(IMPORTS)
	@scripts/package.sh $(PROGRAM) .build/packages

clean: ## Removes everything that building, testing and the demo made.
	rm -rf .build .build-fuzz .build-tsan .build-asan .build-sanitizers .build-python .build-servers Examples/*/.build demo-output
