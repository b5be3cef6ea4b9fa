#!/bin/sh
# Every static check, all of them even when one fails, so that one run shows the whole list.
set -u
cd "$(dirname "$0")/../.."
bin=.venv/bin
export DJANGO_SETTINGS_MODULE="${DJANGO_SETTINGS_MODULE:-gemensam.config.settings.test}"
failed=""

run() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        echo "ok      $name"
    else
        echo "FAILED  $name"
        printf '%s\n' "$output" | sed 's/^/        /'
        failed="$failed $name"
    fi
}

run lint $bin/ruff check .
run format $bin/ruff format --check .
run types $bin/python -m mypy
run imports $bin/lint-imports
run settings $bin/python -m django check --fail-level WARNING
run migrations $bin/python -m django makemigrations --check --dry-run
run templates $bin/python ops/bootstrap/compile_templates.py
run shell sh -c 'for f in ops/bootstrap/*.sh; do sh -n "$f" || exit 1; done; bash -n .ci/run'

if [ -n "$failed" ]; then
    echo "Failed:$failed"
    exit 1
fi
