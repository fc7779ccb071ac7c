#!/usr/bin/env bash
# Makes .venv from the lock file. Brings uv into the environment itself, so nothing has to be prepared.
set -euo pipefail
cd "$(dirname "$0")/.."
fits() { "$1" -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] < (3, 13)))' >/dev/null 2>&1; }
python=
for candidate in ${PYTHON:-python3 python3.12 python3.11}; do
    if fits "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Drom needs Python 3.11 or 3.12. Set PYTHON=/path/to/python3.11 and try again." >&2
    exit 1
fi
if [ ! -x .venv/bin/python ]; then
    echo "Making the environment .venv with $("$python" --version) …"
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        rm -rf .venv
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        bash scripts/system_packages.sh "python${version}-venv"
        "$python" -m venv .venv
    fi
fi
if [ ! -x .venv/bin/uv ]; then
    echo "Installing uv into .venv …"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
fi
echo "Installing the packages of uv.lock …"
# Compiled once here: where Python may not write bytecode, every start would compile thousands of files anew.
VIRTUAL_ENV="$PWD/.venv" .venv/bin/uv sync --frozen --quiet --inexact --compile-bytecode
touch .venv/.installed
