#!/usr/bin/env bash
# disk.sh [EXECUTABLE [SECONDS]]: bytes an idle cluster writes to its disk: server and embedded PostgreSQL with 1, 3
# and 10 agents that renew leases and report their status as kubelet does, and per create of a ConfigMap and of an
# Event. Prints a table (markdown), also into bench/disk.md. Each window begins after a checkpoint and lasts SECONDS
# (300; the budget is for 1800: just after a checkpoint pages are logged in full, which the shorter window shows more
# of). About 30 minutes.
#
# DISK_AGENTS="1 10" chooses the windows, DISK_CREATES=0 leaves the creates out, DISK_MOUNT=lazytime says how the file
# system is mounted, DISK_PORT where the server listens (several runs may go beside each other), DISK_TABLE where the
# table goes.
#
# Counted is what reaches the device: everything lies on an ext4 file system of its own on a loop device, and its
# sectors are counted after a sync, the file system's journal included. (/proc/PID/io says far more than is written.)
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../native/prerequisites/lib.sh"
cd "$here/.."
need_root "the disk measurement (PostgreSQL's own user)"
apt_install curl util-linux
java=$(native/prerequisites/jdk.sh)/bin/java
postgres=$(native/prerequisites/postgres.sh)
coxswain=${1:-}
if [ -z "$coxswain" ]; then native/build.sh; coxswain=target/coxswain; fi
coxswain=$(realpath "$coxswain"); seconds=${2:-300}
work=$(mktemp -d /var/tmp/coxswain-disk-XXXXXX); chmod 711 "$work"
server= loop=
cleanup() {
  local p
  trap - EXIT INT TERM
  for p in $(grep -lsFf <(echo "$work") /proc/[0-9]*/cmdline | cut -d/ -f3); do kill -KILL "$p" 2>/dev/null || true; done
  [ -z "$loop" ] || { umount -l "$work/disk"; losetup -d "$loop"; }
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
"${java%java}javac" -d "$work/driver" bench/driver/*.java
driver() { "$java" -Xmx64m -XX:+UseSerialGC -cp "$work/driver" Bench "$@"; }
pause() { read -rt "$1" <> <(:) || :; }

truncate -s 4G "$work/image"
mkfs.ext4 -q -E lazy_itable_init=0,lazy_journal_init=0 "$work/image"
loop=$(losetup --show -f "$work/image")
mkdir "$work/disk"; mount -o "${DISK_MOUNT:-defaults}" "$loop" "$work/disk"; chmod 711 "$work/disk"
data=$work/disk/server

port=${DISK_PORT:-16743}
"$coxswain" -Xmx160m server --data-dir "$data" --listen "127.0.0.1:$port" --advertise-address 127.0.0.1 \
  --postgres "$postgres" >"$work/log" 2>&1 & server=$!
for _ in $(seq 600); do
  [ "$(curl -sk --max-time 2 "https://127.0.0.1:$port/readyz")" = ok ] && [ -s "$data/kubeconfig.yaml" ] && break
  [ -e "/proc/$server" ] || { tail "$work/log" >&2; die "the server does not start"; }
  pause 0.2
done
kubeconfig=$data/kubeconfig.yaml
written() { sync -f "$data"; awk '{print $7 * 512}' "/sys/block/${loop#/dev/}/stat"; }
sql() { driver sql "$(sed -n 4p "$data/postgres/data/postmaster.pid")" "$data/postgres/password" "$1"; }
rows=$work/rows
row() { printf '| %s | %s | %s |\n' "$1" "$2" "${3:-}" | tee -a "$rows" >&2; }
kib() { awk -v b="$1" -v s="$2" 'BEGIN {printf "%.2f", b / s / 1024}'; }

alone=
for agents in ${DISK_AGENTS:-0 1 3 10}; do
  budget=
  [ "$agents" = 0 ] || budget="≤ $(awk -v n="$agents" 'BEGIN {printf "%.1f", 2 + 0.3 * (n - 1)}') KiB/s"
  # They settle into common commits first, and what was just made has been looked through by autovacuum.
  settle=300
  answers=$work/agents-$agents
  [ "$agents" = 0 ] || driver agents "$kubeconfig" "$agents" $((settle + seconds + 2)) > "$answers" & load=$!
  pause "$settle"
  sql checkpoint
  from=$(written); begin=$(date +%s)
  pause "$seconds"
  bytes=$(($(written) - from)); took=$(($(date +%s) - begin))
  wait "$load" || die "the agents failed"
  row "idle, $agents agent$([ "$agents" = 1 ] || echo s), $took s after a checkpoint" "$(kib "$bytes" "$took") KiB/s" "$budget"
  if [ "$agents" = 0 ]; then
    alone=$((bytes / took))
  elif [ -n "$alone" ]; then
    row "… a lease renewed, of $agents" "$(awk -v b=$((bytes / took - alone)) -v s=$((settle + took)) '{printf "%d", b * s / $1}' "$answers") bytes each"
  fi
done

per() {  # what, count, sub-command…
  local what=$1 count=$2 from; shift 2
  sql checkpoint; from=$(written)
  driver "$1" "$kubeconfig" "${@:2}" >/dev/null
  row "$what" "$((($(written) - from) / count)) bytes each"
}
if [ "${DISK_CREATES:-1}" != 0 ]; then
  per "an Event created, one client" 300 events 300 1
  per "an Event created, 10 clients" 5000 events 5000 10
  per "a ConfigMap of 1 KB created and deleted, 10 clients" 11000 creates 10000 10 1024
fi
{
  echo "# Bytes written (\`bench/disk.sh\`)"; echo
  echo "| what | measured | budget |"; echo "| --- | --- | --- |"; cat "$rows"
} > "${DISK_TABLE:=bench/disk.md}"
cat "$DISK_TABLE"
