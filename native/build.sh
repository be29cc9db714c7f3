#!/usr/bin/env bash
# build.sh: makes target/coxswain unless the one there is newer than everything it is made of.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/prerequisites/lib.sh"
cd "$here/.."
sources=$(git ls-files -co --exclude-standard pom.xml src/main native/toolchain | sort | xargs sha256sum 2>/dev/null | sha256sum | cut -c1-16)
if [ -x target/coxswain ] && [ "$(cat target/coxswain.sources 2>/dev/null)" = "$sources" ]; then exit; fi
GRAALVM_HOME=$("$here/toolchain/home.sh"); export GRAALVM_HOME
begin=$SECONDS
step "building the native executable (about 4 minutes)" "$here/maven.sh" -q package -Dnative -DskipTests
mv target/coxswain-runner target/coxswain 2>/dev/null || true
[ -x target/coxswain ] || die "the native build made no target/coxswain"
echo "$sources" > target/coxswain.sources
echo "$((SECONDS - begin))" > target/coxswain.seconds
