#!/usr/bin/env bash
# lab.sh: nodes of a cluster on one machine. A node is a network, mount, process and host-name namespace with
# its own Podman service; nodes hang on one switch. The machine itself gets one address on that switch and
# nothing else. Ending a node's first process ends everything in it, so nothing can be left behind.
#
#   lab.sh NAME up NODES      switch, nodes 1…NODES, their Podman services
#   lab.sh NAME exec I CMD…   run a command in node I
#   lab.sh NAME start I LOG CMD…  the same in the background; prints its process id
#   lab.sh NAME podman I      (re)start the Podman service of node I; prints its process id
#   lab.sh NAME pid I         the process id of the node's first process
#   lab.sh NAME cut I | mend I    take node I off the switch and back
#   lab.sh NAME reboot I      everything of node I but its disk is gone; what was started is started again
#   lab.sh NAME down          remove everything
#
# Environment: LAB_NET (first three numbers of the switch's network), LAB_DIR (state), LAB_PODMAN (a folder of
# prerequisites/podman.sh), LAB_IMAGES (an image store of prerequisites/images.sh).
set -euo pipefail
name=$1 verb=$2; shift 2
net=${LAB_NET:-172.30.251}
state=${LAB_DIR:-/var/tmp/coxswain-lab}/$name
host_link=cx-$name
switch=cx-$name-switch

# eventually COMMAND…: true as soon as the command is, false after 5 s.
eventually() {
  local _
  for _ in $(seq 250); do "$@" && return 0; read -rt 0.02 <> <(:) || :; done
  return 1
}
is_called() { [ "$(cat "/proc/$1/comm" 2>/dev/null)" = "$2" ]; }
has_child() { [ -n "$(cat "/proc/$1/task/$1/children" 2>/dev/null)" ]; }
is_gone() { [ ! -e "/proc/$1" ]; }
child_of() { local children; eventually has_child "$1" || return 1; children=$(cat "/proc/$1/task/$1/children"); echo "${children%% *}"; }

namespace() { echo "cx-$name-$1"; }
first() { cat "$state/n$1/first.pid"; }
inside() { local i=$1; shift; nsenter -t "$(first "$i")" -m -n -p -u -- env $(environment "$i") "$@"; }

switch_up() {
  ip netns add "$switch"
  ip -n "$switch" link set lo up
  ip -n "$switch" link add switch type bridge
  ip -n "$switch" link set switch up
  ip link add "$host_link" type veth peer name host netns "$switch"
  ip -n "$switch" link set host master switch up
  ip addr add "$net.254/24" dev "$host_link"
  ip link set "$host_link" up
}

node_up() {
  local i=$1 dir=$state/n$1 ns; ns=$(namespace "$i")
  mkdir -p "$dir"/{data,store,run,home/.config/containers}
  ip netns add "$ns"
  ip -n "$ns" link add eth0 type veth peer name "n$i" netns "$switch"
  ip -n "$switch" link set "n$i" master switch up
  ip -n "$ns" link set lo up
  ip -n "$ns" addr add "$net.$i/24" dev eth0
  ip -n "$ns" link set eth0 up
  # Service addresses need some route before they are rewritten.
  ip -n "$ns" route add default via "$net.254"
  configure "$dir"
  # The first process reaps what is orphaned in the node.
  setsid nsenter --net="/run/netns/$ns" unshare --mount --uts --pid --fork --kill-child --mount-proc \
    sh -c "hostname n$i
      mount -t tmpfs -o mode=755 tmpfs /run && mkdir -p /run/netns
      mount -t tmpfs -o mode=1777 tmpfs /dev/shm
      umount /sys/fs/cgroup/unified 2>/dev/null
      exec $LAB_PODMAN/catatonit -P" >"$dir/first.log" 2>&1 </dev/null &
  local outer=$!
  echo "$outer" > "$dir/outer.pid"
  child_of "$outer" > "$dir/first.pid" || { cat "$dir/first.log" >&2; exit 1; }
  eventually is_called "$(first "$i")" catatonit || { cat "$dir/first.log" >&2; exit 1; }
}

# Podman's configuration of one node; nothing under /etc is read or written.
configure() {
  local dir=$1
  echo '{"default":[{"type":"insecureAcceptAnything"}]}' > "$dir/home/.config/containers/policy.json"
  printf 'unqualified-search-registries = ["docker.io"]\nshort-name-mode = "disabled"\n' > "$dir/registries.conf"
  cat > "$dir/storage.conf" <<CONF
[storage]
driver = "overlay"
runroot = "$dir/run"
graphroot = "$dir/store"
[storage.options]
additionalimagestores = ["$LAB_IMAGES"]
CONF
  cat > "$dir/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=16384:16384", "nproc=32768:32768"]
log_driver = "k8s-file"
[engine]
events_logger = "file"
cgroup_manager = "cgroupfs"
runtime = "crun"
tmp_dir = "$dir/run/engine"
infra_image = "registry.k8s.io/pause:3.10"
conmon_path = ["$LAB_PODMAN/conmon"]
helper_binaries_dir = ["$LAB_PODMAN"]
[engine.runtimes]
crun = ["$LAB_PODMAN/crun"]
[network]
firewall_driver = "none"
CONF
}

environment() {
  local dir=$state/n$1
  echo "HOME=$dir/home PATH=$LAB_PODMAN:$PATH CONTAINERS_CONF=$dir/containers.conf CONTAINERS_STORAGE_CONF=$dir/storage.conf CONTAINERS_REGISTRIES_CONF=$dir/registries.conf PODMAN_IGNORE_CGROUPSV1_WARNING=1"
}

# Prints the process id, in the machine's own numbering, of what it started; a reboot starts it again.
start() {
  printf '%q ' "${@:2}" >> "$state/n$1/started"; echo >> "$state/n$1/started"
  start_quietly "$@"
}

start_quietly() {
  local i=$1 log=$2; shift 2
  setsid nsenter -t "$(first "$i")" -m -n -p -u -- env $(environment "$i") "$@" >>"$log" 2>&1 </dev/null &
  # nsenter forks into the process namespace; its child is the program.
  child_of $! || { echo "nothing started; see $log" >&2; return 1; }
}

podman_up() {
  local i=$1 dir=$state/n$1
  rm -f "$dir/podman.sock"
  start_quietly "$i" "$dir/podman.log" "$LAB_PODMAN/podman" system service --time=0 "unix://$dir/podman.sock" | tee "$dir/podman.pid"
  eventually test -S "$dir/podman.sock" || { tail "$dir/podman.log" >&2; return 1; }
}

# Ends every process of nodes. Killing a process namespace is done when its first process is gone.
power_off() {
  local dir
  for dir in "$@"; do
    [ ! -e "$dir/first.pid" ] || kill -KILL "$(cat "$dir/first.pid")" 2>/dev/null || true
    [ ! -e "$dir/outer.pid" ] || kill -KILL "$(cat "$dir/outer.pid")" 2>/dev/null || true
  done
  for dir in "$@"; do
    [ -e "$dir/first.pid" ] || continue
    eventually is_gone "$(cat "$dir/first.pid")" || true
  done
}

reboot() {
  local i=$1 dir=$state/n$1 line
  power_off "$dir"
  ip netns del "$(namespace "$i")"
  ip -n "$switch" link del "n$i" 2>/dev/null || true
  rm -rf "$dir/run"
  node_up "$i"
  [ ! -e "$dir/cut" ] || ip -n "$switch" link set "n$i" down
  podman_up "$i" >/dev/null
  while read -r line; do eval "start_quietly $i $line"; done < <(cat "$dir/started" 2>/dev/null)
}

down() {
  local ns
  power_off "$state"/n*/
  for ns in $(ip netns list | awk '{print $1}' | grep "^cx-$name-" || true); do ip netns del "$ns" || true; done
  ip link del "$host_link" 2>/dev/null || true
  find /sys/fs/cgroup -depth -type d \( -path '*/coxswain/*' -o -path '*/libpod_parent/*' -o -name coxswain -o -name libpod_parent \) -exec rmdir {} + 2>/dev/null || true
  rm -rf --one-file-system "$state"
}

case $verb in
  up)
    : "${LAB_PODMAN:?}" "${LAB_IMAGES:?}"
    down
    mkdir -p "$state"; chmod 711 "$(dirname "$state")" "$state"
    printf 'export LAB_PODMAN=%q LAB_IMAGES=%q LAB_NET=%q\n' "$LAB_PODMAN" "$LAB_IMAGES" "$net" > "$state/environment"
    switch_up
    for i in $(seq "$1"); do node_up "$i"; podman_up "$i" >/dev/null; done ;;
  down) down ;;
  pid) first "$1" ;;
  cut) touch "$state/n$1/cut"; ip -n "$switch" link set "n$1" down ;;
  mend) rm -f "$state/n$1/cut"; ip -n "$switch" link set "n$1" up ;;
  *)
    . "$state/environment"
    case $verb in
      exec) inside "$@" ;;
      start) start "$@" ;;
      podman) podman_up "$1" ;;
      reboot) reboot "$1" ;;
      *) echo "unknown: $verb" >&2; exit 2 ;;
    esac ;;
esac
