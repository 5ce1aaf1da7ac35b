#!/usr/bin/env bash
# The compiler flags of every build: one line, for the Makefile.
#
# `-target-cpu native` lets loops use all of the processor's vector registers. Apple silicon is
# left alone: its compiler already assumes what every such machine has.
set -euo pipefail

flags="-Xswiftc -enable-testing"
if [[ "$(uname -s)-$(uname -m)" != "Darwin-arm64" ]]; then
  flags+=" -Xswiftc -target-cpu -Xswiftc native"
fi
# Homebrew keeps its readline where the compiler does not look: the system has another one.
if [[ "$(uname -s)" == Darwin ]] && prefix="$(brew --prefix readline 2>/dev/null)"; then
  flags+=" -Xcc -I$prefix/include -Xlinker -L$prefix/lib"
fi
echo "$flags"
