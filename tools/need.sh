#!/usr/bin/env bash
# Usage: need.sh python | node
# `python` prints a Python 3.11 or newer that can make a virtual environment.
# `node` succeeds when Node is new enough for the front end.
# Both fail with a message that says what to install.
set -euo pipefail

fail() {
  printf '\n' >&2
  printf '%s\n' "$@" >&2
  exit 1
}

# A name on the PATH is not enough: a version manager's shim may be there and refuse to run.
python_is() { "$1" -c "$2" >/dev/null 2>&1; }

python() {
  local new='import sys; sys.exit(sys.version_info < (3, 11))' old=''
  for name in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
    python_is "$name" "$new" || continue
    if python_is "$name" 'import ensurepip, venv'; then
      command -v "$name"
      return
    fi
    old=$name
  done
  [ -z "$old" ] || fail \
    "$old 缺少 venv 模块。$old cannot make virtual environments." \
    "Debian/Ubuntu: apt-get install $(basename "$old")-venv   Then run make again."
  fail \
    "需要 Python 3.11 或更高版本。Python 3.11 or newer is needed, and was not found." \
    "Debian/Ubuntu: apt-get install python3 python3-venv   macOS: brew install python@3.12" \
    "Or name one: make PYTHON=/path/to/python3.11"
}

node_() {
  local found
  found=$(node --version 2>/dev/null) || found='none'
  # Vite needs 20.19+, or 22.12+; 21 is in neither range.
  node -e '
    const [major, minor] = process.versions.node.split(".").map(Number)
    process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22 ? 0 : 1)
  ' 2>/dev/null || fail \
    "需要 Node 20.19+ 或 22.12+（现为 $found）。Node 20.19+ or 22.12+ is needed (found: $found)." \
    "Get it from nodejs.org, a version manager (nvm install 22), or your system's packages."
  command -v npm >/dev/null || fail \
    "有 Node 但没有 npm。Node is here but npm is not." "Debian/Ubuntu: apt-get install npm"
}

case ${1-} in
  python) python ;;
  node) node_ ;;
  *) fail 'Usage: need.sh python | node' ;;
esac
