#!/bin/sh
# Makes .venv from the pinned lists: environment.sh base|test. A second call that changes nothing costs a few
# milliseconds; a call that was killed half-way is started over by the next one.
set -eu

profile=${1:?usage: environment.sh base|test}
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
. ops/bootstrap/find_python.sh

venv=.venv
list=requirements/$profile.txt
half_made=$venv/.half-made

# Everything that makes an environment wrong when it differs: the pins, where it stands (scripts hold full paths),
# what it was made of, and how this script makes it.
wanted_stamp() {
    cat "requirements/$1.txt" ops/bootstrap/environment.sh | sha256sum | cut -d' ' -f1
    echo "$root"
    "$venv/bin/python" --version 2>&1 || echo broken
}

is_current() {
    [ ! -e "$half_made" ] && [ -x "$venv/bin/python" ] && [ -f "$venv/.stamp-$1" ] &&
        [ "$(cat "$venv/.stamp-$1")" = "$(wanted_stamp "$1")" ] && same_python
}

# $PYTHON is an order, not a hint: another version than the environment's means a new environment.
same_python() {
    [ -z "${PYTHON:-}" ] || [ "$("$PYTHON" --version 2>&1)" = "$("$venv/bin/python" --version 2>&1)" ]
}

make_folder() {
    find_python
    rm -rf "$venv"
    mkdir "$venv"
    : >"$half_made"
    echo "Making .venv with $("$python_found" --version 2>&1) ($python_found)"
    # PYTHONHOME and friends from the caller would leak into the new environment.
    env -u PYTHONHOME -u PYTHONPATH "$python_found" -m venv "$venv"
}

# A usable environment is updated in place; anything doubtful is made anew.
prepare_folder() {
    if [ -e "$half_made" ] || [ ! -d "$venv" ] || [ "$(sed -n 2p "$venv/.root" 2>/dev/null)" != "$root" ] ||
        ! "$venv/bin/python" -m pip --version >/dev/null 2>&1 || ! same_python; then
        make_folder
    fi
    : >"$half_made"
}

install_pins() {
    echo "Installing $list (hashes checked)"
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
        --root-user-action=ignore --require-hashes -r "$list"
}

# The project itself: src and the root (for bench and tests) on the path, and one command. No build step that could fail.
install_project() {
    site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s\n' "$root/src" "$root" >"$site/gemensam.pth"
    # The first lines are both shell and Python, so that a long or odd path can't break the "#!" line.
    cat >"$venv/bin/gemensam" <<END
#!/bin/sh
'''exec' '$root/$venv/bin/python' "\$0" "\$@"
' '''
import sys

from gemensam.config.cli import main

if __name__ == "__main__":
    sys.exit(main())
END
    chmod +x "$venv/bin/gemensam"
}

finish() {
    printf 'The folder that this environment was made in:\n%s\n' "$root" >"$venv/.root"
    wanted_stamp base >"$venv/.stamp-base.new"
    mv "$venv/.stamp-base.new" "$venv/.stamp-base"
    if [ "$profile" = test ]; then
        wanted_stamp test >"$venv/.stamp-test.new"
        mv "$venv/.stamp-test.new" "$venv/.stamp-test"
    fi
    rm -f "$half_made"
}

is_current "$profile" && exit 0
# Two makes at once: the second waits, and then finds all done. The list itself is the lock, so no file is left over.
exec 9<"requirements/base.txt"
if command -v flock >/dev/null 2>&1; then flock 9; fi
is_current "$profile" && exit 0
prepare_folder
install_pins
install_project
finish
echo "The environment is ready"
