#!/bin/sh
# The browser tests need Chromium: install Debian's when we may, else use the one that is there or say what to do.
set -eu
cd "$(dirname "$0")"
# A bare environment lacks the folders that dpkg wants.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
. ./debian.sh

if [ -n "${GEMENSAM_CHROMIUM:-}" ]; then
    [ -x "$GEMENSAM_CHROMIUM" ] && exit 0
    echo "GEMENSAM_CHROMIUM=$GEMENSAM_CHROMIUM can't be run: point it at a Chromium, or unset it." >&2
    exit 1
fi
command -v chromium-headless-shell >/dev/null 2>&1 && exit 0
# The headless build draws the same pages for a third of the work; a whole Chromium will do.
(install_from_debian "Chromium for the browser tests" chromium-headless-shell fonts-liberation) && exit 0
for name in chromium chromium-browser google-chrome-stable google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
echo "The browser tests need Chromium: run 'sudo apt-get install chromium-headless-shell', or set GEMENSAM_CHROMIUM to its path." >&2
exit 1
