# Sourced. Installs Debian packages when we may: install_from_debian "what for" package... Fails with what to do by hand.

install_from_debian() {
    what=$1
    shift
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        return 1
    fi
    echo "Installing $what (apt-get, once)"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    if apt-get -qq -o DPkg::Lock::Timeout=300 update >"$log" 2>&1 &&
        apt-get -qq -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@" >"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    tail -n 20 "$log" >&2
    rm -f "$log"
    echo "That failed: run 'apt-get update && apt-get install $*' and read what it says." >&2
    exit 1
}
