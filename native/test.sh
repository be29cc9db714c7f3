#!/usr/bin/env bash
# test.sh: all tests: the formatter's check, unit and integration tests, then the black-box suite with real
# clients against the native executable.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/prerequisites/lib.sh"
cd "$here/.."
need_root "make test (network namespaces, Podman)"
apt_install xz-utils iproute2 util-linux openssl python3 curl iptables

say "Unit and integration tests"
LAB_PODMAN=$("$here/prerequisites/podman.sh")
PATH=$LAB_PODMAN:$PATH "$here/maven.sh" -q spotless:check verify

# The surefire reports, summed up in one line.
awk -F'"' '/<testsuite /{for(i=1;i<NF;i++){if($i~/ tests=$/)t+=$(i+1);if($i~/ (failures|errors)=$/)f+=$(i+1);if($i~/ skipped=$/)s+=$(i+1)}}
  END{printf "unit: %d passed, %d failed, %d skipped\n",t-f-s,f,s; exit (t==0||f>0)}' target/surefire-reports/TEST-*.xml

say "Native executable"
"$here/build.sh"
"$here/smoke/smoke.sh"

say "Black-box tests with real clients"
k8s-compat-tests/run.sh

say "Torture, the short selection"
k8s-compat-tests/torture.sh --selection
