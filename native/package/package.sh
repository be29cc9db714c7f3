#!/usr/bin/env bash
# package.sh [EXECUTABLE]: executable, PostgreSQL and units in target/package/coxswain, a tarball of it, and a
# Debian package. Without an argument the executable is target/coxswain, built if it is not there or old.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../prerequisites/lib.sh"
executable=${1:-}
[ -z "$executable" ] || executable=$(realpath "$executable")
cd "$here/../.."
if [ -z "$executable" ]; then native/build.sh; executable=target/coxswain; fi
postgres=$(native/prerequisites/postgres.sh)
version=$(sed -n '/<artifactId>coxswain</{n;s:.*<version>\(.*\)</version>.*:\1:p;q}' pom.xml)
version=${version:-0}
dir=target/package/coxswain
rm -rf target/package; mkdir -p "$dir"
cp "$executable" "$dir/coxswain"; cp LICENSE "$here/install.sh" "$dir/"
mkdir "$dir/postgres"; cp -r "$postgres"/{bin,lib,share} "$dir/postgres/"
cp -r native/systemd "$dir/systemd"; rm -f "$dir/systemd/README.md"
chmod -R a+rX "$dir"
tarball=target/package/coxswain-$version-linux-$(uname -m).tar.gz
step "packing" tar -C target/package --owner=0 --group=0 -czf "$tarball" coxswain
say "$dir and $tarball ($(($(stat -c %s "$tarball") / 1000000)) MB)"

# The same files as a Debian package. The agent's needs are recommended, not required: a server has none of them.
command -v dpkg-deb >/dev/null || exit 0
tree=target/package/deb
architecture=$(dpkg --print-architecture)
glibc=$(objdump -T "$dir/coxswain" 2>/dev/null | grep -o 'GLIBC_2\.[0-9]*' | sort -Vu | tail -n 1 | sed 's/GLIBC_//' || true)
"$dir/install.sh" "$tree" /usr/lib/systemd/system >/dev/null
install -d "$tree/DEBIAN" "$tree/usr/share/doc/coxswain"
cp LICENSE "$tree/usr/share/doc/coxswain/copyright"
cat > "$tree/DEBIAN/control" <<CONTROL
Package: coxswain
Version: $(echo "$version" | sed 's/-SNAPSHOT/~snapshot/')
Architecture: $architecture
Maintainer: Coxswain <coxswain@localhost>
Section: admin
Priority: optional
Installed-Size: $(du -sk "$tree" | cut -f1)
Depends: libc6 (>= ${glibc:-2.36}), zlib1g
Recommends: podman (>= 5), crun, conmon, nftables, iproute2, conntrack
Description: Kubernetes-compatible orchestrator for small machines
 One executable with the roles of server and agent, and the PostgreSQL it keeps
 its objects in. Nothing is started by installing it.
CONTROL
# As deb-systemd-helper would do it; an upgrade leaves what runs alone until it is restarted by hand.
for script in postinst postrm; do
  printf '#!/bin/sh\nset -e\nif [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi\n' > "$tree/DEBIAN/$script"
  chmod 755 "$tree/DEBIAN/$script"
done
deb=target/package/coxswain_${version}_$architecture.deb
step "packing $deb" dpkg-deb --root-owner-group -Zgzip -b "$tree" "$deb"
rm -rf "$tree"
say "$deb ($(($(stat -c %s "$deb") / 1000000)) MB)"
