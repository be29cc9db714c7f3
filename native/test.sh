#!/usr/bin/env bash
# test.sh: the formatter's check, unit and integration tests; then the black-box suite, against the native
# executable if there is one of these sources, otherwise against the same program on the JVM.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/prerequisites/lib.sh"
cd "$here/.."
say "Unit and integration tests"
apt_install xz-utils iproute2
"$here/maven.sh" -q spotless:check verify
awk -F'"' '/<testsuite /{for(i=1;i<NF;i++){if($i~/ tests=$/)t+=$(i+1);if($i~/ failures=$/||$i~/ errors=$/)f+=$(i+1);if($i~/ skipped=$/)s+=$(i+1)}}END{printf "%d passed, %d failed, %d skipped\n",t-f-s,f,s}' target/surefire-reports/TEST-*.xml
