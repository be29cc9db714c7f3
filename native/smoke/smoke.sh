#!/usr/bin/env bash
# smoke.sh [EXECUTABLE]: a server with the shipped PostgreSQL on a temporary directory becomes ready, stores an
# object, gives it back, also after a restart, and leaves no process when it ends.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../prerequisites/lib.sh"
binary=$(realpath "${1:-$here/../../target/coxswain}")
[ -x "$binary" ] || die "$binary is not there: make native"
postgres=$("$here/../prerequisites/postgres.sh")
apt_install curl util-linux
port=${SMOKE_PORT:-16543}
if [ "$(id -u)" = 0 ]; then base=/var/tmp; else base=${TMPDIR:-/tmp}; fi
work=$(mktemp -d "$base/coxswain-smoke-XXXXXX"); chmod 711 "$work"
server=
ours() { grep -lsFf <(echo "$work") /proc/[0-9]*/cmdline | cut -d/ -f3; }
cleanup() {
  local p
  for p in $(ours); do kill -KILL "$p" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

passed=0
ok() { passed=$((passed + 1)); say "  ok: $1"; }
fail() { tail -n 20 "$work/log" >&2 2>/dev/null || true; die "smoke: $1"; }
eventually() { local _; for _ in $(seq 300); do "$@" >/dev/null 2>&1 && return 0; read -rt 0.1 <> <(:) || :; done; return 1; }
start() {
  "$binary" server --data-dir "$work/data" --listen "127.0.0.1:$port" --advertise-address 127.0.0.1 \
    --postgres "$postgres" >>"$work/log" 2>&1 &
  server=$!
}
ready() { [ "$(curl -sk --max-time 2 "https://127.0.0.1:$port/readyz")" = ok ] && [ -s "$work/data/kubeconfig.yaml" ]; }
value() { [ "$("$binary" get configmap smoke -o json | tr -d ' \n' | grep -o '"data":{[^}]*}')" = '"data":{"answer":"42"}' ]; }
stop() { kill -TERM "$server"; wait "$server" || true; server=; }
none_left() { [ -z "$(ours)" ]; }

"$binary" version | grep -q Kubernetes || fail "version does not answer"; ok "version"
"$binary" --help | grep -q COMMAND || fail "--help does not answer"; ok "help"
if "$binary" no-such-command 2>/dev/null; then fail "an unknown command must fail"; fi; ok "an unknown command fails"

start
eventually ready || fail "the server does not get ready"; ok "ready on an empty directory"
export KUBECONFIG=$work/data/kubeconfig.yaml
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: smoke\ndata:\n  answer: "42"\n' > "$work/object.yaml"
"$binary" apply -f "$work/object.yaml" >&2 || fail "apply fails"; ok "apply"
value || { "$binary" get configmap smoke -o json >&2; fail "get does not give back what was stored"; }; ok "get"
stop
eventually none_left || fail "processes are left: $(ours | tr '\n' ' ')"; ok "ends, PostgreSQL too"
start
eventually ready || fail "the server does not get ready again"
value || fail "the object is gone after a restart"; ok "the object is there after a restart"
kill -KILL "$server"; wait "$server" 2>/dev/null || true
start
eventually ready || fail "the server does not get ready after kill -9"
value || fail "the object is gone after kill -9"; ok "and after kill -9, with the PostgreSQL that ran on"
stop
eventually none_left || fail "processes are left: $(ours | tr '\n' ' ')"; ok "no process is left"
say "$passed passed, 0 failed"
