#!/usr/bin/env bash
# Looks for what the build needs and installs what is missing: the matrix library and readline.
# Says nothing when everything is there.
set -euo pipefail

if ! command -v swift >/dev/null; then
  echo "setup: there is no 'swift' on the PATH. Longhand needs Swift 6.1 or later:" >&2
  echo "       https://www.swift.org/install" >&2
  exit 1
fi

# Runs a command with the rights to install.
as_root() {
  if [[ "$(id -u)" -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "setup: to install, this must be run as root: $*" >&2
    exit 1
  fi
}

case "$(uname -s)" in
  Linux)
    missing=()
    for package in libopenblas-dev libreadline-dev; do
      # Other distributions have the headers without apt: then the compiler has the last word.
      if command -v dpkg-query >/dev/null; then
        state="$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)"
        [[ "$state" == installed ]] || missing+=("$package")
      fi
    done
    if [[ ${#missing[@]} -gt 0 ]]; then
      echo "setup: installing ${missing[*]}" >&2
      as_root apt-get update -qq >&2
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >&2
    fi
    ;;
  Darwin)
    # Accelerate comes with the system; the system's own readline is another library by that name.
    if ! brew --prefix readline >/dev/null 2>&1; then
      if ! command -v brew >/dev/null; then
        echo "setup: install readline, or Homebrew so that this can: https://brew.sh" >&2
        exit 1
      fi
      brew install readline >&2
    fi
    ;;
esac
