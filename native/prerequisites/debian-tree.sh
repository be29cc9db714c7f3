#!/usr/bin/env bash
# debian-tree.sh SUITE DEST PACKAGE…
# Unpacks packages of another Debian suite, with every library they need, into DEST/root and makes their
# programs run there with that suite's own loader and libc; links to the programs go to DEST/bin. The
# system's packages and apt configuration are not touched.
. "$(dirname "$0")/lib.sh"
suite=$1 dest=$2; shift 2
apt=$dest/.apt
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/debs" "$dest/root" "$dest/bin"

mirror=$(debian_mirror)
keys=/usr/share/keyrings/debian-archive-keyring.gpg
[ -e "$keys" ] || die "the Debian archive keyring is missing: apt-get install debian-archive-keyring"
echo "deb [signed-by=$keys] $mirror $suite main" > "$apt/sources.list"
: > "$apt/status"   # an empty system: the solver then lists the whole closure, libc included
options=(-o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
  -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o "Dir::State::status=$apt/status"
  -o APT::Sandbox::User=root)
apt-get "${options[@]}" update -qq

# Maintainer scripts never run here, so packages that only serve them are left out.
skip='^(gnupg|gpg|dirmngr|pinentry|debconf|perl|adduser|passwd|base-|dpkg|tar|coreutils|debianutils|mawk|login|libpam-|init-system|sensible|readline-common|netbase)'
apt-get "${options[@]}" -y -s --no-install-recommends install "$@" | awk '/^Inst/{print $2}' | grep -vE "$skip" > "$apt/packages"
(cd "$apt/debs" && xargs -a "$apt/packages" apt-get "${options[@]}" download -qq)
for deb in "$apt"/debs/*.deb; do dpkg-deb -x "$deb" "$dest/root"; done
rm -rf "$apt"

libraries=$dest/root/usr/lib/x86_64-linux-gnu
loader=$(readlink -f "$libraries/ld-linux-x86-64.so.2")
folders=()
for folder in bin sbin lib/podman libexec/podman lib/jvm; do
  [ ! -d "$dest/root/usr/$folder" ] || folders+=("$dest/root/usr/$folder")
done
find "${folders[@]}" -type f -perm -u+x | while read -r program; do
  case $program in *.so|*.so.*) continue ;; esac
  if patchelf --print-interpreter "$program" >/dev/null 2>&1; then
    # A JDK's programs keep their own relative search path in front.
    own=$(patchelf --print-rpath "$program")
    patchelf --set-interpreter "$loader" --force-rpath --set-rpath "${own:+$own:}$libraries" "$program"
  fi
  ln -sf "$program" "$dest/bin/"
done
