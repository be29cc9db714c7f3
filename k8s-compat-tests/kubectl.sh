#!/usr/bin/env bash
# kubectl.sh: prints the path of a kubectl of 1.30 or newer: the system's, or Debian 13's beside the system.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../native/prerequisites/lib.sh"
minor() { "$1" version --client 2>/dev/null | sed -n 's/^Client Version: v1\.\([0-9]*\).*/\1/p'; }
good() { [ -x "$1" ] && [ "$(minor "$1")" -ge 30 ] 2>/dev/null; }

system=$(command -v kubectl || true)
if good "$system"; then echo "$system"; exit; fi
if [ "$(debian_version)" -ge 13 ] 2>/dev/null; then
  apt_install kubectl
  command -v kubectl; exit
fi
apt_install patchelf debian-archive-keyring
dir=$CACHE/kubectl-trixie-1
once "$dir" step "unpacking Debian 13's kubectl beside the system" "$here/../native/prerequisites/debian-tree.sh" trixie "$dir" kubectl
echo "$dir/bin/kubectl"
