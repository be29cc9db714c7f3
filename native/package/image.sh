#!/usr/bin/env bash
# image.sh [BASE]: the server in an image, localhost/coxswain:VERSION, from Dockerfile.native and target/package.
# BASE is the base image; without one a small Debian of this machine's suite is made into it, so that no
# registry is needed. Then a container of it becomes ready, and is removed again.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../prerequisites/lib.sh"
need_root "building an image"
cd "$here/../.."
[ -x target/package/coxswain/coxswain ] || die "there is no package: make package"
bin=$("$here/../prerequisites/podman.sh")
apt_install debootstrap curl
work=$(mktemp -d /var/tmp/coxswain-image-XXXXXX)
mkdir -p "$work/home/.config/containers"
echo '{"default":[{"type":"insecureAcceptAnything"}]}' > "$work/home/.config/containers/policy.json"
# The image itself stays where podman on this machine keeps its own; IMAGE_STORE names another place.
store=${IMAGE_STORE:-/var/lib/containers/storage}
printf '[storage]\ndriver = "overlay"\nrunroot = "%s"\ngraphroot = "%s"\n' "$work/run" "$store" > "$work/storage.conf"
printf '[containers]\ndefault_ulimits = ["nofile=16384:16384", "nproc=32768:32768"]\n[network]\nfirewall_driver = "none"\n[engine]\nevents_logger = "none"\ncgroup_manager = "cgroupfs"\nruntime = "crun"\ntmp_dir = "%s"\nconmon_path = ["%s/conmon"]\nhelper_binaries_dir = ["%s"]\n[engine.runtimes]\ncrun = ["%s/crun"]\n' \
  "$work/tmp" "$bin" "$bin" "$bin" > "$work/containers.conf"
outer() {
  env HOME="$work/home" CONTAINERS_CONF="$work/containers.conf" CONTAINERS_STORAGE_CONF="$work/storage.conf" \
    PODMAN_IGNORE_CGROUPSV1_WARNING=1 PATH="$bin:$PATH" \
    unshare -m sh -c 'umount /sys/fs/cgroup/unified 2>/dev/null; exec podman "$@"' sh "$@"
}
name=$(basename "$work")
cleanup() {
  outer rm -f -t 0 "$name" >/dev/null 2>&1 || true
  findmnt -rno TARGET | grep "^$work/" | sort -r | xargs -r umount -l 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

base=${1:-}
if [ -z "$base" ]; then
  . /etc/os-release
  tree=$CACHE/debian-$VERSION_CODENAME-1
  bootstrap() {
    local mirror; mirror=$(debian_mirror)
    debootstrap --variant=minbase "$VERSION_CODENAME" "$tree/root" "$mirror"
    rm -rf "$tree"/root/var/cache/apt/archives/*.deb "$tree"/root/var/lib/apt/lists/*
  }
  once "$tree" step "a small Debian ($VERSION_CODENAME, once)" bootstrap
  base=localhost/coxswain/debian:$VERSION_CODENAME
  import() { tar -C "$tree/root" --one-file-system -c . | outer import - "$base"; }
  outer image exists "$base" || step "importing it as $base" import
fi
version=$(ls target/package/coxswain_*.deb 2>/dev/null | sed -n 's/.*coxswain_\(.*\)_.*/\1/p')
image=localhost/coxswain:${version:-latest}
step "building $image" outer build --network none --pull=never --build-arg "BASE=$base" -f Dockerfile.native -t "$image" .
outer run -d --name "$name" --network none "$image" >/dev/null || die "the container does not start"
# By number: names of users would be looked up in a file system that only the first podman has mounted.
ready() { outer exec --user 0:0 "$name" /usr/lib/coxswain/coxswain get namespaces --kubeconfig /var/lib/coxswain/kubeconfig.yaml; }
for _ in $(seq 60); do ready 2>/dev/null | grep -q kube-system && break; read -rt 1 <> <(:) || :; done
ready 2>/dev/null | grep -q kube-system || { outer logs "$name" | tail -n 30 >&2; die "a container of $image does not get ready"; }
say "  ok: a container of it serves its API"
say "$image ($(($(outer image inspect --format '{{.Size}}' "$image") / 1000000)) MB)"
