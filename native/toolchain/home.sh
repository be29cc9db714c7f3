#!/usr/bin/env bash
# home.sh: prints a GRAALVM_HOME with native-image for JDK 25: the one that is set, or one assembled here
# once from a stock JDK, Maven Central's builder jars and the JDK's C sources (see README.md).
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../prerequisites/lib.sh"
if [ -n "${GRAALVM_HOME:-}" ] && [ -x "$GRAALVM_HOME/bin/native-image" ] && grep -q '^JAVA_VERSION="25' "$GRAALVM_HOME/release"; then
  echo "$GRAALVM_HOME"; exit
fi
JAVA_HOME=$("$here/../prerequisites/jdk.sh"); export JAVA_HOME
. "$JAVA_HOME/release"
# A change of these files is another toolchain.
recipe=$(cat "$here"/*.sh "$here"/*.java "$here"/*.xml "$here"/c/*.c "$here"/driver/*.java | sha256sum | cut -c1-8)
dir=$CACHE/native-image-25.0.2-$JAVA_RUNTIME_VERSION-$recipe
apt_install gcc make binutils libc6-dev zlib1g-dev xz-utils
once "$dir" step "assembling native-image for JDK $JAVA_RUNTIME_VERSION (once, about 80 s)" "$here/bootstrap.sh" "$dir/home"
echo "$dir/home"
