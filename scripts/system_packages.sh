#!/usr/bin/env bash
# Installs Debian or Ubuntu packages that are missing. Needs root (or sudo); otherwise it says what to do.
set -euo pipefail
missing=()
for package in "$@"; do
    case $package in
        chromium) command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=("$package") ;;
        nodejs) command -v node >/dev/null || missing+=("$package") ;;
        npm) command -v npm >/dev/null || missing+=("$package") ;;
        *) dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package") ;;
    esac
done
[ ${#missing[@]} -eq 0 ] && exit 0
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null; then
        as_root=(sudo)
    else
        echo "Please install as root: apt-get install ${missing[*]}" >&2
        exit 1
    fi
fi
echo "Installing ${missing[*]} with apt …"
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
