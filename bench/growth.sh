#!/usr/bin/env bash
# growth.sh [--binary FILE] [COUNT…]: one server with COUNT objects of 1 KB (default 10000 100000 1000000): start,
# memory, lists, watch start, creates beside them, also while PostgreSQL vacuums, and what stood still meanwhile.
# Prints one table (markdown), which also goes to bench/growth.md.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../native/prerequisites/lib.sh"
cd "$here/.."
need_root "make bench-growth (PostgreSQL's own user)"
coxswain=
[ "${1:-}" != --binary ] || { coxswain=$2; shift 2; }
counts=("$@"); [ $# -gt 0 ] || counts=(10000 100000 1000000)

say "Preparing"
java=$(native/prerequisites/jdk.sh)/bin/java
postgres=$(native/prerequisites/postgres.sh)
if [ -z "$coxswain" ]; then native/build.sh; coxswain=target/coxswain; fi
coxswain=$(realpath "$coxswain")
work=$(mktemp -d /var/tmp/coxswain-growth-XXXXXX); chmod 711 "$work"
end_ours() {
  local p
  for p in $(grep -lsFf <(echo "$work") /proc/[0-9]*/cmdline | cut -d/ -f3); do kill -KILL "$p" 2>/dev/null || true; done
}
cleanup() { trap - EXIT; end_ours; rm -rf "$work"; }
trap cleanup EXIT
trap 'exit 130' INT TERM
"${java%java}javac" -d "$work/driver" bench/driver/*.java
driver() { "$java" -XX:+UseSerialGC -Xmx1g -cp "$work/driver" Bench "$@"; }
gone() { local _; for _ in $(seq 600); do [ -e "/proc/$1" ] || return 0; read -rt 0.1 <> <(:) || :; done; return 1; }
pss() { awk '/^Pss:/{print int($2/1024)}' "/proc/$1/smaps_rollup"; }
port=16444
start() {
  driver start "127.0.0.1:$port" "$data.log" "$coxswain" -XX:+PrintGC server --data-dir "$data" --listen "127.0.0.1:$port" \
    --advertise-address 127.0.0.1 --postgres "$postgres" || { tail "$data.log" >&2; die "the server does not get ready"; }
}

# The longest collection in the log from line $1 to line $2, in ms.
longest() { sed -n "$1,$2p" "$data.log" | sed -n 's/.* Pause .* \([0-9.]*\)ms.*/\1/p' | sort -n | tail -n 1 | cut -d. -f1; }

rows=$work/rows
for count in "${counts[@]}"; do
  say "$count objects"
  data=$work/server-$count
  read -r server _ < <(start)
  for _ in $(seq 100); do [ ! -s "$data/kubeconfig.yaml" ] || break; read -rt 0.1 <> <(:) || :; done
  pg=$(head -n 1 "$data/postgres/data/postmaster.pid") pg_port=$(sed -n 4p "$data/postgres/data/postmaster.pid")
  # The server alone ends; its PostgreSQL stays.
  kill -KILL "$server"; gone "$server"
  : > "$data.log"
  driver fill "$pg_port" "$data/postgres/password" "$count" 1024
  read -r server ready < <(start)
  begun=$(wc -l < "$data.log")
  # The controllers read everything too.
  for _ in $(seq 30); do read -rt 1 <> <(:) || :; done
  fresh=$(pss "$server")
  read -r mb list page watch < <(driver reads "$data/kubeconfig.yaml")
  # Not by a pipe alone: the driver also deletes what it made.
  said=$(driver creates "$data/kubeconfig.yaml" 5000 10 1024); read -r creates p50 p99 <<< "$said"
  driver sql "$pg_port" "$data/postgres/password" "vacuum (analyze) coxswain.object, coxswain.change" & vacuum=$!
  said=$(driver creates "$data/kubeconfig.yaml" 5000 10 1024); read -r _ _ vacuum99 <<< "$said"
  wait "$vacuum"
  after=$(pss "$server")
  blocked=$(sed -n 's/.*has been blocked for \([0-9]*\) ms.*/\1/p' "$data.log" | sort -n | tail -n 1)
  ended=$(wc -l < "$data.log")
  collections="$(longest 1 "$begun") ms, then $(longest "$begun" "$ended") ms"
  echo "| $count | $ready ms | $fresh MB | $mb MB in $list ms | $page ms | $watch ms | $creates/s, p50 $p50, p99 $p99 ms | p99 $vacuum99 ms | ${blocked:-under 100} ms | $collections | $after MB |" >> "$rows"
  tail -n 1 "$rows" >&2
  kill -TERM "$server"; gone "$server"; kill -QUIT "$pg" 2>/dev/null || true; gone "$pg"; rm -rf "$data"
done
{
  echo "# Results of \`bench/growth.sh\`"; echo
  echo "$(nproc) CPUs ($(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)), $(awk '/MemTotal/{print int($2/1e6)}' /proc/meminfo) GB. One server, ConfigMaps of 1 KB in 10 namespaces, PostgreSQL running. Memory is the server's PSS, half a minute after the start and at the end. The driver, on the same CPUs, decrypts what it reads."; echo
  echo "| objects | start to ready | memory then | whole list | first page of 500 | watch with initial events | creates, 10 clients | the same while PostgreSQL vacuums | longest stall of an event loop | longest collection until ready, then | memory at the end |"
  echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
  cat "$rows"
} > bench/growth.md
cat bench/growth.md
