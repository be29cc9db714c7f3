#!/bin/sh
# install.sh [ROOT]: copies this package into the system; starts nothing. Run as root.
set -eu
from=$(cd "$(dirname "$0")" && pwd)
root=${1:-}
install -d "$root/usr/lib/coxswain" "$root/usr/bin" "$root/etc/systemd/system"
# A running executable cannot be written, but replaced.
cp "$from/coxswain" "$root/usr/lib/coxswain/.coxswain.new"
mv "$root/usr/lib/coxswain/.coxswain.new" "$root/usr/lib/coxswain/coxswain"
rm -rf "$root/usr/lib/coxswain/postgres"
cp -r "$from/postgres" "$root/usr/lib/coxswain/postgres"
chmod -R a+rX "$root/usr/lib/coxswain"
ln -sf ../lib/coxswain/coxswain "$root/usr/bin/coxswain"
install -m 644 "$from"/systemd/*.service "$root/etc/systemd/system/"
echo "Installed. One box:      systemctl daemon-reload && systemctl enable --now coxswain"
echo "           The cluster:  export KUBECONFIG=/var/lib/coxswain/kubeconfig.yaml"
