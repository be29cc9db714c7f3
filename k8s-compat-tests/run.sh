#!/usr/bin/env bash
# run.sh [--binary FILE] [--test PATTERN] [--keep]: starts a cluster of two nodes on this machine on the given
# executable (default target/coxswain), runs the black-box suite against it and takes everything down, also when
# it is killed. --test names classes as surefire does; --keep waits for Enter before the cluster is taken down.
# The closing line is "N passed, M failed, K skipped"; the exit code says whether anything failed.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../native/prerequisites/lib.sh"
binary=$here/../target/coxswain pattern='' keep=''
while [ $# -gt 0 ]; do
  case $1 in
    --binary) binary=${2:?--binary FILE}; shift 2 ;;
    --test) pattern=${2:?--test PATTERN}; shift 2 ;;
    --keep) keep=yes; shift ;;
    *) die "unknown argument $1; usage: run.sh [--binary FILE] [--test PATTERN] [--keep]" ;;
  esac
done
need_root "the black-box suite (network namespaces, Podman)"
[ -x "$binary" ] || die "there is no executable $binary: make native builds it, or name one with --binary"
binary=$(readlink -f "$binary")
target=$here/target
mkdir -p "$target"

say "Preparing"
apt_install curl iproute2 util-linux procps
LAB_PODMAN=$("$here/../native/prerequisites/podman.sh")
LAB_IMAGES=$("$here/../native/prerequisites/images.sh" "$LAB_PODMAN")
postgres=$("$here/../native/prerequisites/postgres.sh")
KUBECTL=$("$here/kubectl.sh")
JAVA_HOME=$("$here/../native/prerequisites/jdk.sh")
COMPAT_NAME=${COMPAT_NAME:-compat} LAB_NET=${LAB_NET:-172.30.249} LAB_DIR=${LAB_DIR:-/var/tmp/coxswain-compat}
COMPAT_LAB=$here/lab/lab.sh COMPAT_GO=$target/churn COMPAT_OPENAPI=$target/openapi
COMPAT_BINARY=$binary COMPAT_POSTGRES=$postgres
export COMPAT_BINARY COMPAT_POSTGRES LAB_PODMAN LAB_IMAGES KUBECTL JAVA_HOME COMPAT_NAME LAB_NET LAB_DIR COMPAT_LAB COMPAT_GO COMPAT_OPENAPI
rm -f "$COMPAT_GO" "$COMPAT_OPENAPI"
if command -v go >/dev/null; then
  step "building the controller-runtime program" env GOFLAGS=-buildvcs=false go build -C "$here/go" -o "$COMPAT_GO" . \
    || die "the Go program does not build"
  step "building the judge of OpenAPI" env GOFLAGS=-buildvcs=false go build -C "$here/go" -o "$COMPAT_OPENAPI" ./openapi \
    || die "the Go program does not build"
else
  say "  there is no Go on this machine: the tests that need client-go are skipped"
fi

# Whatever happens to this process, the watchdog sees its pipe close and takes everything down.
suite=$target/suite.pid
rm -f "$suite"
watchdog() {
  trap '' INT TERM HUP
  cat >/dev/null
  [ ! -s "$suite" ] || kill -KILL -- "-$(cat "$suite")" 2>/dev/null || true
  "$COMPAT_LAB" "$COMPAT_NAME" down
  rmdir "$LAB_DIR" 2>/dev/null || true
}
export -f watchdog; export suite
fifo=$target/watchdog.$$; mkfifo "$fifo"
setsid bash -c watchdog <"$fifo" >/dev/null 2>&1 & dog=$!
exec 9>"$fifo"; rm -f "$fifo"
# Nobody else may hold the pipe open.
alone() { "$@" 9>&-; }
down() {
  trap - EXIT
  mkdir -p "$target/logs"
  for log in "$LAB_DIR/$COMPAT_NAME"/n*/*.log; do [ ! -e "$log" ] || cp "$log" "$target/logs/$(basename "$(dirname "$log")")-$(basename "$log")"; done
  exec 9>&-
  wait "$dog" || true
}
trap down EXIT
trap 'exit 130' INT TERM HUP

say "Starting a cluster of two nodes on $binary"
state=$LAB_DIR/$COMPAT_NAME
rm -rf "$target/logs"
step "network and Podman of two nodes" alone "$COMPAT_LAB" "$COMPAT_NAME" up 2
begin=$(date +%s)
common=(--podman-program "$LAB_PODMAN/podman")
# What an init system does on a device: whatever ends is started again.
forever='while :; do "$@"; sleep 0.5; done'
alone "$COMPAT_LAB" "$COMPAT_NAME" start 1 "$state/n1/coxswain.log" sh -c "$forever" sh "$binary" up --data-dir "$state/n1/data" --postgres "$postgres" \
  --podman "$state/n1/podman.sock" "${common[@]}" --node-name n1 --node-ip "$LAB_NET.1" --advertise-address "$LAB_NET.1" >/dev/null
KUBECONFIG=$state/n1/data/kubeconfig.yaml
export KUBECONFIG

# within SECONDS "what" command…
within() {
  local seconds=$1 what=$2 end; shift 2; end=$(($(date +%s) + seconds))
  until alone "$@" >/dev/null 2>&1; do
    [ "$(date +%s)" -lt "$end" ] || { tail -n 40 "$state"/n*/coxswain.log >&2; die "$what did not happen within $seconds s"; }
    read -rt 0.2 <> <(:) || :
  done
}
server_ready() { [ "$(curl -sk --max-time 3 "https://$LAB_NET.1:6443/readyz")" = ok ] && [ -s "$KUBECONFIG" ]; }
nodes_ready() { [ "$("$KUBECTL" get nodes --no-headers | grep -cw Ready)" = 2 ]; }
within 120 "the server's being ready" server_ready
token=$(alone "$binary" token create)
alone "$COMPAT_LAB" "$COMPAT_NAME" start 2 "$state/n2/coxswain.log" env "COXSWAIN_TOKEN=$token" sh -c "$forever" sh "$binary" agent \
  --server "https://$LAB_NET.1:6443" --data-dir "$state/n2/data" --podman "$state/n2/podman.sock" "${common[@]}" \
  --node-name n2 --node-ip "$LAB_NET.2" >/dev/null
within 120 "both nodes' being Ready" nodes_ready
say "  both nodes are Ready … $(($(date +%s) - begin)) s"

# What an event loop may not do: wait for anything, or be away for a second even on a busy machine. Lines without a
# message, exceptions of Java's or of the libraries': nothing an operator could understand may be in a log.
judge_logs() {
  awk '
    function close_block() {
      if (warned == "") return
      if (longest < ms) longest = ms
      if (waits || ms >= 1000) { print "  " file ": " warned; for (i = 1; i <= frames && i <= 12; i++) print frame[i]; bad++ }
      warned = ""
    }
    FNR == 1 { close_block(); file = FILENAME; sub(".*/n", "n", file) }
    /BlockedThreadChecker/ { close_block(); warned = $0; frames = 0; waits = 0; all++; match($0, /blocked for [0-9]+/); ms = substr($0, RSTART + 12, RLENGTH - 12) + 0; next }
    warned != "" && /^\tat / { frame[++frames] = $0; if (frames <= 4 && /Thread\.sleep|LockSupport\.park|Object\.wait|CompletableFuture\.(get|join)|socketRead|Process.*waitFor/) waits = 1; next }
    { close_block() }
    /missing-log-message|HttpClientRequestImpl|NullPointerException|ClassCastException|IllegalStateException|IndexOutOfBounds|StackOverflow|OutOfMemory|UnsupportedFeature/ { print "  " file ": " $0; bad++ }
    END { close_block(); if (all) print "  " all " warnings of blocked event loops, the longest of " longest " ms"; exit bad > 0 }' "$@"
}

say "Running the suite"
reports=$target/surefire-reports
rm -rf "$reports"
code=0
setsid mvn -B -ntp -q -f "$here/pom.xml" ${pattern:+-Dtest="$pattern"} test 9>&- & echo $! > "$suite"
wait "$(cat "$suite")" || code=$?
rm -f "$suite"
if [ -n "$keep" ]; then
  say "The cluster stays until Enter: export KUBECONFIG=$KUBECONFIG"
  read -r _ || true
fi
ls "$reports"/TEST-*.xml >/dev/null 2>&1 || die "no test ran"
say "Reading the logs"
judge_logs "$state"/n*/coxswain.log || code=1
awk -F'"' '/<testsuite /{for(i=1;i<NF;i++){if($i~/ tests=$/)t+=$(i+1);if($i~/ (failures|errors)=$/)f+=$(i+1);if($i~/ skipped=$/)s+=$(i+1)}}
  END{printf "%d passed, %d failed, %d skipped\n",t-f-s,f,s; exit f>0||t==s}' "$reports"/TEST-*.xml || code=1
exit "$code"
