#!/usr/bin/env bash
# run.sh [EXECUTABLE]: measures the native executable on this machine and prints one table (markdown), which
# also goes to bench/results.md. Without an argument it measures target/coxswain, built first if need be.
# Everything runs in a node of k8s-compat-tests/lab and is removed afterwards. About four minutes.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../native/prerequisites/lib.sh"
cd "$here/.."
need_root "make bench (network namespaces, Podman)"

say "Preparing"
apt_install curl iproute2 util-linux
java=$(native/prerequisites/jdk.sh)/bin/java
LAB_PODMAN=$(native/prerequisites/podman.sh)
LAB_IMAGES=$(native/prerequisites/images.sh "$LAB_PODMAN")
postgres=$(native/prerequisites/postgres.sh)
export LAB_PODMAN LAB_IMAGES LAB_NET=${LAB_NET:-172.30.243} LAB_DIR=/var/tmp/coxswain-bench
coxswain=${1:-}
if [ -z "$coxswain" ]; then native/build.sh; coxswain=target/coxswain; fi
coxswain=$(realpath "$coxswain")
[ -x "$coxswain" ] || die "$coxswain is not an executable"

work=$(mktemp -d /var/tmp/coxswain-bench-XXXXXX); chmod 711 "$work"
name=bench
lab() { k8s-compat-tests/lab/lab.sh "$name" "$@"; }
server=
# Whatever was started on our directory, also by a step that failed half-way.
end_ours() {
  local p
  for p in $(grep -lsFf <(echo "$work") /proc/[0-9]*/cmdline | cut -d/ -f3); do kill -KILL "$p" 2>/dev/null || true; done
}
stop_postgres() {
  local pid; pid=$(head -n 1 "$work/server/postgres/data/postmaster.pid" 2>/dev/null) || return 0
  kill -QUIT "$pid" 2>/dev/null || true
}
cleanup() {
  trap - EXIT INT TERM
  stop_postgres
  end_ours
  lab down || true
  rm -rf "$work"; rmdir "$LAB_DIR" 2>/dev/null || true
}
trap 'cleanup; exit 130' INT TERM
trap cleanup EXIT

"${java%java}javac" -d "$work/driver" bench/driver/*.java
driver() { "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=4 -cp "$work/driver" Bench "$@"; }
gone() { local _; for _ in $(seq 300); do [ -e "/proc/$1" ] || return 0; read -rt 0.1 <> <(:) || :; done; return 1; }
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.1f", b ? a / b : 0}'; }

rows=$work/rows
row() { printf '| %s | %s | %s |\n' "$1" "$2" "${3:-}" | tee -a "$rows" >&2; }

# --- start to ready: a server of its own on loopback -----------------------------------------------------
say "Start to ready"
port=16443
start() {  # prints milliseconds; $1 says what PostgreSQL finds
  local out
  out=$(driver start "127.0.0.1:$port" "$work/server.log" "$coxswain" server --data-dir "$work/server" \
    --listen "127.0.0.1:$port" --advertise-address 127.0.0.1 --postgres "$postgres") || { tail "$work/server.log" >&2; exit 1; }
  echo "$out"
}
stop_server() { kill -TERM "$server"; gone "$server" || die "the server does not end"; server=; }
kill_server() { kill -KILL "$server"; gone "$server"; server=; }
read -r server fresh < <(start)
for _ in 1 2 3 4 5; do stop_server; read -r server ms < <(start); echo "$ms" >> "$work/clean"; done
for _ in 1 2 3 4 5; do kill_server; read -r server ms < <(start); echo "$ms" >> "$work/adopted"; done
row "start to ready, fresh (initdb, authorities, default objects)" "$fresh ms"
row "start to ready, existing data, PostgreSQL started too" "$(median < "$work/clean") ms"
row "start to ready, existing data, PostgreSQL running (server killed with -9)" "$(median < "$work/adopted") ms" "≤ 500 ms"

# --- writes ----------------------------------------------------------------------------------------------
say "Writes"
count=${BENCH_COUNT:-10000}
pg_port=$(sed -n 4p "$work/server/postgres/data/postmaster.pid")
for _ in 1 2 3; do
  driver inserts "$pg_port" "$work/server/postgres/password" "$count" 10 1024 >> "$work/inserts"
  driver creates "$work/server/kubeconfig.yaml" "$count" 10 1024 >> "$work/creates"
done
read -r inserts _ insert_p99 < <(sort -n "$work/inserts" | sed -n 2p)
read -r creates create_p50 create_p99 < <(sort -n "$work/creates" | sed -n 2p)
row "creates of 1 KB ConfigMaps, 10 clients" "$creates/s, p50 $create_p50 ms, p99 $create_p99 ms" "≥ 1.5 × kube-apiserver's"
row "one-row inserts of 1 KB, 10 connections, same PostgreSQL" "$inserts/s, p99 $insert_p99 ms"
row "creates as a share of plain inserts" "$(ratio "$creates" "$inserts") ×"
memory=$(awk '/^Pss:/{print int($2/1024)}' "/proc/$server/smaps_rollup")
row "the server's memory (PSS) after these writes" "$memory MB"
stop_server

# --- a whole node, idle ----------------------------------------------------------------------------------
say "A node"
lab up 1
state=$LAB_DIR/$name
lab start 1 "$state/n1/coxswain.log" "$coxswain" up --data-dir "$state/n1/data" --postgres "$postgres" \
  --podman "$state/n1/podman.sock" --podman-program "$LAB_PODMAN/podman" --node-name n1 --node-ip "$LAB_NET.1" \
  --advertise-address "$LAB_NET.1" >/dev/null
export KUBECONFIG=$state/n1/data/kubeconfig.yaml
eventually() { local s=$1 end; shift; end=$((SECONDS + s)); until "$@" >/dev/null 2>&1; do [ $SECONDS -lt "$end" ] || return 1; read -rt 0.2 <> <(:) || :; done; }
node_ready() { "$coxswain" get nodes 2>/dev/null | grep -qw Ready; }
eventually 120 node_ready || { tail -n 30 "$state/n1/coxswain.log" >&2; die "the node does not get ready"; }

pids() {  # of one part, in the machine's numbering: the node's process namespace
  local ns want=$1 p line; ns=$(readlink "/proc/$(lab pid 1)/ns/pid")
  for p in /proc/[0-9]*; do
    [ "$(readlink "$p/ns/pid" 2>/dev/null)" = "$ns" ] || continue
    line=$(tr '\0' ' ' < "$p/cmdline" 2>/dev/null) || continue
    case $line in
      "$coxswain"*" server "*) [ "$want" = server ] ;;
      "$coxswain"*" agent "*) [ "$want" = agent ] ;;
      "$coxswain"*" up "*) [ "$want" = up ] ;;
      *"/postgres "*|postgres:*) [ "$want" = PostgreSQL ] ;;
      *podman*" system service "*) [ "$want" = "Podman's service" ] ;;
      *) false ;;
    esac && echo "${p#/proc/}"
  done || true
}
pss() { local p sum=0 v; for p in "$@"; do v=$(awk '/^Pss:/{print $2}' "/proc/$p/smaps_rollup" 2>/dev/null); sum=$((sum + ${v:-0})); done; echo "$sum"; }
ticks() { local p sum=0 v; for p in "$@"; do v=$(sed 's/.*) //' "/proc/$p/stat" 2>/dev/null | awk '{print $12+$13}'); sum=$((sum + ${v:-0})); done; echo "$sum"; }
written() { local p sum=0 v; for p in "$@"; do v=$(awk '/^write_bytes/{print $2}' "/proc/$p/io" 2>/dev/null); sum=$((sum + ${v:-0})); done; echo "$sum"; }

say "Idle (90 s)"
read -rt 60 <> <(:) || :
parts=(server agent PostgreSQL up "Podman's service")
declare -A of cpu io
for part in "${parts[@]}"; do
  of[$part]=$(pids "$part"); cpu[$part]=$(ticks ${of[$part]}); io[$part]=$(written ${of[$part]})
done
read -rt 30 <> <(:) || :
total=0
hz=$(getconf CLK_TCK)
for part in "${parts[@]}"; do
  used=$(awk -v t=$(($(ticks ${of[$part]}) - ${cpu[$part]})) -v hz="$hz" 'BEGIN {printf "%.2f", t * 100 / hz / 30}')
  bytes=$((($(written ${of[$part]}) - ${io[$part]}) / 30))
  kb=$(pss ${of[$part]}); bound=
  [ "$part" != agent ] || bound="agent ≤ 70 MB"
  [ "$part" = "Podman's service" ] || total=$((total + kb))
  row "idle: $part" "$((kb / 1024)) MB, $used % of one CPU, $bytes bytes/s written" "$bound"
done
row "idle: server, agent, PostgreSQL and supervisor together" "$((total / 1024)) MB" "≤ 250 MB"

# --- pods ------------------------------------------------------------------------------------------------
say "Pods"
podman=$(driver podman "$state/n1/podman.sock" 20)
read -r from_bound from_post < <(driver pods "$KUBECONFIG" 20)
row "a container by Podman's REST API alone" "$podman ms"
row "a pod, bound → Running seen by a watcher" "$from_bound ms, $(ratio "$from_bound" "$podman") × Podman" "≤ 3 ×"
row "a pod, POST → Running seen by a watcher" "$from_post ms, $(ratio "$from_post" "$podman") × Podman"

# --- Services --------------------------------------------------------------------------------------------
say "Services"
"$coxswain" apply -f examples/hello.yaml >&2
available() { "$coxswain" get deploy hello | grep -qw 3/3; }
eventually 60 available || die "the pods of examples/hello.yaml do not get ready"
read -r routed routed_p99 < <(lab exec 1 "$java" -cp "$work/driver" Bench services "$KUBECONFIG" 1000 30)
row "one more Service beside 1 000 (3 endpoints each), POST → a request is routed" "$routed ms, p99 $routed_p99 ms"
for part in server agent; do row "after that: $part" "$(($(pss $(pids "$part")) / 1024)) MB"; done

# --- the executable --------------------------------------------------------------------------------------
row "the executable" "$(($(stat -c %s "$coxswain") / 1000000)) MB"
[ ! -e target/coxswain.seconds ] || row "its build, nothing cached but downloads" "$(cat target/coxswain.seconds) s"

{
  echo "| what | measured | bound |"; echo "| --- | --- | --- |"; cat "$rows"
} > "$work/table"
{
  echo "# Results of \`make bench\`"; echo
  echo "$(nproc) CPUs ($(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)), $(awk '/MemTotal/{print int($2/1e6)}' /proc/meminfo) GB, Linux $(uname -r). Memory is PSS. Medians."
  echo; cat "$work/table"
} > bench/results.md
cat "$work/table"
