#!/usr/bin/env bash
# jdk.sh: prints a JAVA_HOME of a JDK 25: $JAVA_HOME, one in the usual places, Debian 13's package, or
# (on an older Debian) that package unpacked beside the system. Installs Maven if there is none.
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)

is_25() { [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25' "$1/release" 2>/dev/null; }

find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/*jdk*; do
    if [ -n "$home" ] && is_25 "$home"; then (cd "$home" && pwd -P); return 0; fi
  done
  return 1
}

command -v mvn >/dev/null || apt_install maven
if find_jdk; then exit; fi
if [ "$(debian_version)" -ge 13 ]; then
  apt_install openjdk-25-jdk-headless
  find_jdk || die "openjdk-25-jdk-headless is installed, but no JDK 25 was found under /usr/lib/jvm"
  exit
fi

# Debian 13's JDK beside an older system: with its own libc, its links into /etc pointed at the unpacked
# tree, and a trust store made from this machine's certificates (the package's postinst would do it).
unpack() {
  local dir=$1 home
  "$here/debian-tree.sh" trixie "$dir" openjdk-25-jdk-headless
  home=$dir/root/usr/lib/jvm/java-25-openjdk-amd64
  find "$home" -type l -lname '/etc/*' | while read -r link; do ln -sfn "$dir/root$(readlink "$link")" "$link"; done
  local store=$home/lib/security/cacerts pems
  pems=$(mktemp -d)
  rm -f "$store"
  awk -v dir="$pems" '/BEGIN CERT/{n++} {print > (dir "/" n ".pem")}' /etc/ssl/certs/ca-certificates.crt
  for pem in "$pems"/*.pem; do
    "$home/bin/keytool" -importcert -noprompt -storepass changeit -keystore "$store" -alias "$(basename "$pem")" -file "$pem" || true
  done
  rm -rf "$pems"
}
if [ "${2:-}" = unpack ]; then unpack "$1"; exit; fi
apt_install patchelf debian-archive-keyring ca-certificates
dir=$CACHE/jdk-trixie-25
once "$dir" step "unpacking Debian 13's JDK 25 beside the system (once)" "$0" "$dir" unpack
echo "$dir/root/usr/lib/jvm/java-25-openjdk-amd64"
