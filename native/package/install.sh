#!/bin/sh
# install.sh [ROOT [UNITS]]: copies this package into the system; starts nothing. Run as root. ROOT is the folder
# of a system that is being put together; UNITS is where the units go (/etc/systemd/system).
set -eu
from=$(cd "$(dirname "$0")" && pwd)
root=${1:-}
units=$root${2:-/etc/systemd/system}
install -d "$root/usr/lib/coxswain" "$root/usr/bin" "$units"
# A running executable cannot be written, but replaced; so can a running PostgreSQL.
cp "$from/coxswain" "$root/usr/lib/coxswain/.coxswain.new"
mv "$root/usr/lib/coxswain/.coxswain.new" "$root/usr/lib/coxswain/coxswain"
rm -rf "$root/usr/lib/coxswain/postgres.new" "$root/usr/lib/coxswain/postgres.old"
cp -r "$from/postgres" "$root/usr/lib/coxswain/postgres.new"
[ ! -e "$root/usr/lib/coxswain/postgres" ] || mv "$root/usr/lib/coxswain/postgres" "$root/usr/lib/coxswain/postgres.old"
mv "$root/usr/lib/coxswain/postgres.new" "$root/usr/lib/coxswain/postgres"
rm -rf "$root/usr/lib/coxswain/postgres.old"
chmod -R a+rX "$root/usr/lib/coxswain"
ln -sf ../lib/coxswain/coxswain "$root/usr/bin/coxswain"
install -m 644 "$from"/systemd/*.service "$units/"
echo "Installed. One box:      systemctl daemon-reload && systemctl enable --now coxswain"
echo "           The cluster:  export KUBECONFIG=/var/lib/coxswain/kubeconfig.yaml"
