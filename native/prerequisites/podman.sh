#!/usr/bin/env bash
# podman.sh: prints a folder with podman, conmon, crun and nft of Podman 5 or newer, all of one suite.
# Uses the system's if it has them or can install them (Debian 13), otherwise Debian 13's beside the system.
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)

major() { "$1" --version 2>/dev/null | sed -n 's/^podman version \([0-9]*\).*/\1/p'; }

if ! { command -v podman >/dev/null && [ "$(major podman)" -ge 5 ]; } && [ "$(debian_version)" -ge 13 ]; then
  apt_install podman crun conmon catatonit nftables iproute2 iptables conntrack
fi
if command -v podman >/dev/null && [ "$(major podman)" -ge 5 ]; then
  dir=$CACHE/podman-system
  mkdir -p "$dir"
  for program in podman conmon crun runc netavark nft conntrack catatonit; do
    path=$(command -v "$program" || ls /usr/libexec/podman/"$program" /usr/lib/podman/"$program" 2>/dev/null | head -n 1) || true
    [ -z "$path" ] || ln -sf "$path" "$dir/$program"
  done
  echo "$dir"
  exit
fi
dir=$CACHE/podman-trixie-1
apt_install patchelf debian-archive-keyring iproute2 util-linux
once "$dir" step "unpacking Podman 5.4 and its helpers beside the system (200 MB, once)" \
  "$here/debian-tree.sh" trixie "$dir" podman crun conmon catatonit golang-github-containers-common golang-github-containers-image nftables conntrack
echo "$dir/bin"
