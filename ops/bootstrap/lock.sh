#!/bin/sh
# Writes requirements/*.txt from *.in. Give a package's name to let it move: lock.sh django; "all" moves everything.
set -eu
cd "$(dirname "$0")/../../requirements"
case ${1:-} in
    "") set -- ;;
    all) set -- --upgrade ;;
    *) set -- --upgrade-package "$1" ;;
esac
for list in base test; do
    ../.venv/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes \
        --no-emit-index-url --no-annotate --no-header "$@" "$list.in" -o "$list.txt"
done
