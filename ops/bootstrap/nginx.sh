#!/bin/sh
# The tests of log-in by card need nginx: use the one that is there, install Debian's when we may, else say what to do.
# They start it themselves, with the configuration of ops/nginx and ports of their own.
set -eu
cd "$(dirname "$0")"
# A bare environment lacks the folders that dpkg wants, and where nginx lies.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
. ./debian.sh

command -v nginx >/dev/null 2>&1 && exit 0
install_from_debian "nginx for the tests of log-in by card" nginx && exit 0
echo "The tests of log-in by card need nginx: run 'sudo apt-get install nginx'." >&2
exit 1
