#!/usr/bin/env bash
# smoke.sh: does the executable start at all?
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../prerequisites/lib.sh"
binary=$here/../../target/coxswain
"$binary" version | grep -q Kubernetes || die "coxswain version does not answer"
"$binary" --help | grep -q COMMAND || die "coxswain --help does not answer"
if "$binary" no-such-command 2>/dev/null; then die "an unknown command must fail"; fi
echo "3 passed, 0 failed"
