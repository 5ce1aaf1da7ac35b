# Longhand's build. `make run` on a fresh machine installs what is missing, builds and starts.

SHELL := /bin/bash
.DEFAULT_GOAL := build

# Code for this machine's own processor makes exp and gelu two to three times as fast. One set of
# flags serves program and tests, so that nothing is compiled twice; the tests look inside modules.
SWIFTFLAGS ?= $(shell scripts/swift-flags.sh)
BUILD := swift build -c release $(SWIFTFLAGS)
SOURCES := Sources Tests Package.swift
PROGRAM := .build/release/longhand

.PHONY: oracle reference index run build test lint format clean bench setup

# make run TEXT=my.txt opens on a text of your own.
run: build
	$(PROGRAM) $(if $(TEXT),--text "$(TEXT)")

build: setup
	$(BUILD) --product longhand

# `swift test` by itself would compile everything once more with flags of its own.
test: setup lint
	$(BUILD) --build-tests
	swift test -c release $(SWIFTFLAGS) --skip-build --disable-xctest

lint: setup
	swift format lint --strict --recursive $(SOURCES)

format: setup
	swift format --in-place --recursive $(SOURCES)

bench: setup
	$(BUILD) --product Benchmark
	.build/release/Benchmark

# The lessons under CPython and PyTorch: the same text must give the same numbers there.
oracle: build
	python3 scripts/check_lessons.py --program $(PROGRAM)

# docs/reference.md from the registry; a test holds it to be current.
reference: build
	$(PROGRAM) help --reference > docs/reference.md

# lessons/README.md from the lessons; a test holds it to be current.
index: build
	$(PROGRAM) lesson --index > lessons/README.md

setup:
	@scripts/setup.sh

clean:
	rm -rf .build
