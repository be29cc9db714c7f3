#!/usr/bin/env bash
# package.sh: executable, PostgreSQL and units in target/package/coxswain, and a tarball of it.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../prerequisites/lib.sh"
cd "$here/../.."
native/build.sh
postgres=$(native/prerequisites/postgres.sh)
version=$(sed -n '/<artifactId>coxswain</{n;s:.*<version>\(.*\)</version>.*:\1:p;q}' pom.xml)
dir=target/package/coxswain
rm -rf target/package; mkdir -p "$dir"
cp target/coxswain LICENSE "$here/install.sh" "$dir/"
mkdir "$dir/postgres"; cp -r "$postgres"/{bin,lib,share} "$dir/postgres/"
cp -r native/systemd "$dir/systemd"
tarball=target/package/coxswain-${version:-0}-linux-$(uname -m).tar.gz
step "packing" tar -C target/package --owner=0 --group=0 -czf "$tarball" coxswain
say "$dir and $tarball ($(($(stat -c %s "$tarball") / 1000000)) MB)"
