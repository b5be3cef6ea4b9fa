#!/bin/sh
# The browser tests need Chromium: use the one that is there, install Debian's when we may, else say what to do.
set -eu
# A bare environment lacks the folders that dpkg wants.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

if [ -n "${GEMENSAM_CHROMIUM:-}" ]; then
    [ -x "$GEMENSAM_CHROMIUM" ] && exit 0
    echo "GEMENSAM_CHROMIUM=$GEMENSAM_CHROMIUM can't be run: point it at a Chromium, or unset it." >&2
    exit 1
fi
for name in chromium chromium-browser google-chrome-stable google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests (apt-get, once)"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    if apt-get -qq -o DPkg::Lock::Timeout=300 update >"$log" 2>&1 &&
        apt-get -qq -y -o DPkg::Lock::Timeout=300 install --no-install-recommends \
            chromium fonts-liberation >"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -n 20 "$log" >&2
    rm -f "$log"
    echo "Chromium could not be installed: run 'apt-get update && apt-get install chromium' and read what it says." >&2
    exit 1
fi
echo "The browser tests need Chromium: run 'sudo apt-get install chromium', or set GEMENSAM_CHROMIUM to its path." >&2
exit 1
