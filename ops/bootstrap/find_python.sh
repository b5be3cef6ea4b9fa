# Sourced by environment.sh. Sets python_found to a Python of the wanted version, or fails with one sentence.
# A candidate counts only when it runs: pyenv's shims exist for versions that aren't chosen.

python_works() {
    "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

python_candidates() {
    printf '%s\n' python3.14 python3.13 python3.12 python3 python
    for folder in $(ls -1 "${PYENV_ROOT:-${HOME:-/nonexistent}/.pyenv}/versions" 2>/dev/null | sort -rV); do
        printf '%s\n' "${PYENV_ROOT:-${HOME:-/nonexistent}/.pyenv}/versions/$folder/bin/python"
    done
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        python_works "$PYTHON" && { python_found=$PYTHON; return 0; }
        echo "PYTHON=$PYTHON is not a Python 3.12 or newer with the venv module: point PYTHON at one, or unset it." >&2
        return 1
    fi
    for candidate in $(python_candidates); do
        python_works "$candidate" && { python_found=$candidate; return 0; }
    done
    uv=$(command -v uv || echo "${HOME:-/nonexistent}/.local/bin/uv")
    candidate=$("$uv" python find '>=3.12' 2>/dev/null) &&
        python_works "$candidate" && { python_found=$candidate; return 0; }
    echo "No Python 3.12 or newer was found: $(python_advice), then run the same command again." >&2
    return 1
}

# The exact command that is likely to work on this very machine.
python_advice() {
    sudo=$([ "$(id -u)" = 0 ] || echo "sudo ")
    for version in 3.14 3.13 3.12; do
        if apt-cache show "python$version-venv" >/dev/null 2>&1; then
            echo "run '${sudo}apt-get install -y python$version python$version-venv'"
            return
        fi
    done
    if command -v uv >/dev/null 2>&1; then
        echo "run 'uv python install 3.13'"
    elif [ -d "${PYENV_ROOT:-${HOME:-/nonexistent}/.pyenv}" ]; then
        echo "run 'pyenv install 3.13'"
    elif command -v apt-get >/dev/null 2>&1; then
        echo "run '${sudo}apt-get install -y python3-pip && $(uv_by_pip)'"
    else
        echo "run '$(uv_by_pip)'"
    fi
}

uv_by_pip() {
    echo "python3 -m pip install --user --break-system-packages uv && ~/.local/bin/uv python install 3.13"
}
