#!/usr/bin/env bash
# systemd-test.sh [DEB]: installs the Debian package (default: the one in target/package) into a small Debian that
# boots with systemd in a Podman container, and proves the units: one box starts, serves an application, and every
# process that is killed comes back without a container or PostgreSQL ending with it; the box reboots; server and
# agent run as units of their own. Nothing of it touches this machine's network or services.
# SYSTEMD_TEST_MOUNTS: further arguments of podman run.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../prerequisites/lib.sh"
need_root "booting systemd in a container"
deb=$(realpath "${1:-$(ls "$here"/../../target/package/*.deb 2>/dev/null | tail -n 1)}")
[ -e "$deb" ] || die "there is no package: make package"
apt_install debootstrap iproute2 util-linux
bin=$("$here/../prerequisites/podman.sh")
images=$("$here/../prerequisites/images.sh" "$bin")
. /etc/os-release
suite=$VERSION_CODENAME
base=$CACHE/systemd-$suite-1
packages=systemd,systemd-sysv,dbus,iproute2,curl,ca-certificates,util-linux,procps,nftables,conntrack
if [ "$(debian_version)" -ge 13 ]; then packages=$packages,podman,crun,conmon,catatonit; fi
bootstrap() {
  local mirror; mirror=$(debian_mirror)
  debootstrap --variant=minbase --include="$packages" "$suite" "$1/root" "$mirror"
}
if [ "${2:-}" = bootstrap ]; then bootstrap "$3"; exit; fi
once "$base" step "a small Debian ($suite, once)" "$0" "$deb" bootstrap "$base"

work=$(mktemp -d /var/tmp/coxswain-systemd-XXXXXX)
name=$(basename "$work")
address=172.30.248.1
mkdir -p "$work"/{home/.config/containers,containers}
echo '{"default":[{"type":"insecureAcceptAnything"}]}' > "$work/home/.config/containers/policy.json"
printf '[storage]\ndriver = "overlay"\nrunroot = "%s"\ngraphroot = "%s"\n' "$work/run" "$work/store" > "$work/storage.conf"
limits='default_ulimits = ["nofile=16384:16384", "nproc=32768:32768"]'
engine() { printf 'runtime = "crun"\nconmon_path = ["%s/conmon"]\nhelper_binaries_dir = ["%s"]\n[engine.runtimes]\ncrun = ["%s/crun"]\n' "$bin" "$bin" "$bin"; }
{ printf '[containers]\n%s\n[engine]\nevents_logger = "none"\ncgroup_manager = "cgroupfs"\ntmp_dir = "%s"\n' "$limits" "$work/tmp"; engine; } > "$work/containers.conf"
# What the box itself has under /etc: the system's Podman and images without a registry.
mkdir "$work/etc"
cp "$work/home/.config/containers/policy.json" "$work/etc/"
{ printf '[containers]\n%s\n[engine]\n' "$limits"; engine; } > "$work/etc/containers.conf"
printf '[storage]\ndriver = "overlay"\nrunroot = "/run/containers/storage"\ngraphroot = "/var/lib/containers/storage"\n[storage.options]\nadditionalimagestores = ["%s"]\n' "$images" > "$work/etc/storage.conf"

# crun refuses the mixed cgroup layout unless its unified part is out of sight.
outer() {
  env HOME="$work/home" CONTAINERS_CONF="$work/containers.conf" CONTAINERS_STORAGE_CONF="$work/storage.conf" \
    PODMAN_IGNORE_CGROUPSV1_WARNING=1 PATH="$bin:$PATH" \
    unshare -m sh -c 'umount /sys/fs/cgroup/unified 2>/dev/null; exec timeout 90 podman "$@"' sh "$@"
}
box() { outer exec "$name" "$@"; }
cleanup() {
  outer rm -f -t 0 "$name" >/dev/null 2>&1 || true
  ip netns del "$name" 2>/dev/null || true
  find /sys/fs/cgroup -depth -type d -path '*/libpod_parent/*' -exec rmdir {} + 2>/dev/null || true
  findmnt -rno TARGET | grep "^$work/" | sort -r | xargs -r umount -l 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

passed=0
ok() { passed=$((passed + 1)); say "  ok: $1"; }
fail() { box journalctl -u 'coxswain*' --no-pager 2>/dev/null | grep -v '	at ' | tail -n 40 >&2 || true; die "systemd: $1"; }
eventually() { local _; for _ in $(seq 120); do "$@" >/dev/null 2>&1 && return 0; read -rt 0.5 <> <(:) || :; done; return 1; }
running() { [ "$(box systemctl is-system-running)" = running ]; }
# pid WORD: the oldest process of the box with it among its arguments.
pid() { box pgrep -of " $1 "; }
postgres_pid() { box pgrep -of 'postgres -D'; }
ready() { [ "$(box curl -sk --max-time 2 "https://127.0.0.1:6443/readyz")" = ok ]; }
node_ready() { box env KUBECONFIG=/var/lib/coxswain/kubeconfig.yaml coxswain get nodes 2>/dev/null | grep -qw Ready; }
page() { box curl -fs --max-time 2 "http://127.0.0.1:30080/"; }
containers() { box env PODMAN_IGNORE_CGROUPSV1_WARNING=1 podman ps -q --no-trunc | sort; }
both_run() { [ "$(containers | wc -l)" = 2 ]; }
# replaced WORD OLD: another process than OLD has come in its place.
replaced() { local now; now=$(pid "$1") && [ -n "$now" ] && [ "$now" != "$2" ]; }
alive_again() { eventually ready && eventually node_ready && eventually page; }

ip netns add "$name"
ip -n "$name" link set lo up
ip -n "$name" link add up0 type bridge
ip -n "$name" addr add "$address/24" dev up0
ip -n "$name" link set up0 up
ip -n "$name" route add default via "${address%.1}.254" dev up0
# A box has the machine's kernel and none of its modules: it shall not try (Debian 13's podman asks for some).
mounts=(-v /dev/null:/etc/systemd/system/systemd-modules-load.service)
mounts+=(-v "$work/containers:/var/lib/containers" -v "$work/etc:/etc/containers:ro" -v "$CACHE:$CACHE:ro" -v "$deb:/root/coxswain.deb:ro")
# shellcheck disable=SC2086
outer run -d --name "$name" --systemd=always --privileged --network "ns:/run/netns/$name" "${mounts[@]}" ${SYSTEMD_TEST_MOUNTS:-} \
  --hostname box --rootfs "$base/root:O" /sbin/init >/dev/null || die "the container did not start"
eventually running || die "systemd does not come up: $(box systemctl --failed --no-legend)"
ok "$(box systemctl --version | head -n 1) runs"
for program in podman crun conmon catatonit; do
  box sh -c "command -v $program >/dev/null || ln -s $bin/$program /usr/bin/$program"
done
box dpkg -i /root/coxswain.deb >/dev/null || die "the package cannot be installed"
[ "$(box systemctl is-active coxswain coxswain-server coxswain-agent | sort -u)" = inactive ] || fail "installing starts something"
ok "the package is installed and starts nothing"

box systemctl enable -q --now coxswain
eventually node_ready || fail "the node does not get Ready"
ok "coxswain.service: server and agent run, the node is Ready"
outer cp "$here/../../examples/hello.yaml" "$name:/root/hello.yaml"
box sed -i 's/replicas: 3/replicas: 2/' /root/hello.yaml
box env KUBECONFIG=/var/lib/coxswain/kubeconfig.yaml coxswain apply -f /root/hello.yaml >/dev/null 2>&1 || fail "apply fails"
eventually page || fail "the application does not answer"
eventually both_run || fail "there are not two containers"
ok "an application answers through its node port"

before=$(containers) postgres=$(postgres_pid)
for victim in server agent up; do
  old=$(pid "$victim")
  box kill -KILL "$old"
  eventually replaced "$victim" "$old" || fail "no new $victim after kill -9"
  alive_again || fail "after kill -9 of the $victim not everything works"
  [ "$(containers)" = "$before" ] || fail "containers were replaced after kill -9 of the $victim"
  [ "$(postgres_pid)" = "$postgres" ] || fail "PostgreSQL ended with the $victim"
  [ "$(box pgrep -cf ' server --data-dir')" = 1 ] || fail "there are two servers"
  ok "kill -9 of the $victim: it comes back; containers and PostgreSQL are the same"
done
box kill -KILL "$postgres"
another_postgres() { local now; now=$(postgres_pid) && [ "$now" != "$postgres" ]; }
eventually another_postgres || fail "no new PostgreSQL after kill -9"
alive_again || fail "after kill -9 of PostgreSQL not everything works"
ok "kill -9 of PostgreSQL: it comes back"
box systemctl restart coxswain
alive_again || fail "after a restart of the unit not everything works"
[ "$(containers)" = "$before" ] || fail "containers were replaced by a restart of the unit"
ok "a restart of the unit leaves the containers alone"
box systemctl stop coxswain
[ -z "$(box pgrep -f 'postgres -D' || true)" ] || fail "PostgreSQL is left after a stop"
[ "$(containers)" = "$before" ] && page >/dev/null || fail "the application ends with the unit"
ok "a stop ends PostgreSQL too; the application goes on"

box systemctl disable -q coxswain
box systemctl start coxswain-server
eventually ready || fail "coxswain-server.service does not get ready"
box sh -c 'mkdir -p /etc/coxswain; rm -rf /var/lib/coxswain/agent/kubeconfig
  printf "server: https://'$address':6443\ntoken: %s\n" "$(KUBECONFIG=/var/lib/coxswain/kubeconfig.yaml coxswain token create 2>/dev/null)" > /etc/coxswain/agent.yaml'
box systemctl start coxswain-agent
alive_again || fail "server and agent as units of their own do not work"
[ "$(containers)" = "$before" ] || fail "the agent's unit does not adopt the containers"
ok "coxswain-server.service and coxswain-agent.service: the agent joins again and adopts the containers"
for victim in server agent; do
  old=$(pid "$victim"); postgres=$(postgres_pid)
  box kill -KILL "$old"
  eventually replaced "$victim" "$old" || fail "systemd does not restart the $victim"
  alive_again || fail "after kill -9 of the $victim's unit not everything works"
  [ "$(postgres_pid)" = "$postgres" ] && [ "$(containers)" = "$before" ] || fail "something ended with the $victim's unit"
  ok "kill -9 of the $victim's unit: systemd restarts it; PostgreSQL and containers are the same"
done
box systemctl enable -q coxswain-server coxswain-agent
box sync
outer kill -s KILL "$name" >/dev/null; outer start "$name" >/dev/null || die "the box does not start again"
eventually running || fail "the box does not boot again"
alive_again || fail "the application does not come back after a power cut"
ok "a power cut: the box boots and the application answers again"
say "$passed passed, 0 failed"
