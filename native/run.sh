#!/usr/bin/env bash
# run.sh: builds what is missing, starts a cluster of $NODES nodes (default 1) on this machine, shows an
# application answering behind its Service, and stays with a live status until Ctrl-C takes everything down.
# COXSWAIN_RUN_ONCE=1 ends after the demonstration.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/prerequisites/lib.sh"
cd "$here/.."
need_root "make run (network namespaces, Podman)"
nodes=${NODES:-1}
case $nodes in [1-9]) ;; *) die "NODES=$nodes: give a number from 1 to 9" ;; esac

begin=$(date +%s%N)
ms() { echo $((($(date +%s%N) - $1) / 1000000)); }
did() { say "  $1 … $(ms "$2") ms"; }

say "Preparing"
apt_install curl iproute2 util-linux
LAB_PODMAN=$("$here/prerequisites/podman.sh")
LAB_IMAGES=$("$here/prerequisites/images.sh" "$LAB_PODMAN")
postgres=$("$here/prerequisites/postgres.sh")
export LAB_PODMAN LAB_IMAGES LAB_NET=${LAB_NET:-172.30.250} LAB_DIR=/var/tmp/coxswain-run
"$here/build.sh"
coxswain=$PWD/target/coxswain

lab() { k8s-compat-tests/lab/lab.sh run "$@"; }
down() {
  trap - EXIT INT TERM
  say ""; say "Taking everything down"
  lab down; rmdir "$LAB_DIR" 2>/dev/null || true
}
trap 'down; exit 0' INT TERM
trap down EXIT

say "Starting a cluster of $nodes node(s)"
t=$(date +%s%N); lab up "$nodes"; did "network and Podman of $nodes node(s)" "$t"
state=$LAB_DIR/run
t=$(date +%s%N)
lab start 1 "$state/n1/coxswain.log" "$coxswain" up --data-dir "$state/n1/data" --postgres "$postgres" \
  --podman "$state/n1/podman.sock" --podman-program "$LAB_PODMAN/podman" --node-name n1 --node-ip "$LAB_NET.1" \
  --advertise-address "$LAB_NET.1" >/dev/null
export KUBECONFIG=$state/n1/data/kubeconfig.yaml

# wait_for SECONDS "what" command…
wait_for() {
  local seconds=$1 what=$2 end; shift 2; end=$(($(date +%s) + seconds))
  until "$@" >/dev/null 2>&1; do
    [ "$(date +%s)" -lt "$end" ] || { say "$what did not happen within $seconds s; the log says:"; tail -n 30 "$state/n1/coxswain.log" >&2; exit 1; }
    read -rt 0.1 <> <(:) || :
  done
}
ready_nodes() { [ "$("$coxswain" get nodes 2>/dev/null | grep -cw Ready)" = "$1" ]; }
server_ready() { [ "$(curl -sk --max-time 1 "https://$LAB_NET.1:6443/readyz")" = ok ] && [ -s "$KUBECONFIG" ]; }

wait_for 120 "the server's being ready" server_ready
did "PostgreSQL and server ready" "$t"
for i in $(seq 2 "$nodes"); do
  token=$("$coxswain" token create)
  lab start "$i" "$state/n$i/coxswain.log" env "COXSWAIN_TOKEN=$token" "$coxswain" -Xmx48m agent --server "https://$LAB_NET.1:6443" \
    --data-dir "$state/n$i/data" --podman "$state/n$i/podman.sock" --podman-program "$LAB_PODMAN/podman" \
    --node-name "n$i" --node-ip "$LAB_NET.$i" >/dev/null
done
wait_for 120 "the nodes' being Ready" ready_nodes "$nodes"
did "all nodes Ready" "$t"

t=$(date +%s%N); "$coxswain" apply -f examples/hello.yaml >&2
page() { curl -fs --max-time 2 "http://$LAB_NET.$nodes:30080/"; }
wait_for 120 "the page's answering" page
did "from apply to the page through NodePort 30080 of node n$nodes" "$t"
say "  the page: $(page)"
available() { "$coxswain" get deploy hello | grep -qw 3/3; }
wait_for 60 "all three replicas" available
t=$(date +%s%N); "$coxswain" apply -f examples/visitor.yaml >&2
visited() { "$coxswain" get pod visitor -o json | grep -q '"phase" *: *"Succeeded"'; }
wait_for 60 "the visitor" visited
did "another pod fetched it as http://hello.default.svc.cluster.local" "$t"
visitor_log() { "$coxswain" logs visitor; }
wait_for 30 "the visitor's log" visitor_log
say "  it got: $(visitor_log)"
say ""
say "It runs ($(ms "$begin") ms in all). In another shell:"
say "  export KUBECONFIG=$KUBECONFIG"
say "  kubectl get pods -o wide          # or: $coxswain get pods -o wide"
say "  curl http://$LAB_NET.1:30080/"
say "Ctrl-C takes everything down."
say ""
[ -z "${COXSWAIN_RUN_ONCE:-}" ] || exit 0
"$coxswain" status --watch &
wait $!
