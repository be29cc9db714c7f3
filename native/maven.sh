#!/usr/bin/env bash
# maven.sh ARGUMENT…: Maven with the right JDK, from the top of the checkout.
here=$(cd "$(dirname "$0")" && pwd)
JAVA_HOME=$("$here/prerequisites/jdk.sh") || exit 1
export JAVA_HOME
cd "$here/.." && exec mvn -B -ntp "$@"
