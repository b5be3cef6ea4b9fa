#!/bin/sh
# The tests of uploads need ClamAV's daemon: use the one that is there, install Debian's when we may, else say what to do.
# They start it themselves, with one signature of their own; nothing is downloaded by it.
set -eu
cd "$(dirname "$0")"
# A bare environment lacks the folders that dpkg wants, and where the daemon lies.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
. ./debian.sh

command -v clamd >/dev/null 2>&1 && exit 0
install_from_debian "ClamAV for the tests of uploads" clamav-daemon && exit 0
echo "The tests of uploads need ClamAV's daemon: run 'sudo apt-get install clamav-daemon'." >&2
exit 1
