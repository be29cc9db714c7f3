#!/usr/bin/env bash
# store.sh [SECONDS]: the ledger beside etcd and beside plain rows in PostgreSQL, in one run on one disk with the
# same values; prints one table (markdown), which also goes to bench/store.md. Each load lasts SECONDS (default 10).
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../native/prerequisites/lib.sh"
cd "$here/.."
need_root "make bench-store (PostgreSQL's own user)"
seconds=${1:-10}

say "Preparing"
apt_install etcd-server
# The package starts one; it would share the disk.
! command -v systemctl >/dev/null || systemctl disable --now etcd >/dev/null 2>&1 || true
java=$(native/prerequisites/jdk.sh)/bin/java
postgres=$(native/prerequisites/postgres.sh)
work=$(mktemp -d /var/tmp/coxswain-store-XXXXXX); chmod 711 "$work"
end_ours() {
  local p
  for p in $(grep -lsFf <(echo "$work") /proc/[0-9]*/cmdline | cut -d/ -f3); do kill -KILL "$p" 2>/dev/null || true; done
}
cleanup() { trap - EXIT; end_ours; rm -rf "$work"; }
trap cleanup EXIT
trap 'exit 130' INT TERM
step "compiling the product" native/maven.sh -q -o compile dependency:build-classpath -Dmdep.outputFile="$work/product.path" \
  || step "compiling the product" native/maven.sh -q compile dependency:build-classpath -Dmdep.outputFile="$work/product.path"
step "etcd's client" native/maven.sh -q -f bench/store/pom.xml dependency:build-classpath -Dmdep.outputFile="$work/etcd.path"
product=$PWD/target/classes:$(cat "$work/product.path") etcd=$(cat "$work/etcd.path")
"${java%java}javac" -cp "$etcd" -d "$work/etcd-classes" bench/store/src/common/*.java bench/store/src/etcd/*.java
"${java%java}javac" -proc:none -cp "$product" -d "$work/ledger-classes" bench/store/src/common/*.java bench/store/src/ledger/*.java

measure() { "$java" -XX:+UseSerialGC -Xmx2g -XX:+ExitOnOutOfMemoryError --sun-misc-unsafe-memory-access=allow -cp "$@" 2>>"$work/log" | tee -a "$work/lines" >&2 || { tail "$work/log" >&2; die "a measurement failed"; }; }
say "etcd $(etcd --version | sed -n 's/etcd Version: //p')"
measure "$work/etcd-classes:$etcd" EtcdBench "$work/etcd" "$seconds"
say "PostgreSQL and the ledger"
mkdir -m 711 "$work/postgres"
measure "$work/ledger-classes:$product" LedgerBench "$work/postgres" "$postgres" "$seconds"

awk -F'\t' '
  !($1 in order) {order[$1]=++n; what[n]=$1} {value[$1,$2]=$3}
  END {
    e="etcd"; p="PostgreSQL, one row a transaction"; c="Coxswain'"'"'s ledger"
    print "| what | " e " | " p " | " c " | ledger ÷ etcd |"; print "| --- | --- | --- | --- | --- |"
    for (i=1;i<=n;i++) {
      w=what[i]; base=w; sub(/ with an old snapshot open/, "", base)
      r = (w ~ /a second$|bytes|memory/ && value[base,e]) ? sprintf("%.2f ×", value[w,c]/value[base,e]) : ""
      print "| " w " | " value[w,e] " | " value[w,p] " | " value[w,c] " | " r " |"
    }
  }' "$work/lines" > "$work/table"
{
  echo "# Results of \`make bench-store\`"; echo
  echo "$(nproc) CPUs ($(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)), Linux $(uname -r); etcd $(etcd --version | sed -n 's/etcd Version: //p'), one member; PostgreSQL 18 as embedded; fsync on everywhere. Puts are half creates, half updates; the ledger's are compare-and-set. Each load lasts $seconds s."
  echo; cat "$work/table"
} > bench/store.md
cat "$work/table"
