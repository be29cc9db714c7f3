#!/usr/bin/env bash
# torture.sh [--binary FILE] [--selection] [--strikes N] [--servers N] [--only TEXT] [--seed N]: kills, freezes and
# cuts servers and PostgreSQL under load and judges every answer and every watch event (README.md, "Torture").
# --selection is the short run of make test; --only wants a part of a trial's name. At the end a table, a row for each
# fault and place, and the line "torture: N trials, M bad, …"; the exit code is 0 where none is bad. Whatever ends this
# script, each arena's watchdog ends what it started and removes its folder.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../native/prerequisites/lib.sh"
binary=$here/../target/coxswain words=()
while [ $# -gt 0 ]; do
  case $1 in
    --binary) binary=${2:?--binary FILE}; shift 2 ;;
    --selection) words+=("$1"); shift ;;
    --strikes | --servers | --only | --seed) words+=("$1" "${2:?"$1" needs a value}"); shift 2 ;;
    *) die "unknown argument $1; usage: torture.sh [--binary FILE] [--selection] [--strikes N] [--servers N] [--only TEXT] [--seed N]" ;;
  esac
done
need_root "the torture harness (PostgreSQL's own user)"
[ -x "$binary" ] || die "there is no executable $binary: make native builds it, or name one with --binary"
apt_install util-linux procps gcc libc6-dev
postgres=$("$here/../native/prerequisites/postgres.sh")
JAVA_HOME=$("$here/../native/prerequisites/jdk.sh")
export JAVA_HOME
target=$here/target
mkdir -p "$target"
step "compiling the harness" mvn -B -ntp -q -f "$here/pom.xml" test-compile dependency:build-classpath \
  -Dmdep.outputFile="$target/classpath" -Dmdep.includeScope=test
# In a mount namespace of its own: the small disk goes with it.
unshare --mount --propagation private "$JAVA_HOME/bin/java" -Xmx2g -cp "$target/test-classes:$(cat "$target/classpath")" io.coxswain.torture.Torture \
  --binary "$(readlink -f "$binary")" --postgres "$postgres" --base "${TORTURE_BASE:-/var/lib/coxswain-torture}" "${words[@]}"
