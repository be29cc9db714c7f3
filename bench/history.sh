#!/usr/bin/env bash
# history.sh [EXECUTABLE]: what keeping history costs, as a table of ratios from one run on one server, which also goes
# to bench/history.md. The server and its embedded PostgreSQL run on loopback in a folder of their own, which is
# removed. HISTORY_COUNT changes (100000).
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../native/prerequisites/lib.sh"
cd "$here/.."
coxswain=${1:-target/coxswain}
[ -x "$coxswain" ] || die "there is no executable $coxswain: make native builds it, or name one"
coxswain=$(realpath "$coxswain")
java=$(native/prerequisites/jdk.sh)/bin/java
postgres=$(native/prerequisites/postgres.sh)
count=${HISTORY_COUNT:-100000} sample=$((${HISTORY_COUNT:-100000} / 20)) port=${HISTORY_PORT:-16449}
work=$(mktemp -d /var/tmp/coxswain-history-XXXXXX); chmod 711 "$work"
server=
cleanup() {
  trap - EXIT
  [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; }
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
"${java}c" -d "$work/driver" bench/driver/*.java
driver() { "$java" -XX:+UseSerialGC -cp "$work/driver" Bench "$@"; }
"$coxswain" -Xmx160m server --data-dir "$work/data" --listen "127.0.0.1:$port" --advertise-address 127.0.0.1 --postgres "$postgres" > "$work/log" 2>&1 &
server=$!
export KUBECONFIG=$work/data/kubeconfig.yaml
for _ in $(seq 300); do [ "$(curl -sk --max-time 2 "https://127.0.0.1:$port/readyz")" = ok ] && break; sleep 0.2; done
sql() { "$coxswain" sql "$1" | tail -n +2; }
for _ in $(seq 100); do sql "select 1" >/dev/null 2>&1 && break; sleep 0.2; done
millis() { local _; for _ in 1 2 3 4 5; do sql "explain (analyze, timing off) $1" | sed -n 's/^Execution Time: \([0-9.]*\) ms.*/\1/p'; done | sort -n | sed -n 3p; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", b ? a / b : 0}'; }
now() { date +%s%N; }
# The owner sees sizes; the reading role does not.
owner() { PGPASSWORD=$(cat "$work/data/postgres/password") psql -h 127.0.0.1 -p "$(cat "$work/data/postgres/port")" -U coxswain -Atc "$1" coxswain; }

say "Writes without history"
driver updates "$KUBECONFIG" "$sample" 10 1024 >/dev/null # warm
read -r young _ young_p99 < <(driver updates "$KUBECONFIG" "$sample" 10 1024)
from=$(sql "select max(revision) from changes")
say "$count changes"
driver updates "$KUBECONFIG" "$count" 10 1024 >/dev/null
say "Writes with history"
read -r old _ old_p99 < <(driver updates "$KUBECONFIG" "$sample" 10 1024)
read -r again _ _ < <(driver updates "$KUBECONFIG" "$sample" 10 1024)
middle=$((from + count / 2))
rows=$(sql "select count(*) from changes")
present=$(millis "select name, data from configmaps")
past=$(millis "select name, data from configmaps_as_of($middle)")
generic=$(millis "select * from as_of('configmaps', $middle)")
one=$(millis "select revision, by from changes where resource = 'configmaps' and namespace = 'updates' and name = 'o7'")
begin=$(now); "$coxswain" backup -o "$work/b" 2>/dev/null; plain=$((($(now) - begin) / 1000000))
begin=$(now); "$coxswain" backup --history -o "$work/h" 2>/dev/null; full=$((($(now) - begin) / 1000000))
memory=$(awk '/^Pss:/{print int($2/1024)}' "/proc/$server/smaps_rollup")

{
  echo "# Results of \`bench/history.sh\`"; echo
  echo "$(nproc) CPUs ($(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)), $count changes of 1 KB ConfigMaps, PostgreSQL as embedded. Ratios are to the row before them that says 1, within one run."; echo
  echo "| what | measured | ratio |"; echo "| --- | --- | --- |"
  echo "| replaced ConfigMaps of 1 KB, 10 clients, no history | $young/s, p99 $young_p99 ms | 1 |"
  echo "| the same with $rows changes of history | $old/s, p99 $old_p99 ms; again $again/s | $(ratio "$old" "$young") |"
  if command -v psql >/dev/null; then
    bytes=$(owner "select (sum(pg_total_relation_size(inhrelid)) / (select count(*) from coxswain.change))::int from pg_inherits where inhparent = 'coxswain.change'::regclass")
    batch=$(owner "select pg_total_relation_size('coxswain.batch') / (select count(*) from coxswain.change)")
    body=$(owner "select avg(length(body))::int from coxswain.object where namespace = 'updates'")
    echo "| bytes of a change on disk, indexes too (and of its batch) | $bytes ($batch) | $(ratio "$bytes" "$body") × the object's $body |"
  fi
  echo "| configmaps, all | $present ms | 1 |"
  echo "| configmaps_as_of $((count / 2)) changes ago, all | $past ms | $(ratio "$past" "$present") |"
  echo "| as_of('configmaps', …), all columns | $generic ms | $(ratio "$generic" "$present") |"
  echo "| the changes of one object | $one ms | $(ratio "$one" "$present") |"
  echo "| a backup | $plain ms, $(stat -c %s "$work/b") bytes | 1 |"
  echo "| a backup with its history | $full ms, $(stat -c %s "$work/h") bytes | $(ratio "$full" "$plain") |"
  echo "| the server's memory (PSS) after that | $memory MB | |"
} | tee bench/history.md
